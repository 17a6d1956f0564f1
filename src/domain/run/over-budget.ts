// What becomes of a run that is held for a budget, when the user does anything but raise it.
import { heldFor } from "../budget/crossing.ts";
import { overText, raiseHint } from "../budget/words.ts";
import type { DomainEvent } from "../events.ts";
import { refuse, type Decision } from "../shared.ts";
import type { Run, RunOutcome } from "./state.ts";

/** How a run ends that the user stops: by its budget when it was held for one, else by their word. */
export function stoppedAs(
  run: Run,
  reason: string,
): { readonly outcome: RunOutcome; readonly detail: string } {
  const over = heldFor(run);
  if (over === null) return { outcome: "cancelled", detail: reason };
  const outcome = over.measure === "runningMs" ? "timed-out" : "over-budget";
  return { outcome, detail: `${overText(over)}; ${reason}` };
}

export function refuseHeld(run: Run): Decision<DomainEvent> {
  const over = heldFor(run);
  const hint = over === null ? "" : ` (${overText(over)}). Raise it (${raiseHint(run, over)}), or stop it`;
  return refuse("wrong-stage", `Worker ${run.workerNumber} is held for its budget${hint}.`);
}
