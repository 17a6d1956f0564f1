export interface AddedLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

export interface DiffReading {
  /** In the order of the diff, deleted files too. */
  readonly files: readonly string[];
  readonly added: readonly AddedLine[];
  /** The place of the first change: its first added line, else the first hunk. */
  readonly first: { readonly file: string; readonly line: number } | undefined;
}

/** Reads `git diff` output. Lines count as in the new file. */
export function readDiff(diff: string): DiffReading {
  const files: string[] = [];
  const added: AddedLine[] = [];
  let first: DiffReading["first"];
  let file = "";
  let line = 0;
  let hunkLinesLeft = { old: 0, new: 0 };
  for (const text of diff.split(/\r?\n/)) {
    const isInHunk = hunkLinesLeft.old > 0 || hunkLinesLeft.new > 0;
    if (!isInHunk) {
      const named = readFileName(text);
      if (named !== undefined) {
        if (named !== file || files.length === 0) files.push(named);
        file = named;
      }
      const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
      if (hunk !== null) {
        line = Number(hunk[2]);
        hunkLinesLeft = { old: Number(hunk[1] ?? 1), new: Number(hunk[3] ?? 1) };
        first ??= { file, line: Math.max(line, 1) };
      }
      continue;
    }
    if (text.startsWith("+")) {
      added.push({ file, line, text: text.slice(1) });
      line += 1;
      hunkLinesLeft.new -= 1;
    } else if (text.startsWith("-")) hunkLinesLeft.old -= 1;
    else if (!text.startsWith("\\")) {
      line += 1;
      hunkLinesLeft = { old: hunkLinesLeft.old - 1, new: hunkLinesLeft.new - 1 };
    }
  }
  const [firstAdded] = added;
  if (firstAdded !== undefined) first = { file: firstAdded.file, line: firstAdded.line };
  return { files: [...new Set(files)], added, first };
}

/** `diff --git a/x b/x` names a file that has no hunks (mode, binary, rename); `+++ b/x` is exact. */
function readFileName(text: string): string | undefined {
  const quoted = /^\+\+\+ "b\/(.*)"$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  return /^\+\+\+ b\/(.*?)\t?$/.exec(text)?.[1] ?? /^diff --git a\/.* b\/(.*)$/.exec(text)?.[1];
}
