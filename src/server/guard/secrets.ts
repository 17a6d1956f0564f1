// Secrets of 256 bits, and how they are compared without telling by the clock how much of a guess was right.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;

/** 32 bytes as base64url. */
const SECRET_FORM = /^[A-Za-z0-9_-]{43}$/;

export function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

export function isSecretForm(text: string): boolean {
  return SECRET_FORM.test(text);
}

/** SHA-256. Who reads it cannot get back to a secret of 256 bits, so it may be stored and named. */
export function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Compares hashes, so that neither the length nor the place of the first difference shows in the time. */
export function isSame(found: string, secretHash: Buffer): boolean {
  return timingSafeEqual(hashOf(found), secretHash);
}
