import type { ModelUsage, SDKAssistantMessageError, SDKResultMessage } from "@anthropic-ai/claude-agent-sdk";
import type { AgentUsage, TurnOutcome } from "../../ports/agent.ts";
import { boundedDetail } from "./events.ts";

type Failure = Extract<TurnOutcome, { kind: "failed" }>;

/** What was seen during the turn that its result does not say. */
export interface TurnSigns {
  /** Why we ended the turn ourselves. */
  readonly given: Failure | null;
  readonly error: SDKAssistantMessageError | null;
}

/** By flag, reason and status; never by `subtype`, which says "success" of results that are errors, nor by text. */
export function outcomeOf(result: SDKResultMessage, signs: TurnSigns): TurnOutcome {
  if (signs.given) return signs.given;
  if (result.terminal_reason === "aborted_streaming" || result.terminal_reason === "aborted_tools") {
    return { kind: "interrupted" };
  }
  if (!result.is_error) return { kind: "done" };
  return { kind: "failed", class: classOf(result, signs.error), detail: boundedDetail(detailOf(result)) };
}

function classOf(result: SDKResultMessage, error: SDKAssistantMessageError | null): Failure["class"] {
  const byReason = REASONS[result.terminal_reason ?? ""];
  if (byReason) return byReason;
  if (result.stop_reason === "refusal") return "refused";
  const status = result.subtype === "success" ? result.api_error_status : null;
  if (status != null) return classOfStatus(status);
  return (error && ERRORS[error]) ?? (result.terminal_reason === "api_error" ? "model" : "other");
}

/** 401 and 403: who we are · 402 and 429: how much we may use · all else: the service or the model. */
function classOfStatus(status: number): Failure["class"] {
  if (status === 401 || status === 403) return "auth";
  return status === 402 || status === 429 ? "limit" : "model";
}

const REASONS: Readonly<Record<string, Failure["class"] | undefined>> = {
  blocking_limit: "limit",
  rapid_refill_breaker: "limit",
  budget_exhausted: "budget",
  max_turns: "turns",
  prompt_too_long: "model",
  image_error: "model",
  model_error: "model",
  malformed_tool_use_exhausted: "model",
};

const ERRORS: Readonly<Record<SDKAssistantMessageError, Failure["class"]>> = {
  authentication_failed: "auth",
  oauth_org_not_allowed: "auth",
  account_on_hold: "auth",
  verification_required: "auth",
  cloud_credential_error: "auth",
  billing_error: "limit",
  rate_limit: "limit",
  overloaded: "model",
  invalid_request: "model",
  model_not_found: "model",
  server_error: "model",
  max_output_tokens: "model",
  unknown: "model",
};

function detailOf(result: SDKResultMessage): string {
  return result.subtype === "success" ? result.result : result.errors.join("\n") || result.subtype;
}

/** Of the session so far; what was read from or written to the cache counts as input. */
export function usageOf(result: SDKResultMessage): AgentUsage {
  return { ...totalOf(result.modelUsage), costUsd: result.total_cost_usd };
}

export function totalOf(
  models: Readonly<Record<string, ModelUsage>>,
): Pick<AgentUsage, "inputTokens" | "outputTokens"> {
  let inputTokens = 0;
  let outputTokens = 0;
  for (const model of Object.values(models)) {
    inputTokens += model.inputTokens + model.cacheReadInputTokens + model.cacheCreationInputTokens;
    outputTokens += model.outputTokens;
  }
  return { inputTokens, outputTokens };
}

/** Tries of one request that got no HTTP answer at all, after which nobody is there. About 2 s. */
const UNANSWERED_TRIES_MAX = 3;

/** The agent itself would try ten times, for minutes; what cannot get better is reported at once. Null: go on. */
export function hopelessRetry(retry: {
  readonly attempt: number;
  readonly error_status: number | null;
}): Failure | null {
  if (retry.error_status === 401) {
    return { kind: "failed", class: "auth", detail: "The model's service refused the credentials (401)." };
  }
  if (retry.error_status === null && retry.attempt >= UNANSWERED_TRIES_MAX) {
    const detail = `The model's service did not answer in ${retry.attempt} tries (connection refused or cut).`;
    return { kind: "failed", class: "model", detail };
  }
  return null;
}
