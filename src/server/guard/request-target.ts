// Request targets that two programs could read as two different paths are refused, before anybody routes by them.

const TARGET_CHARS_MAX = 4096;

/** In the order in which they are looked for; each is what the refusal says was found. */
const TRICKS: readonly (readonly [found: string, isThere: (target: string, path: string) => boolean])[] = [
  ["more than 4096 characters", (target) => target.length > TARGET_CHARS_MAX],
  // Also `*`, and the absolute form that is meant for proxies and brings a second host name.
  ["no path at its start", (target) => !target.startsWith("/")],
  ["a fragment", (target) => target.includes("#")],
  ["a character that has to be encoded", (target, path) => !IN_PATH.test(path) || !IN_TARGET.test(target)],
  ["an empty path segment", (_target, path) => path.includes("//")],
  ["a % that encodes nothing", (_target, path) => !isDecodable(path)],
  ["an encoded dot, slash, backslash, percent or control character", (_target, path) => ENCODED.test(path)],
  ["a path segment of dots", (_target, path) => /\/\.{1,2}(\/|$)/.test(path)],
];

/** What RFC 3986 lets stand in a path as itself; the URL of a browser or of a router changes none of these. */
const IN_PATH = /^[\w\-.~!$&'()*+,;=:@%/]*$/;
/** A query is only read, never routed by, so whatever can be printed may be in it. */
const IN_TARGET = /^[\x21-\x7e]*$/;
const ENCODED = /%(2e|2f|5c|25|[01][0-9a-f]|7f)/i;

/** What is wrong with a request target, in words that repeat nothing of it, since it may carry a secret. Null when it has one meaning. */
export function trickIn(target: string): string | null {
  const path = pathOf(target);
  return TRICKS.find(([, isThere]) => isThere(target, path))?.[0] ?? null;
}

/** The target without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? target : target.slice(0, query);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    // A lone %, or bytes that are not UTF-8: the only two reasons.
    return false;
  }
}
