// How a turn of the orchestrator came to its end, from what its agent said of it.
import type { ModelRefusal } from "../domain/account/state.ts";
import type { AgentAccount, WorkerEvent } from "../ports/agent.ts";
import { modelRefusal } from "./model-refusal.ts";

export type TurnEnd =
  | { readonly kind: "answered"; readonly text: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "lost"; readonly detail: string; readonly isFinal: boolean }
  /** Its account is refused: the turn is tried again when that is released. */
  | { readonly kind: "refused"; readonly refusal: ModelRefusal };

const WORDLESS = "The orchestrator ended its turn without a word. Say it again, or ask in other words.";

export function turnEnd(
  { outcome, text }: Extract<WorkerEvent, { type: "turn-ended" }>,
  account: AgentAccount,
): TurnEnd {
  if (outcome.kind === "interrupted") return { kind: "interrupted" };
  if (outcome.kind === "done")
    return hasWords(text) ? { kind: "answered", text } : { kind: "lost", detail: WORDLESS, isFinal: false };
  const refusal = modelRefusal(outcome, account);
  if (refusal !== null) return { kind: "refused", refusal };
  return { kind: "lost", detail: outcome.detail, isFinal: outcome.class !== "other" };
}

/** A model may end a turn with its last tool call and say nothing: nobody is answered by that. */
export function hasWords(text: string): boolean {
  return text.trim() !== "";
}
