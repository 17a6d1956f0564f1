// A run that reaches a cap is held in the same breath: nobody sees it work beyond.
import type { DomainEvent } from "../events.ts";
import { commandId, eventSequence, messageId } from "../ids.ts";
import { evolve } from "../evolve.ts";
import { streamOf } from "../events.ts";
import type { Run } from "../run/state.ts";
import { REPORT_CHARS_MAX } from "../run/state.ts";
import { cut, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import { crossing, heldFor, isSharedCapReached } from "./crossing.ts";
import type { OverBudget, Scope } from "./state.ts";
import { overText, raiseHint } from "./words.ts";

/** After these, a run may be at work that has nothing left to spend. */
const MAY_CROSS: readonly DomainEvent["type"][] = [
  "run.usage-reported",
  "project.usage-reported",
  "run.resumed",
  "run.workspace-prepared",
];

/** The events, and those that hold every run which is at work after them although a cap is reached. */
export function withHolds(
  state: State,
  events: readonly DomainEvent[],
  given: Given,
): readonly DomainEvent[] {
  if (!events.some(({ type }) => MAY_CROSS.includes(type))) return events;
  const after = folded(state, events, given);
  // A cap that is shared holds all; one that is not, only whom something happened to.
  const runs = isSharedCapReached(after, given.at) ? [...after.openRuns.values()] : namedIn(after, events);
  const held = runs.flatMap((run) => {
    const over = run.stage.name === "working" ? crossing(after, run, given.at) : null;
    return over === null ? [] : [{ run, over }];
  });
  return [...events, ...held.map(({ run, over }) => hold(run, over)), ...reports(after, held, given)];
}

function namedIn(after: State, events: readonly DomainEvent[]): readonly Run[] {
  const names = events.flatMap(({ data }) => ("run" in data && data.run !== null ? [data.run] : []));
  return [...new Set(names)].map((id) => must(after.runs, id));
}

interface Held {
  readonly run: Run;
  readonly over: OverBudget;
}

function hold({ id }: Run, over: OverBudget): DomainEvent {
  return { type: "run.waiting", data: { run: id, reason: overText(over), cause: over } };
}

/** One for each run that is over what is its own, one for all that share a cap; none when the conversation knows already. */
function reports(after: State, held: readonly Held[], given: Given): readonly DomainEvent[] {
  const own = held.filter(({ over }) => !isShared(over.scope)).map((one) => [one]);
  const shared = (["day", "project"] as const).flatMap((scope) => {
    const group = held.filter(({ over }) => over.scope === scope);
    return group.length === 0 || isKnown(after, group) ? [] : [group];
  });
  return [...own, ...shared].flatMap((group, index) => reportOf(after, group, index, given));
}

function isShared(scope: Scope): boolean {
  return scope === "day" || scope === "project";
}

/** Another run is held for the same cap of the same day. */
function isKnown(after: State, group: readonly Held[]): boolean {
  return [...after.openRuns.values()].some((run) => {
    const cause = heldFor(run);
    return group.some(({ over }) => cause?.scope === over.scope && cause.until === over.until);
  });
}

function reportOf(after: State, group: readonly Held[], index: number, given: Given): readonly DomainEvent[] {
  const [first] = group;
  if (first === undefined) return [];
  const { run, over } = first;
  const who =
    group.length === 1 ? `Worker ${run.workerNumber} (${run.ticket}) is` : `${group.length} workers are`;
  const when = over.until === null ? "" : "It goes on by itself when the day is over. ";
  const text = `${who} held: ${overText(over)}. Work and session are kept. ${when}Raise it to go on now (${raiseHint(run, over)}), or stop the worker.`;
  return [
    {
      type: "conversation.report-queued",
      data: {
        conversation: must(after.tickets, run.ticket).conversation,
        id: messageId(`b-${given.uuid}-${index}`),
        about: "needs-you",
        ticket: run.ticket,
        run: run.id,
        worker: `W${run.workerNumber}`,
        text: cut(text, REPORT_CHARS_MAX),
      },
    },
  ];
}

function folded(state: State, events: readonly DomainEvent[], { at, actor }: Given): State {
  return events.reduce(
    (before, event) =>
      evolve(before, {
        ...event,
        seq: eventSequence(before.seq + 1),
        at,
        stream: streamOf(event),
        version: 0,
        schema: 1,
        actor,
        command: commandId("tentative"),
      }),
    state,
  );
}
