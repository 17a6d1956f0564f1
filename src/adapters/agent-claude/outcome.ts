import type {
  ModelUsage,
  SDKAssistantMessageError,
  SDKRateLimitInfo,
  SDKResultMessage,
} from "@anthropic-ai/claude-agent-sdk";
import { instant, type Instant } from "../../domain/ids.ts";
import type { AgentUsage, TurnOutcome } from "../../ports/agent.ts";
import { boundedDetail } from "./events.ts";

type Failure = Extract<TurnOutcome, { kind: "failed" }>;

/** What was seen during the turn that its result does not say. */
export interface TurnSigns {
  /** Why we ended the turn ourselves. */
  readonly given: Failure | null;
  readonly error: SDKAssistantMessageError | null;
  /** The service said that a window of the plan is used up, and when the next one begins. */
  readonly window: { readonly resetsAt: Instant | null } | null;
}

/** By flag, reason and status; never by `subtype`, which says "success" of results that are errors, nor by text. */
export function outcomeOf(result: SDKResultMessage, signs: TurnSigns): TurnOutcome {
  if (signs.given) return signs.given;
  if (result.terminal_reason === "aborted_streaming" || result.terminal_reason === "aborted_tools") {
    return { kind: "interrupted" };
  }
  if (!result.is_error) return { kind: "done" };
  const failed = {
    kind: "failed",
    class: classOf(result, signs),
    detail: boundedDetail(detailOf(result)),
  } as const;
  const resumesAt = failed.class === "window" ? (signs.window?.resetsAt ?? null) : null;
  return resumesAt === null ? failed : { ...failed, resumesAt };
}

function classOf(result: SDKResultMessage, { error, window }: TurnSigns): Failure["class"] {
  const byReason = REASONS[result.terminal_reason ?? ""];
  if (byReason) return byReason;
  if (result.stop_reason === "refusal") return "refused";
  // A 429 is both "too fast" and "used up": only what was said beside it tells. No money left comes as a 400.
  if (window !== null || error === "billing_error") return "window";
  const status = result.subtype === "success" ? result.api_error_status : null;
  if (status != null) return classOfStatus(status);
  return (error && ERRORS[error]) ?? (result.terminal_reason === "api_error" ? "model" : "other");
}

/** 401 and 403: who we are · 402: what we may use · 429: how fast · 503 and 529: no room · all else: the service or the model. */
function classOfStatus(status: number): Failure["class"] {
  if (status === 401 || status === 403) return "auth";
  if (status === 402) return "window";
  if (status === 503 || status === 529) return "overloaded";
  return status === 429 ? "limit" : "model";
}

const REASONS: Readonly<Record<string, Failure["class"] | undefined>> = {
  blocking_limit: "window",
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
  billing_error: "window",
  rate_limit: "limit",
  overloaded: "overloaded",
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

/** Tries of one request that the service found too fast, after which all that the account pays for is slowed down. About 2 s. */
const LIMITED_TRIES_MAX = 3;
/** A service that asks for a longer pause is not waited for with a process. */
const PAUSE_MS_MAX = 5_000;
/** The agent's own pauses, as SDK 0.3.330 makes them: half a second, doubled each time, up to a quarter more. A longer one is the service's word. */
const OWN_PAUSE_MS = 500 * 1.25;

/** The agent itself would try ten times, for minutes; what cannot get better is reported at once. Null: go on. */
export function hopelessRetry(
  retry: {
    readonly attempt: number;
    readonly error_status: number | null;
    readonly retry_delay_ms: number;
  },
  now: Instant,
): Failure | null {
  if (retry.error_status === 429) return limitedRetry(retry, now);
  if (retry.error_status === 401) {
    return { kind: "failed", class: "auth", detail: "The model's service refused the credentials (401)." };
  }
  if (retry.error_status === null && retry.attempt >= UNANSWERED_TRIES_MAX) {
    const detail = `The model's service did not answer in ${retry.attempt} tries (connection refused or cut).`;
    return { kind: "failed", class: "model", detail };
  }
  return null;
}

function limitedRetry(
  { attempt, retry_delay_ms: pauseMs }: { readonly attempt: number; readonly retry_delay_ms: number },
  now: Instant,
): Failure | null {
  const isAsked = pauseMs > OWN_PAUSE_MS * 2 ** (attempt - 1);
  if (attempt < LIMITED_TRIES_MAX && !(isAsked && pauseMs > PAUSE_MS_MAX)) return null;
  const detail = "The model's service says that requests come too fast (429).";
  const failure = { kind: "failed", class: "limit", detail } as const;
  return isAsked ? { ...failure, resumesAt: instant(now + pauseMs) } : failure;
}

/** What the service says of a plan's windows with each answer: seconds since 1970. Null: there is room. */
export function usedUpWindow(info: SDKRateLimitInfo): TurnSigns["window"] {
  if (info.status !== "rejected") return null;
  const { resetsAt } = info;
  return { resetsAt: resetsAt === undefined ? null : instant(resetsAt * 1_000) };
}
