// A run that the user holds: its agent ends, everything else stays, and it goes on when there is room.
import { isFreed } from "../budget/crossing.ts";
import { accountWaitsFor, isReviewParked } from "../account/gate.ts";
import type { DomainEvent } from "../events.ts";
import { accept, refuse, stale, type Decision, type Given } from "../shared.ts";
import type { Instant } from "../ids.ts";
import type { State } from "../state.ts";
import { resumeWaitsFor } from "../ticket/admission.ts";
import { isAtWork } from "./asks.ts";
import { carryOn, isInterrupted } from "./interrupt.ts";
import { attentionCleared, messageProblem, queued } from "./send-back.ts";
import type { Measured, Run } from "./state.ts";
import { goOnText } from "./texts.ts";

export function pause(run: Run): Decision<DomainEvent> {
  if (run.stage.name === "paused")
    return refuse("wrong-stage", `Worker ${run.workerNumber} is paused already. Resume it, or stop it.`);
  if (!isAtWork(run) && run.stage.name !== "parked" && !isInterrupted(run))
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
  given: Given,
  measured: Measured | undefined,
): Decision<DomainEvent> {
  const { at } = given;
  if (isReviewParked(run))
    return accountWaitsFor(state, run.id) === null
      ? accept([{ type: "run.review-resumed", data: { run: run.id, report: run.report + 1 } }])
      : stale();
  const reason = reasonToGoOn(state, run, at);
  if (reason === null || resumeWaitsFor(state, run, at) !== null) return stale();
  const data = { run: run.id, life: run.life + 1, reason };
  // Interrupted before it was held, it may have answered everything: without a word it would wait for one.
  const isUnread = run.messages.some((message) => !message.isDelivered);
  return accept([
    ...(isUnread ? [] : [queued(run, "engine", goOnText(), given)]),
    { type: "run.resumed", data: { ...data, ...(measured === undefined ? {} : { measured }) } },
  ]);
}

function reasonToGoOn(state: State, run: Run, at: Instant): string | null {
  if (isFreed(state, run, at)) return "its budget allows it again";
  if (run.stage.name === "parked") return "its model is tried again";
  return run.stage.name === "paused" && run.stage.isResumeAsked ? "resumed by the user" : null;
}
