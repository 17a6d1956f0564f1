// A run that is held for a budget goes on by itself when nothing stands in its way any more: a raise, or a new day.
import { obligationKey } from "../ids.ts";
import type { Obligation } from "../obligation.ts";
import type { Run } from "../run/state.ts";
import type { State } from "../state.ts";
import { resumeWait } from "../ticket/admission.ts";
import { crossing, heldFor } from "./crossing.ts";
import type { Wait } from "./room.ts";
import { overText } from "./words.ts";

export function heldObligations(state: State, run: Run): readonly Obligation[] {
  if (heldFor(run) === null) return [];
  const over = crossing(state, run, state.at);
  if (over === null) return goOnObligations(run, resumeWait(state, run));
  // What will be reserved tomorrow stands in the way of who comes after.
  const isRoom = over.until !== null && resumeWait(state, run, over.until) === null;
  return isRoom ? goOnObligations(run, { text: overText(over), until: over.until }) : [];
}

/** Now, when it waits for nothing; at the end of the day, when it waits for that; else not yet. */
export function goOnObligations(run: Run, wait: Wait | null): readonly Obligation[] {
  if (wait !== null && wait.until === null) return [];
  return [
    {
      key: obligationKey(run.id, "go-on", run.life),
      kind: "follow-up",
      subject: { kind: "run", run: run.id },
      notBefore: wait?.until ?? null,
      command: { type: "run.go-on", run: run.id },
    },
  ];
}
