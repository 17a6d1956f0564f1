// A run that the user holds: its agent ends, everything else stays, and it goes on when there is room.
import { accountWaitsFor, isReviewParked } from "../account/gate.ts";
import type { DomainEvent } from "../events.ts";
import { accept, refuse, stale, type Decision } from "../shared.ts";
import type { State } from "../state.ts";
import { resumeWaitsFor } from "../ticket/admission.ts";
import { attentionCleared } from "./send-back.ts";
import type { Run } from "./state.ts";

export function pause(run: Run): Decision<DomainEvent> {
  if (run.stage.name === "paused")
    return refuse("wrong-stage", `Worker ${run.workerNumber} is paused already. Resume it, or stop it.`);
  if (run.stage.name !== "working" && run.stage.name !== "parked")
    return refuse(
      "wrong-stage",
      `Worker ${run.workerNumber} is not at work (${run.stage.name}): there is nothing to pause.`,
    );
  return accept([{ type: "run.paused", data: { run: run.id } }, ...attentionCleared(run)], run.id);
}

export function resume(run: Run): Decision<DomainEvent> {
  if (run.stage.name !== "paused")
    return refuse("wrong-stage", `Worker ${run.workerNumber} is not paused (${run.stage.name}).`);
  return accept(run.stage.isResumeAsked ? [] : [{ type: "run.resume-asked", data: { run: run.id } }], run.id);
}

export function goOn(state: State, run: Run): Decision<DomainEvent> {
  if (isReviewParked(run))
    return accountWaitsFor(state, run.id) === null
      ? accept([{ type: "run.review-resumed", data: { run: run.id, report: run.report + 1 } }])
      : stale();
  if (run.stage.name === "parked")
    return resumeWaitsFor(state, run) === null
      ? accept([
          {
            type: "run.resumed",
            data: { run: run.id, life: run.life + 1, reason: "its model is tried again" },
          },
        ])
      : stale();
  if (run.stage.name !== "paused" || !run.stage.isResumeAsked || resumeWaitsFor(state, run) !== null)
    return stale();
  return accept([
    { type: "run.resumed", data: { run: run.id, life: run.life + 1, reason: "resumed by the user" } },
  ]);
}
