// A run that the user holds: its agent ends, everything else stays, and it goes on when there is room.
import type { DomainEvent } from "../events.ts";
import { accept, refuse, stale, type Decision } from "../shared.ts";
import type { State } from "../state.ts";
import { resumeWaitsFor } from "../ticket/admission.ts";
import { attentionCleared } from "./send-back.ts";
import type { Measured, Run } from "./state.ts";

export function pause(run: Run): Decision<DomainEvent> {
  if (run.stage.name === "paused")
    return refuse("wrong-stage", `Worker ${run.workerNumber} is paused already. Resume it, or stop it.`);
  if (run.stage.name !== "working")
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

export function goOn(state: State, run: Run, measured: Measured | undefined): Decision<DomainEvent> {
  if (run.stage.name !== "paused" || !run.stage.isResumeAsked || resumeWaitsFor(state, run) !== null)
    return stale();
  const data = { run: run.id, life: run.life + 1, reason: "resumed by the user" };
  return accept([
    { type: "run.resumed", data: { ...data, ...(measured === undefined ? {} : { measured }) } },
  ]);
}
