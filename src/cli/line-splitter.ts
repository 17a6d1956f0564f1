/** A line that never ends is given in parts of this length. */
const LINE_CHARS_MAX = 16_384;

/** Gives whole lines of text that comes in pieces. */
export function createLineSplitter(onLine: (line: string) => void) {
  let rest = "";
  return {
    take: (text: string): void => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line.replace(/\r$/, ""));
      while (rest.length > LINE_CHARS_MAX) {
        onLine(rest.slice(0, LINE_CHARS_MAX));
        rest = rest.slice(LINE_CHARS_MAX);
      }
    },
    /** What has no line break behind it. */
    flush: (): void => {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
