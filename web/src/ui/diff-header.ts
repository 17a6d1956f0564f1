// What git says of a file before its lines: paths, whether it is new, gone, moved or binary. The parser of the lines misreads
// quoted paths, paths with spaces, binary and empty files, so it is given the lines only.
import { escapeOf } from "./visible-signs.ts";

export interface DiffHeader {
  readonly path: string;
  readonly oldPath: string;
  readonly kind: "added" | "deleted" | "renamed" | "changed";
  readonly isBinary: boolean;
}

/** The text of each file of a patch; nothing in a hunk begins a line like this. */
export function filesOfPatch(patch: string): string[] {
  return patch.split(/^(?=diff --git )/m).filter((text) => text.startsWith("diff --git "));
}

/** `text` begins with its `diff --git` line. */
export function readHeader(text: string): DiffHeader {
  const hunkAt = text.search(/^(@@|GIT binary patch)/m);
  const lines = (hunkAt < 0 ? text : text.slice(0, hunkAt)).split("\n");
  const after = (start: string) => lines.find((line) => line.startsWith(start))?.slice(start.length);
  const both = pathOfBoth(lines[0] ?? "");
  const before = pathAt(after("rename from ") ?? after("copy from ") ?? after("--- "));
  const now = pathAt(after("rename to ") ?? after("copy to ") ?? after("+++ "));
  const path = now ?? before ?? both;
  const isMoved = after("rename to ") !== undefined;
  const isNew = after("new file mode ") !== undefined || after("copy to ") !== undefined;
  const isGone = after("deleted file mode ") !== undefined;
  return {
    path,
    oldPath: isMoved ? (before ?? path) : path,
    kind: isMoved ? "renamed" : isNew ? "added" : isGone ? "deleted" : "changed",
    isBinary: lines.some((line) => line.startsWith("Binary files ")) || /^GIT binary patch/m.test(text),
  };
}

/** `diff --git a/P b/P`: when nothing else names the path, both halves are the same. */
function pathOfBoth(line: string): string {
  const rest = line.slice("diff --git ".length);
  return pathAt(rest.slice(0, (rest.length - 1) / 2)) ?? rest;
}

/** Undefined for `/dev/null`. Git ends a path that holds a space with a tab, and quotes one that holds stranger signs. */
function pathAt(said: string | undefined): string | undefined {
  if (said === undefined || said === "/dev/null") return undefined;
  const bare = said.replace(/\t$/, "");
  const path = bare.startsWith('"') ? unquoted(bare) : bare;
  return path.replace(/^[ab]\//, "");
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\u0007",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** Control characters, and what turns the direction of writing or cannot be seen: in a name they would make it another's. */
const ACTS = /[\\\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * C's quotes: each byte of UTF-8 that is not ASCII stands as three octal digits. What acts stays an escape, as `\u202e`, and bytes that are no
 * text stay as git says them: no two files have the same name here.
 */
function unquoted(quoted: string): string {
  const said = quoted.slice(1, -1);
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, octal, sign, plain = ""] of said.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal === undefined)
      bytes.push(...encoder.encode(sign === undefined ? plain : (ESCAPES[sign] ?? sign)));
    else bytes.push(Number.parseInt(octal, 8));
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes)).replaceAll(ACTS, escaped);
  } catch (error) {
    if (error instanceof TypeError) return said;
    throw error;
  }
}

function escaped(acts: string): string {
  if (acts === "\\") return "\\\\";
  const short = Object.entries(ESCAPES).find(([, sign]) => sign === acts)?.[0];
  return short === undefined ? escapeOf(acts) : `\\${short}`;
}
