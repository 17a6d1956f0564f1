// How what a worker asks is put into words.
import type { AskRow } from "../../../../src/wire/ask-row.ts";
import type { BoardRow } from "../../../../src/wire/rows.ts";

/** `Worker 1 asks to run a command`. */
export function headOf({ worker }: Pick<BoardRow, "worker">, ask: AskRow): string {
  return `Worker ${(worker ?? "").slice(1)} ${verbOf(ask)}`;
}

function verbOf({ kind, tool }: AskRow): string {
  if (kind === "question") return "asks a question";
  switch (tool) {
    case "Bash":
      return "asks to run a command";
    case "Bash outside the sandbox":
      return "asks to run a command outside the sandbox";
    case "SandboxNetworkAccess":
      return "asks to reach a host";
    case "WebFetch":
      return "asks to read an address";
    case "WebSearch":
      return "asks to search the web";
    default:
      return `asks to use ${tool}`;
  }
}

/** What becomes of it when nothing is done. */
export function fateOf({ isExpired, dueAt, kind }: AskRow): string {
  if (isExpired && kind === "question")
    return "Nobody answered in time: it went on without. Your answer still reaches it.";
  if (isExpired) return "Nobody answered in time: it was denied and went on without.";
  const at = new Date(dueAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return kind === "question"
    ? `It goes on without an answer at ${at}.`
    : `Denied at ${at} unless you answer.`;
}
