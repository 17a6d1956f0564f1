// A run that the user holds: its agent ends, everything else stays, and it goes on when there is room.
import { isFreed } from "../budget/crossing.ts";
import { accountWaitsFor, isReviewParked } from "../account/gate.ts";
import type { DomainEvent } from "../events.ts";
import { accept, refuse, stale, type Decision, type Given } from "../shared.ts";
import type { Instant } from "../ids.ts";
import type { State } from "../state.ts";
import { resumeWaitsFor } from "../ticket/admission.ts";
import { carryOn, isInterrupted } from "./interrupt.ts";
import { attentionCleared, messageProblem, queued } from "./send-back.ts";
import type { Measured, Run } from "./state.ts";
import { goOnText } from "./texts.ts";

export function pause(run: Run): Decision<DomainEvent> {
  if (run.stage.name === "paused")
    return refuse("wrong-stage", `Worker ${run.workerNumber} is paused already. Resume it, or stop it.`);
  if (run.stage.name !== "working" && run.stage.name !== "parked" && !isInterrupted(run))
    return refuse(
      "wrong-stage",
      `Worker ${run.workerNumber} is not at work (${run.stage.name}): there is nothing to pause.`,
    );
  return accept([{ type: "run.paused", data: { run: run.id } }, ...attentionCleared(run)], run.id);
}

/** Also of one that was interrupted: its process is there, so it goes on at once. */
export function resume(run: Run, given: Given): Decision<DomainEvent> {
  const problem = messageProblem(run, goOnText());
  if (isInterrupted(run)) return problem ?? accept(carryOn(run, null, given), run.id);
  if (run.stage.name !== "paused")
    return refuse("wrong-stage", `Worker ${run.workerNumber} is not paused (${run.stage.name}).`);
  if (run.stage.isResumeAsked) return accept([], run.id);
  // Interrupted before it was paused, it may have answered everything: without a word it would wait for one.
  const isUnread = run.messages.some((message) => !message.isDelivered);
  if (!isUnread && problem !== null) return problem;
  return accept(
    [
      ...(isUnread ? [] : [queued(run, "engine", goOnText(), given)]),
      { type: "run.resume-asked", data: { run: run.id } },
    ],
    run.id,
  );
}

export function goOn(
  state: State,
  run: Run,
  at: Instant,
  measured: Measured | undefined,
): Decision<DomainEvent> {
  if (isReviewParked(run))
    return accountWaitsFor(state, run.id) === null
      ? accept([{ type: "run.review-resumed", data: { run: run.id, report: run.report + 1 } }])
      : stale();
  const isFree = resumeWaitsFor(state, run, at) === null;
  if (isFreed(state, run, at))
    return isFree ? accept([resumed(run, "its budget allows it again", measured)]) : stale();
  if (run.stage.name === "parked")
    return isFree ? accept([resumed(run, "its model is tried again", measured)]) : stale();
  if (run.stage.name !== "paused" || !run.stage.isResumeAsked || !isFree) return stale();
  return accept([resumed(run, "resumed by the user", measured)]);
}

function resumed(run: Run, reason: string, measured: Measured | undefined): DomainEvent {
  const data = { run: run.id, life: run.life + 1, reason };
  return { type: "run.resumed", data: { ...data, ...(measured === undefined ? {} : { measured }) } };
}
