// Whose obligations can be others after an event: what the engine looks at again, instead of everything.
import { heldFor } from "./budget/crossing.ts";
import { isReviewParked } from "./account/gate.ts";
import type { Subject } from "./commands.ts";
import type { StoredEvent } from "./events.ts";
import type { RunId } from "./ids.ts";
import { assertNever } from "./shared.ts";
import type { State } from "./state.ts";

/** Every subject that the event names, and those that speak for each other; null: all may have changed. `state` is after the event. */
export function touchedBy(state: State, event: StoredEvent): readonly Subject[] | null {
  const { type, data } = event;
  // Who waits on a budget is looked at again whatever happens; who is held for it has an event of its own.
  if (type === "project.usage-reported") return [];
  if (!/^(ticket|run|landing|conversation)\./.test(type)) return null;
  const touched: Subject[] = [];
  if ("conversation" in data) touched.push({ kind: "conversation", conversation: data.conversation });
  if ("landing" in data) touched.push({ kind: "landing", landing: data.landing });
  if ("ticket" in data && typeof data.ticket === "string")
    touched.push({ kind: "ticket", ticket: data.ticket });
  if ("run" in data && typeof data.run === "string") touched.push({ kind: "run", run: data.run });
  return touched.flatMap((subject) => [subject, ...partnersOf(state, subject)]);
}

/** A run that is ready lands by itself when its ticket says so, and a ticket waits for what its run is at. */
function partnersOf(state: State, subject: Subject): readonly Subject[] {
  if (subject.kind === "run") {
    const run = state.runs.get(subject.run);
    return run === undefined ? [] : [{ kind: "ticket", ticket: run.ticket }];
  }
  if (subject.kind !== "ticket") return [];
  const stage = state.tickets.get(subject.ticket)?.stage;
  return stage !== undefined && "run" in stage ? [{ kind: "run", run: stage.run }] : [];
}

/**
 * What it is owed depends on others too: on free workers, on budgets, on dependencies, on its place in a queue, on whether the model refuses what
 * pays.
 */
export function waitsOnOthers(state: State, subject: Subject): boolean {
  switch (subject.kind) {
    case "ticket":
      return state.tickets.get(subject.ticket)?.stage.name === "queued";
    case "run":
      return isWaitingRun(state, subject.run);
    case "landing":
      return state.queue.some((id) => id === subject.landing);
    case "conversation": {
      const talk = state.conversations.get(subject.conversation);
      if (talk === undefined) return false;
      return talk.running === null ? talk.queue.length > 0 : talk.running.isParked;
    }
    case "account":
      return false;
    default:
      return assertNever(subject);
  }
}

function isWaitingRun(state: State, id: RunId): boolean {
  const run = state.runs.get(id);
  if (run === undefined) return false;
  const { name } = run.stage;
  return name === "paused" || name === "parked" || heldFor(run) !== null || isReviewParked(run);
}

/** All that could be owed anything, in the order in which it is compared. */
export function subjectsOf(state: State): readonly Subject[] {
  return [
    ...Array.from(state.tickets.keys(), (ticket) => ({ kind: "ticket", ticket }) as const),
    ...Array.from(state.runs.keys(), (run) => ({ kind: "run", run }) as const),
    ...state.queue.map((landing) => ({ kind: "landing", landing }) as const),
    ...Array.from(
      state.conversations.keys(),
      (conversation) => ({ kind: "conversation", conversation }) as const,
    ),
    ...(state.account === null ? [] : [{ kind: "account", account: state.account } as const]),
  ];
}

/** One text for each subject. */
export function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case "ticket":
      return subject.ticket;
    case "run":
      return subject.run;
    case "landing":
      return subject.landing;
    case "conversation":
      return subject.conversation;
    case "account":
      return subject.account;
    default:
      return assertNever(subject);
  }
}
