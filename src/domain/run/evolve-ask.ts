// How what a worker asked is folded: it waits while something is open, and what its process does not wait for any more is gone.
import type { StoredEvent } from "../events.ts";
import { ASKS_KEPT_MAX, type Ask, type AskState } from "./ask-state.ts";
import { askedText, isAsking, openAsks } from "./asks.ts";
import type { RunEvent } from "./events.ts";
import type { Run } from "./state.ts";

type AskEvent = Extract<
  RunEvent,
  { type: "run.asked" | "run.answered" | "run.ask-expired" | "run.ask-withdrawn" }
>;

export function evolveAsk(run: Run, event: StoredEvent & AskEvent): Run {
  switch (event.type) {
    case "run.asked": {
      const { ask: n, call, asked } = event.data;
      const ask: Ask = { n, call, asked, askedAt: event.at, state: { name: "open" } };
      return withAsks({ ...run, askCount: n }, [...run.asks, ask], event);
    }
    case "run.answered":
      return withState(run, event, { name: "answered", answer: event.data.answer });
    case "run.ask-expired":
      return withState(run, event, { name: "expired" });
    case "run.ask-withdrawn":
      return withAsks(
        run,
        run.asks.filter(({ n }) => n !== event.data.ask),
        event,
      );
  }
}

function withState(run: Run, event: StoredEvent & AskEvent, state: AskState): Run {
  return withAsks(
    run,
    run.asks.map((ask) => (ask.n === event.data.ask ? { ...ask, state } : ask)),
    event,
  );
}

/** The stage says what is asked first; with the last answer it works again. */
function withAsks(run: Run, asks: readonly Ask[], { at }: Pick<StoredEvent, "at">): Run {
  const kept = bounded(asks);
  const first = kept.find(({ state }) => state.name === "open");
  if (first !== undefined) {
    const reason = askedText(first.asked);
    const isSaid = run.stage.name === "waiting" && run.stage.reason === reason;
    return {
      ...run,
      asks: kept,
      stage: { name: "waiting", reason, cause: "asked" },
      since: isSaid ? run.since : at,
    };
  }
  return isAsking(run)
    ? { ...run, asks: kept, stage: { name: "working" }, since: at }
    : { ...run, asks: kept };
}

function bounded(asks: readonly Ask[]): readonly Ask[] {
  const over = asks.filter(({ state }) => state.name !== "open");
  const gone = new Set(over.slice(0, Math.max(0, over.length - ASKS_KEPT_MAX)));
  return gone.size === 0 ? asks : asks.filter((ask) => !gone.has(ask));
}

/**
 * No process waits for what was asked before: another life began, its process is another one, or it does something else. What is asked again comes
 * with a call of its own, so nothing is answered twice.
 */
export function letGoOfAsks(before: Run, after: Run, event: StoredEvent & RunEvent): Run {
  if (after.stage.name === "ended")
    return after.asks.length === 0 ? after : { ...after, asks: answeredOf(after) };
  if (openAsks(after).length === 0) return after;
  const isAnother = after.life !== before.life || event.type === "run.agent-started";
  if (isAsking(after) && !isAnother) return after;
  const left = { ...after, asks: after.asks.filter(({ state }) => state.name !== "open") };
  return isAsking(after) ? { ...left, stage: { name: "working" }, since: event.at } : left;
}

/** Of an ended run only what was answered tells anything. */
function answeredOf(run: Run): readonly Ask[] {
  return run.asks.filter(({ state }) => state.name === "answered");
}
