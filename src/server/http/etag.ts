// A strong ETag of a body, and whether the client has that body already.
import { createHash } from "node:crypto";

/** Differs exactly when the bytes differ. */
export function etagOf(body: string): string {
  return `"${createHash("sha256").update(body).digest("base64url")}"`;
}

/** `header`: If-None-Match as it came. A proxy may have made the tag weak; for this question that is the same. */
export function isKnownTo(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, "")));
}
