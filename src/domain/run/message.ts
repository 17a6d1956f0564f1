// What the user says to a worker, or to all of them at once.
import { heldFor } from "../budget/crossing.ts";
import type { DomainEvent } from "../events.ts";
import { isLandingNow, tooLateToLetGo } from "../landing/due.ts";
import { accept, assertNever, refuse, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import { carryOn, isInterrupted } from "./interrupt.ts";
import { attentionCleared, messageProblem, queued, resumeWith } from "./send-back.ts";
import type { Run } from "./state.ts";

export function send(state: State, run: Run, text: string, given: Given): Decision<DomainEvent> {
  const problem = messageProblem(run, text);
  if (problem !== null) return problem;
  switch (run.stage.name) {
    case "preparing":
    case "working":
      return accept([queued(run, "user", text, given), ...attentionCleared(run)], run.id);
    case "paused":
    case "parked":
    case "taken-over":
      // It waits with the run, and is the first thing that it hears when it goes on.
      return accept([queued(run, "user", text, given)], run.id);
    case "waiting":
    case "reported":
      if (isInterrupted(run)) return accept(carryOn(run, text, given), run.id);
      if (heldFor(run) !== null) return accept([queued(run, "user", text, given)], run.id);
      if (isLandingNow(state, must(state.tickets, run.ticket), given.at))
        return tooLateToLetGo(must(state.tickets, run.ticket));
      return accept(resumeWith(state, run, "user", text, given, "sent back by the user"), run.id);
    case "ended":
      return refuse(
        "wrong-stage",
        `Worker ${run.workerNumber} has ended (${run.stage.outcome}). Retry ${run.ticket} for a new run.`,
      );
    default:
      return assertNever(run.stage);
  }
}

/**
 * One message to every worker that works, or will: those that are held hear it when they go on. Nobody is woken by it: who has reported, or needs
 * the user, is told by name. The reply names whom it reached.
 */
export function sendAll(state: State, text: string, given: Given): Decision<DomainEvent> {
  const live = [...state.openRuns.values()].filter((run) => run.stage.name !== "ended");
  const hears = live.filter(isSpokenTo);
  if (hears.length === 0)
    return refuse(
      "wrong-stage",
      live.length === 0
        ? "No worker is live: the message reached nobody."
        : `No worker works: the message reached nobody. There ${live.length === 1 ? "is" : "are"} ${live.map(named).join(", ")}; name the one that you mean.`,
    );
  const events: DomainEvent[] = [];
  for (const run of hears) {
    const problem = messageProblem(run, text);
    if (problem !== null) return problem;
    events.push(queued(run, "user", text, given));
    if (!isHeld(run)) events.push(...attentionCleared(run));
  }
  return accept(events, hears.map(({ workerNumber }) => `Worker ${workerNumber}`).join(", "));
}

function isSpokenTo(run: Run): boolean {
  return run.stage.name === "preparing" || run.stage.name === "working" || isHeld(run);
}

function isHeld(run: Run): boolean {
  const { name } = run.stage;
  return (
    name === "paused" ||
    name === "parked" ||
    name === "taken-over" ||
    isInterrupted(run) ||
    heldFor(run) !== null
  );
}

function named({ workerNumber, stage }: Run): string {
  return `W${workerNumber} (${stage.name})`;
}
