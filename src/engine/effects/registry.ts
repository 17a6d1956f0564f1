// One effect for each kind of obligation. A kind without an effect does not compile.
import type { Obligation, ObligationKind } from "../../domain/obligation.ts";
import type { Effect, EffectContext } from "../effect.ts";
import { checkRun } from "./check-run.ts";
import { deliverMessage } from "./deliver-message.ts";
import { followUp } from "./follow-up.ts";
import { handOver } from "./hand-over.ts";
import { importCommits } from "./import-commits.ts";
import { interruptTurn } from "./interrupt-turn.ts";
import { keepWork } from "./keep-work.ts";
import { land } from "./land.ts";
import { prepareWorkspace } from "./prepare-workspace.ts";
import { removeWorkspace } from "./remove-workspace.ts";
import { reviewRun } from "./review-run.ts";
import { runAgent } from "./run-agent.ts";
import { startRun } from "./start-run.ts";
import { stopAgent } from "./stop-agent.ts";
import { verifyLanding } from "./verify-landing.ts";

const EFFECTS: { readonly [Kind in ObligationKind]: Effect<Kind> } = {
  "start-run": startRun,
  "prepare-workspace": prepareWorkspace,
  "run-agent": runAgent,
  "import-commits": importCommits,
  "check-run": checkRun,
  "review-run": reviewRun,
  "hand-over": handOver,
  "stop-agent": stopAgent,
  "keep-work": keepWork,
  "remove-workspace": removeWorkspace,
  "verify-landing": verifyLanding,
  land,
  "deliver-message": deliverMessage,
  "interrupt-turn": interruptTurn,
  "follow-up": followUp,
};

/** All kinds of effects, for whoever must have a line for each. */
export const EFFECT_KINDS = Object.keys(EFFECTS) as readonly ObligationKind[]; // the table has exactly the kinds as its keys

export function runEffect(obligation: Obligation, context: EffectContext): Promise<void> {
  const effect = EFFECTS[obligation.kind] as Effect<ObligationKind>; // the table pairs each kind with its own effect
  return effect(obligation, context);
}
