// The running turn of a worker ends by the user's word; its process, work and session stay, and it waits for what the user says next.
import type { DomainEvent } from "../events.ts";
import { accept, refuse, type Decision, type Given } from "../shared.ts";
import { isAtWork } from "./asks.ts";
import { messageProblem, queued } from "./send-back.ts";
import type { Run } from "./state.ts";
import { goOnText } from "./texts.ts";

export const INTERRUPTED_REASON = "interrupted by you";

/** It holds its process and waits for the user's word. */
export function isInterrupted({ stage }: Pick<Run, "stage">): boolean {
  return stage.name === "waiting" && stage.cause === "interrupted";
}

/** With words it goes on at once, with these; without, it waits for them. */
export function interrupt(run: Run, text: string | null, given: Given): Decision<DomainEvent> {
  const problem = text === null ? null : messageProblem(run, text);
  if (problem !== null) return problem;
  const name = `Worker ${run.workerNumber}`;
  if (isInterrupted(run))
    return text === null
      ? refuse("wrong-stage", `${name} is interrupted already. Send it a message, or let it go on.`)
      : accept(carryOn(run, text, given), run.id);
  if (!isAtWork(run))
    return refuse(
      "wrong-stage",
      `${name} is not at work (${run.stage.name}): there is no turn to interrupt.`,
    );
  if (run.attention !== null)
    return refuse("wrong-stage", `${name} is in no turn: it needs you. ${run.attention}`);
  const interrupted: DomainEvent = {
    type: "run.interrupted",
    data: { run: run.id, n: run.interruptCount + 1 },
  };
  return accept([interrupted, ...(text === null ? [] : carryOn(run, text, given))], run.id);
}

/** The same life goes on with the user's words, or with the word that it may; another one when nothing was owed to it any more. */
export function carryOn(run: Run, text: string | null, given: Given): readonly DomainEvent[] {
  const life = run.attention === null ? run.life : run.life + 1;
  return [
    text === null ? queued(run, "engine", goOnText(), given) : queued(run, "user", text, given),
    { type: "run.resumed", data: { run: run.id, life, reason: "told by the user" } },
  ];
}
