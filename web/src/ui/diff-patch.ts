// Git's patch text, read into files, with the reason why a file is better not opened at once.
import {
  findChangeByNewLineNumber,
  findChangeByOldLineNumber,
  getChangeKey,
  type HunkData,
  parseDiff,
} from "react-diff-view";
import { type DiffHeader, filesOfPatch, readHeader } from "./diff-header.ts";
import { withVisibleSigns } from "./visible-signs.ts";

/** A file of more lines starts closed: drawing it takes long, and nobody reads it line by line. */
const LINES_OPEN_MAX = 1_500;
/** A longer line is the mark of something that a tool wrote. */
const LINE_CHARS_MAX = 1_000;

const LOCKFILE =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|go\.sum|flake\.lock)$/;
const GENERATED = /(^|\/)(dist|build|vendor|node_modules)\/|\.(min\.(js|css)|map|snap)$|\.generated\./;

/** A place in a patch; `line` counts on its side. */
export interface DiffPlace {
  readonly path: string;
  readonly side: "old" | "new";
  readonly line: number;
}

export interface PatchFile extends DiffHeader {
  readonly added: number;
  readonly removed: number;
  readonly lineCount: number;
  /** Why it starts closed; undefined: it starts open. */
  readonly closedBecause?: string;
  readonly hunks: readonly HunkData[];
}

/** Undefined when it is no patch that we can read: show the text. */
export function readPatch(patch: string): readonly PatchFile[] | undefined {
  if (patch.trim() === "") return [];
  const texts = filesOfPatch(withVisibleSigns(patch));
  if (texts.length === 0) return undefined;
  try {
    return withOwnNames(texts.map(readFile));
  } catch {
    // The parser throws whatever it stumbles over; the caller shows the patch as text, which loses nothing.
    return undefined;
  }
}

/** Names of bytes that are no text may look the same, and a file that became a link is there twice: each is opened by its own name. */
function withOwnNames(files: readonly PatchFile[]): readonly PatchFile[] {
  const seen = new Map<string, number>();
  return files.map((file) => {
    const count = (seen.get(file.path) ?? 0) + 1;
    seen.set(file.path, count);
    return count === 1 ? file : { ...file, path: `${file.path} (${count})` };
  });
}

function readFile(text: string): PatchFile {
  const header = readHeader(text);
  const hunks = header.isBinary ? [] : (parseDiff(text, { nearbySequences: "zip" })[0]?.hunks ?? []);
  const changes = hunks.flatMap((hunk) => hunk.changes);
  const closedBecause = reasonToClose(header, hunks);
  return {
    ...header,
    added: changes.filter(({ type }) => type === "insert").length,
    removed: changes.filter(({ type }) => type === "delete").length,
    lineCount: changes.length,
    ...(closedBecause !== undefined && { closedBecause }),
    hunks,
  };
}

function reasonToClose({ path, isBinary }: DiffHeader, hunks: readonly HunkData[]): string | undefined {
  const lineCount = hunks.reduce((sum, { changes }) => sum + changes.length, 0);
  if (isBinary) return "Binary file";
  if (LOCKFILE.test(path)) return "Lockfile";
  if (GENERATED.test(path)) return "Generated file";
  if (lineCount > LINES_OPEN_MAX) return `${lineCount.toLocaleString("en-US")} lines`;
  const hasLongLine = hunks.some(({ changes }) =>
    changes.some(({ content }) => content.length > LINE_CHARS_MAX),
  );
  return hasLongLine ? "Very long lines" : undefined;
}

/** The key that the drawing knows a line by; undefined: the line is not part of the patch. */
export function changeKeyAt({ hunks }: PatchFile, { side, line }: DiffPlace): string | undefined {
  const find = side === "new" ? findChangeByNewLineNumber : findChangeByOldLineNumber;
  const change = find([...hunks], line);
  return change ? getChangeKey(change) : undefined;
}
