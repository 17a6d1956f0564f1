import type { CallResult } from "./dialogue.ts";
import { clip } from "./words.ts";

const TOOL_WORDS_CHARS_MAX = 600;

/**
 * What a tool said when it did not do what it was called for. Words alone count only where they begin the answer: "T-3
 * drafted. … Ask the user to approve it." is no refusal.
 */
export function refusalOf(result: CallResult): string | undefined {
  const isRefused =
    result.isError || /^\W*(?:ask the user|(?:error: )?no such tool|refused)\b/i.test(result.text);
  if (!isRefused) return undefined;
  return (
    clip(result.text.replaceAll(/<\/?tool_use_error>/g, ""), TOOL_WORDS_CHARS_MAX) || "an error without words"
  );
}

export function couldNot(what: string, refusal: string): string {
  return `I could not ${what}. The tool said: “${refusal}”`;
}
