// Files of large items, each named by its content.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Spilled } from "./items.ts";

/** A large item on its way to a file that is named by its content, so that a repeat costs nothing. */
export interface Blob extends Spilled {
  readonly text: string;
}

export function blobOf(text: string): Blob {
  return {
    text,
    sha256: createHash("sha256").update(text).digest("hex"),
    bytes: Buffer.byteLength(text),
  };
}

/** Does nothing when it is there already. Never leaves a part under the final name. */
export function ensureBlob(blobsDir: string, blob: Blob): void {
  const path = join(blobsDir, blob.sha256);
  if (statSync(path, { throwIfNoEntry: false })?.size === blob.bytes) return;
  mkdirSync(blobsDir, { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, blob.text, { mode: 0o600 });
    renameSync(part, path);
  } catch (error) {
    // On a full disk the part would be in the way of everything else.
    rmSync(part, { force: true });
    throw error;
  }
}

export function isBlobName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** Null when the file is gone or is not what its name says. */
export function readBlob(blobsDir: string, sha256: string): string | null {
  const path = join(blobsDir, sha256);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  const text = readFileSync(path, "utf8");
  return blobOf(text).sha256 === sha256 ? text : null;
}
