// Texts by their lines: what differs, how it merges, how it reads as a diff.

/** Lines `from` to `to` (excluded, from 0) of the text before, and what stands in their place after. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Above so many comparisons, the differing middle counts as one hunk. */
const COMPARISONS_MAX = 1_000_000;

export interface LineCounts {
  readonly added: number;
  readonly removed: number;
}

export function countChangedLines(before: string, after: string): LineCounts {
  const hunks = diffLines(linesOf(before), linesOf(after));
  return {
    added: hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0),
    removed: hunks.reduce((sum, hunk) => sum + hunk.to - hunk.from, 0),
  };
}

/** What both made of `base`; null when they changed the same lines, or lines that touch. */
export function mergeLines(base: string, ours: string, theirs: string): string | null {
  const before = linesOf(base);
  const all = [ours, theirs].flatMap((text) => diffLines(before, linesOf(text)));
  // A change that both made is one.
  const hunks = [...new Map(all.map((hunk) => [JSON.stringify(hunk), hunk])).values()].toSorted(
    (a, b) => a.from - b.from,
  );
  const merged: string[] = [];
  let at = 0;
  for (const [n, hunk] of hunks.entries()) {
    const former = hunks[n - 1];
    if (former !== undefined && hunk.from <= former.to) return null;
    merged.push(...before.slice(at, hunk.from), ...hunk.lines);
    at = hunk.to;
  }
  return [...merged, ...before.slice(at)].join("");
}

/** The hunks without lines around them. */
export function showChangedLines(before: string, after: string): string {
  const old = linesOf(before);
  let shift = 0;
  return diffLines(old, linesOf(after))
    .map(({ from, to, lines }) => {
      const head = `@@ -${from + 1},${to - from} +${from + 1 + shift},${lines.length} @@\n`;
      shift += lines.length - (to - from);
      return head + old.slice(from, to).map(marked("-")).join("") + lines.map(marked("+")).join("");
    })
    .join("");
}

function marked(sign: string): (line: string) => string {
  return (line) =>
    line.endsWith("\n") ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;
}

/** Each with its line end. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function diffLines(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const old = before.slice(start, before.length - end);
  const made = after.slice(start, after.length - end);
  if (old.length === 0 && made.length === 0) return [];
  if (old.length * made.length > COMPARISONS_MAX)
    return [{ from: start, to: start + old.length, lines: made }];
  return hunksBetween(old, made).map(({ from, to, lines }) => ({
    from: from + start,
    to: to + start,
    lines,
  }));
}

/** Along a longest common subsequence. */
function hunksBetween(old: readonly string[], made: readonly string[]): readonly Hunk[] {
  const common = commonLengths(old, made);
  const length = (i: number, j: number): number => common[i]?.[j] ?? 0;
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  let [from, since] = [0, 0];
  const close = (): void => {
    if (from < i || since < j) hunks.push({ from, to: i, lines: made.slice(since, j) });
  };
  while (i < old.length && j < made.length) {
    if (old[i] === made[j]) {
      close();
      [i, j] = [i + 1, j + 1];
      [from, since] = [i, j];
    } else if (length(i + 1, j) >= length(i, j + 1)) i += 1;
    else j += 1;
  }
  [i, j] = [old.length, made.length];
  close();
  return hunks;
}

/** At [i][j]: the length of the longest common subsequence of what follows. */
function commonLengths(old: readonly string[], made: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint32Array(made.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const [row, below] = [rows[i], rows[i + 1]];
    if (row === undefined || below === undefined) continue;
    for (let j = made.length - 1; j >= 0; j -= 1)
      row[j] = old[i] === made[j] ? 1 + (below[j + 1] ?? 0) : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
  }
  return rows;
}
