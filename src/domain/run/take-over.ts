// The user works in a run's worktree by hand: no process of ours is in it meanwhile, and what they did is told to the worker that goes on.
import type { DomainEvent } from "../events.ts";
import type { CommitSha } from "../ids.ts";
import { isLandingNow, tooLateToLetGo } from "../landing/due.ts";
import { accept, assertNever, cut, refuse, stale, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import { letGoOfReview, messageProblem, queued } from "./send-back.ts";
import { REPORT_CHARS_MAX, RUN_MESSAGE_CHARS_MAX, type HandWork, type Run } from "./state.ts";
import { handWorkText, named } from "./texts.ts";

export function takeOver(state: State, run: Run, given: Given): Decision<DomainEvent> {
  const name = `Worker ${run.workerNumber}`;
  switch (run.stage.name) {
    case "preparing":
      return refuse(
        "wrong-stage",
        `${name} has no worktree yet: it is being prepared. Try again in a moment.`,
      );
    case "taken-over":
      return refuse(
        "wrong-stage",
        `${name} is taken over already: its worktree is ${run.workspacePath ?? "gone"}. Give it back when you are done.`,
      );
    case "ended":
      return refuse(
        "wrong-stage",
        `${name} has ended (${run.stage.outcome}): its worktree is gone, its work is kept. Retry ${run.ticket} for a new run.`,
      );
    case "working":
    case "waiting":
    case "paused":
    case "parked":
    case "reported": {
      const ticket = must(state.tickets, run.ticket);
      if (isLandingNow(state, ticket, given.at)) return tooLateToLetGo(ticket);
      return accept(
        [
          { type: "run.taken-over", data: { run: run.id, life: run.life + 1 } },
          ...letGoOfReview(state, run, "taken over by the user"),
        ],
        run.id,
      );
    }
    default:
      return assertNever(run.stage);
  }
}

/** Its processes are gone, and this is where its branch stood then. */
export function handedOver(run: Run, head: CommitSha): Decision<DomainEvent> {
  if (run.stage.name !== "taken-over" || run.stage.head !== null) return stale();
  return accept([{ type: "run.handed-over", data: { run: run.id, head } }]);
}

export interface GiveBack {
  /** The worker need not go on: what is there is what it would have reported. */
  readonly isDone: boolean;
  /** What was found in the worktree when it was given back. */
  readonly work: HandWork;
  /** The user's words to the worker; null: none. */
  readonly text: string | null;
}

/** Back to the worker, in the same session, as soon as one may start; or straight to import, checks and review. */
export function giveBack(run: Run, { isDone, work, text }: GiveBack, given: Given): Decision<DomainEvent> {
  const name = `Worker ${run.workerNumber}`;
  if (run.stage.name !== "taken-over")
    return refuse(
      "wrong-stage",
      `${name} is not taken over (${run.stage.name}): there is nothing to give back.`,
    );
  if (run.stage.head === null)
    return refuse("wrong-stage", `${name} is still being stopped for you: its worktree is not yours yet.`);
  if (isDone && work.uncommitted.length > 0)
    return refuse(
      "wrong-stage",
      `${name} cannot be reported: ${work.uncommitted.length} changed path(s) in ${run.workspacePath ?? "its worktree"} are not committed: ${named(work.uncommitted)}. Commit what belongs to ${run.ticket}, remove the rest, or give it back to the worker.`,
    );
  if (isDone)
    return accept(
      [
        {
          type: "run.reported",
          data: {
            run: run.id,
            report: run.report + 1,
            text: cut(handWorkText(work, text), REPORT_CHARS_MAX),
          },
        },
      ],
      run.id,
    );
  const told = cut(handWorkText(work, text), RUN_MESSAGE_CHARS_MAX);
  const problem = messageProblem(run, told);
  if (problem !== null) return problem;
  return accept(
    [queued(run, "user", told, given), { type: "run.given-back", data: { run: run.id } }],
    run.id,
  );
}
