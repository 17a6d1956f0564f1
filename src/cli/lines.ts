// Makes messages of lines: what is pasted at once, stands between fences, or ends in a backslash belongs together.

export interface LineCollector {
  /** Takes one line as it was entered. */
  take(line: string): void;
  /** A message is under way: the prompt should say so. */
  isOpen(): boolean;
  /** Gives what was collected, whatever is missing. */
  flush(): void;
}

/** Lines that come within this belong to one paste. */
export const PASTE_GAP_MS = 40;

export function createLineCollector(onMessage: (text: string) => void): LineCollector {
  let lines: string[] = [];
  let timer: NodeJS.Timeout | null = null;
  const isFenceOpen = () => lines.filter((line) => line.includes("```")).length % 2 === 1;
  const isOpen = () => lines.length > 0 && (isFenceOpen() || (lines.at(-1) ?? "").endsWith("\\"));
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const text = lines
      .map(onItsOwnLine)
      .map((line, index) => (index < lines.length - 1 && line.endsWith("\\") ? line.slice(0, -1) : line))
      .join("\n")
      .trim();
    lines = [];
    if (text !== "") onMessage(text);
  };
  return {
    take: (line) => {
      lines.push(line);
      if (timer !== null) clearTimeout(timer);
      timer = isOpen() ? null : setTimeout(flush, PASTE_GAP_MS);
    },
    isOpen,
    flush,
  };
}

/** A fence that is opened behind words, as it is when it is typed, begins a line of its own, as Markdown wants it. */
function onItsOwnLine(line: string): string {
  return line.replace(/^(.*\S)\s+(```[a-z0-9.+-]*(?: [^`]*)?)$/i, "$1\n$2");
}
