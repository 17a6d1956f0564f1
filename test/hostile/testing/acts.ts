// What a text does that is more than letters: where it is found, a protection is missing.

/** Every control character but those that end a line or a cell, and what turns the direction of writing. */
export const ACTS = /(?![\n\t])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/u;

const SHOWN_CHARS = 60;

/** Every string of a JSON value that acts, or is the half of a character: shortened, as JSON. */
export function stringsThatAct(value: unknown): readonly string[] {
  if (typeof value === "string")
    return ACTS.test(value) || !value.isWellFormed() ? [JSON.stringify(value.slice(0, SHOWN_CHARS))] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap((entry) => entry.flatMap(stringsThatAct));
}
