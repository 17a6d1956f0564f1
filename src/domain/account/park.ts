// What a refusal of the model means for all that its account pays for.
import type { DomainEvent } from "../events.ts";
import { instant, type Instant } from "../ids.ts";
import { cut } from "../shared.ts";
import type { State } from "../state.ts";
import { isParked, isReviewParked, parkingOf } from "./gate.ts";
import {
  REFUSAL_CHARS_MAX,
  RESUMES_MS_MAX,
  type AccountStatus,
  type ModelRefusal,
  type ParkingDelays,
} from "./state.ts";

/** Parks the account, longer each time in a row. Nothing when it is parked already, or does not pay any more. */
export function parkAccount(state: State, refusal: ModelRefusal, at: Instant): readonly DomainEvent[] {
  const { account, name, cause, resumesAt } = refusal;
  if (state.account !== null && state.account !== account) return [];
  const status = state.accounts.get(account)?.status;
  if (status?.name === "parked" && !isNews(status, refusal, parkingOf(state))) return [];
  const attempt =
    status?.name === "parked" ? status.attempt : status?.name === "probing" ? status.attempt + 1 : 1;
  const until = cause === "auth" ? null : nextTryAt(parkingOf(state), attempt, resumesAt, at);
  const detail = cut(refusal.detail, REFUSAL_CHARS_MAX);
  return [{ type: "account.parked", data: { account, name, cause, until, detail, attempt } }];
}

/** Of what waits already, another that is refused tells only whether the sign-in is the matter, or that it takes clearly longer. */
function isNews(
  parked: Extract<AccountStatus, { name: "parked" }>,
  { cause, resumesAt }: ModelRefusal,
  { firstMs }: ParkingDelays,
): boolean {
  if (parked.until === null) return false;
  return cause === "auth" || (resumesAt !== null && resumesAt > parked.until + firstMs);
}

/** The back-off of the `attempt`-th refusal in a row, in milliseconds: doubled each time, with a cap. */
function parkMs({ firstMs, maxMs }: ParkingDelays, attempt: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
}

/** The service's own word counts; one that was wrong before counts only when it is later than the back-off. */
function nextTryAt(delays: ParkingDelays, attempt: number, resumesAt: Instant | null, at: Instant): Instant {
  const backOffAt = at + parkMs(delays, attempt);
  if (resumesAt === null || resumesAt <= at) return instant(backOffAt);
  const saidAt = Math.min(resumesAt, at + RESUMES_MS_MAX);
  return instant(attempt === 1 ? saidAt : Math.max(saidAt, backOffAt));
}

/** What would now ask a model that refuses is parked in the same breath: it costs a process to be refused. */
export function heldBack(state: State, events: readonly DomainEvent[]): readonly DomainEvent[] {
  if (!isParked(state)) return events;
  return events.flatMap((event): readonly DomainEvent[] => {
    const held = holdOf(state, event, events);
    return held === null ? [event] : [event, held];
  });
}

function holdOf(state: State, event: DomainEvent, all: readonly DomainEvent[]): DomainEvent | null {
  switch (event.type) {
    case "run.resumed":
      return parkedRun(event.data.run, event.data.life);
    case "run.workspace-prepared":
      return parkedRun(event.data.run, state.runs.get(event.data.run)?.life ?? 0);
    case "run.agent-lost":
      // Another model than the account's own may still answer; one that needs the user starts nothing.
      return all.some(({ type }) => type === "run.waiting") || hasFallback(state, event.data.run)
        ? null
        : parkedRun(event.data.run, event.data.life);
    case "run.checked":
      return { type: "run.review-parked", data: { run: event.data.run } };
    case "conversation.turn-lost": {
      const { conversation, n } = event.data;
      return state.conversations.get(conversation)?.running?.isInterruptAsked === true
        ? null
        : { type: "conversation.turn-parked", data: { conversation, n } };
    }
    default:
      return null;
  }
}

function hasFallback(
  state: State,
  run: Extract<DomainEvent, { type: "run.parked" }>["data"]["run"],
): boolean {
  return (state.runs.get(run)?.fallbackModel ?? null) !== null;
}

function parkedRun(
  run: Extract<DomainEvent, { type: "run.parked" }>["data"]["run"],
  life: number,
): DomainEvent {
  return { type: "run.parked", data: { run, life } };
}

/** A review that was begun goes to its end; one that waits already is not parked twice. */
export function reviewParked(run: Parameters<typeof isReviewParked>[0]): readonly DomainEvent[] {
  return isReviewParked(run) ? [] : [{ type: "run.review-parked", data: { run: run.id } }];
}
