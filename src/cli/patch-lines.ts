// A patch for people: coloured line by line on a terminal, in one go through a pipe.
import type { Output, Style } from "./output.ts";

export function showPatch(output: Output, patch: string): void {
  if (!output.isTerminal) return output.line(patch);
  for (const line of patch.split("\n")) output.line(line, styleOf(line));
}

function styleOf(line: string): Style | undefined {
  if (/^(?:diff |index |--- |\+\+\+ )/.test(line)) return "bold";
  if (line.startsWith("@@")) return "cyan";
  if (line.startsWith("+")) return "green";
  return line.startsWith("-") ? "red" : undefined;
}
