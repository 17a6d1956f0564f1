// Signs that act instead of being seen, made visible: what is under review must read as what it is.

/** Control characters but those that end a line or a cell, what separates lines unseen, and what turns the direction of writing. */
const ACTS = /(?![\n\t])[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/gu;

/** With `\u202e` for each of them; a line ends with one sign. */
export function withVisibleSigns(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(ACTS, escapeOf);
}

export function escapeOf(sign: string): string {
  return `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
