// The readable record of a run. What others said is quoted, so that no text of theirs can pass for a heading of ours; control
// characters go, since it is read in terminals.
import { stripVTControlCharacters } from "node:util";
import { canonicalJson } from "../../domain/canonical.ts";
import { assertNever, cut } from "../../domain/shared.ts";
import type { ActivityEntry, TurnEnded } from "./items.ts";

/** Length of one message here; the whole is in the activity. */
const MESSAGE_CHARS_MAX = 16_384;
/** Length of a tool's input or output here. */
const TOOL_CHARS_MAX = 400;

/** Markdown for one entry, ending in a line break. */
export function transcriptOf(entry: ActivityEntry): string {
  const time = new Date(entry.at).toISOString();
  switch (entry.kind) {
    case "message-in":
      return `\n## ${time} from ${line(entry.item.from)}\n\n${quoted(entry.item.text)}\n`;
    case "text":
      return `\n**${time}${by(entry.item.agent)}**\n\n${quoted(entry.item.text)}\n`;
    case "tool-started":
      return `- ${time}${by(entry.item.agent)} ${line(entry.item.name)} ${code(inputText(entry.item.input))}\n`;
    case "tool-ended": {
      const { name, isError, durationMs, output } = entry.item;
      const end = `${line(name)} ${isError ? "failed" : "ended"} after ${seconds(durationMs)}`;
      return `- ${time}${by(entry.item.agent)} ${end}${isError ? ` ${code(output)}` : ""}\n`;
    }
    case "retrying": {
      const { attempt, delayMs, status, detail } = entry.item;
      const why = status === null ? line(detail) : `${status} ${line(detail)}`;
      return `- ${time} tries again in ${seconds(delayMs)} (attempt ${attempt}): ${why}\n`;
    }
    case "turn-ended":
      return `\n## ${time} report, ${line(entry.item.outcome)}\n\n${quoted(entry.item.text)}\n\n${cost(entry.item)}\n`;
    case "closed":
      return `\n${time} closed: ${line(entry.item.detail)}\n`;
    default:
      return assertNever(entry);
  }
}

function inputText(input: unknown): string {
  return typeof input === "string" ? input : canonicalJson(input);
}

function by(agent: string | null): string {
  return agent === null ? "" : ` (${line(agent)})`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function cost({ inputTokens, outputTokens, costUsd }: TurnEnded): string {
  return `${inputTokens} tokens in, ${outputTokens} out, $${costUsd.toFixed(2)}`;
}

function quoted(text: string): string {
  const lines = cut(printable(text).trimEnd(), MESSAGE_CHARS_MAX).split("\n");
  return lines.map((each) => `> ${each}`.trimEnd()).join("\n");
}

function line(text: string): string {
  return cut(printable(text).replaceAll(/\s+/g, " ").trim(), TOOL_CHARS_MAX);
}

/** Between more back ticks than the text has in a row. */
function code(text: string): string {
  const inside = line(text);
  const longest = Math.max(0, ...(inside.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${inside}${fence}` : `${fence} ${inside} ${fence}`;
}

/** Without terminal sequences, other control characters, and the marks that reorder text on screen. */
function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[\u2028\u2029]/g, "\n")
    .replaceAll(/(?![\n\t])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");
}
