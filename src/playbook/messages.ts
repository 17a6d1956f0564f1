import type { CallResult, Dialogue, Item } from "./dialogue.ts";
import { expandMemory } from "./memory.ts";
import type { WireBlock, WireMessage } from "./wire.ts";

export function readDialogue(messages: readonly WireMessage[]): Dialogue {
  const results = readResults(messages);
  const items = messages.flatMap((message) => readMessage(message, results));
  const lastWords = items.findLast((item) => item.kind === "words");
  return {
    items: items.filter((item) => item.kind !== "words" || !isSummaryPrompt(item.text)),
    isSummaryRequest: lastWords?.kind === "words" && isSummaryPrompt(lastWords.text),
  };
}

function readMessage(message: WireMessage, results: ReadonlyMap<string, CallResult>): Item[] {
  if (message.role === "system") {
    const text = unfold(textOf(message.content));
    return text === undefined ? [] : [{ kind: "words", text, isFolded: true }];
  }
  const blocks: WireBlock[] =
    typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
  return blocks.flatMap((block): Item[] => {
    if (block.type === "text") {
      const text = (block.text ?? "").trim();
      if (text === "") return [];
      if (message.role === "assistant") return text === FILLED_IN ? [] : [{ kind: "answer", text }];
      return readWords(text);
    }
    if (block.type !== "tool_use" || block.id === undefined) return [];
    const call = { id: block.id, name: block.name ?? "", input: block.input, result: results.get(block.id) };
    return [{ kind: "call", call }];
  });
}

function readWords(text: string): Item[] {
  if (text.startsWith("This session is being continued from a previous conversation")) {
    return [...expandMemory(text), { kind: "nudge" }];
  }
  if (HARNESS_NUDGES.some((pattern) => pattern.test(text))) return [{ kind: "nudge" }];
  if (HARNESS_WORDS.some((pattern) => pattern.test(text))) return [];
  return [{ kind: "words", text: text.replace(NON_USER_MARK, ""), isFolded: false }];
}

function readResults(messages: readonly WireMessage[]): Map<string, CallResult> {
  const results = new Map<string, CallResult>();
  for (const { content } of messages) {
    if (typeof content === "string") continue;
    for (const block of content) {
      if (block.type !== "tool_result" || block.tool_use_id === undefined) continue;
      const text = textOf(block.content);
      const isError = block.is_error === true;
      results.set(block.tool_use_id, { text, isError, isInterrupted: isError && INTERRUPTED.test(text) });
    }
  }
  return results;
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((block: unknown) => (isTextBlock(block) ? block.text : ""))
    .filter((text) => text !== "")
    .join("\n");
}

function isTextBlock(block: unknown): block is { text: string } {
  return typeof block === "object" && block !== null && "text" in block && typeof block.text === "string";
}

/*
 * What Claude Code writes into a conversation by itself (seen with 2.1.330, see real-binary.test.ts). It has no
 * codes to go by, so the texts stand here and nowhere else.
 */
const NON_USER_MARK = /^\[MESSAGE FROM NON-USER SOURCE - NOT USER INPUT\]\s*/;
/** Stands where a crash left a turn without an answer. */
const FILLED_IN = "No response requested.";
const FOLDED =
  /^The user sent a new message while you were working:\n([\s\S]*?)(?:\n\nThis is how Claude Code [\s\S]*)?$/;
/** 137 and 143: the command was killed, as it is when a daemon dies and its agent still records what became of it. */
const INTERRUPTED =
  /^Exit code (?:137|143)\b|^\[Tool call interrupted|^\[Request interrupted by user|^The user doesn't want to (?:proceed with this tool use|take this action)|Tool permission request failed/;
const HARNESS_NUDGES: readonly RegExp[] = [
  /^Output token limit hit\./,
  /^Your response above was (?:cut off|stopped)/,
  /^Continue from where you left off\.$/,
];
const HARNESS_WORDS: readonly RegExp[] = [
  /^<system-reminder>[\s\S]*<\/system-reminder>$/,
  /^\[Request interrupted by user/,
  /^<(?:local-command-[a-z]+|command-name)>/,
];

function isSummaryPrompt(text: string): boolean {
  return text.startsWith("CRITICAL: Respond with TEXT ONLY.") && text.includes("<summary>");
}

function unfold(text: string): string | undefined {
  return FOLDED.exec(text.trim())?.[1]?.replace(NON_USER_MARK, "");
}
