import type { ModelRefusal, ParkCause } from "../domain/account/state.ts";
import type { AgentAccount, TurnOutcome } from "../ports/agent.ts";

/** What of a turn's end concerns all that its account pays for; null: nothing. */
export function modelRefusal(outcome: TurnOutcome, account: AgentAccount): ModelRefusal | null {
  const cause = outcome.kind === "failed" ? causeOf(outcome.class) : null;
  if (outcome.kind !== "failed" || cause === null) return null;
  const { id, name } = account;
  return { account: id, name, cause, detail: outcome.detail, resumesAt: outcome.resumesAt ?? null };
}

function causeOf(failure: Extract<TurnOutcome, { kind: "failed" }>["class"]): ParkCause | null {
  switch (failure) {
    case "auth":
    case "window":
    case "overloaded":
      return failure;
    case "limit":
      return "rate-limit";
    case "model":
    case "refused":
    case "turns":
    case "budget":
    case "other":
      return null;
    default:
      return failure satisfies never;
  }
}
