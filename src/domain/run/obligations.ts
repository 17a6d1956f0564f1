import { goOnObligations, heldObligations } from "../budget/obligations.ts";
import { obligationKey } from "../ids.ts";
import { accountWaitsFor, isReviewParked, nextStartAt, parkedReviews, parkedRuns } from "../account/gate.ts";
import { landsWhenGreen } from "../landing/when-green.ts";
import type { Obligation, ObligationKind } from "../obligation.ts";
import { assertNever } from "../shared.ts";
import { must, type State } from "../state.ts";
import { resumeWait } from "../ticket/admission.ts";
import { askDueAt, isAsking, openAsks } from "./asks.ts";
import { isInterrupted } from "./interrupt.ts";
import type { Run } from "./state.ts";

type RunObligationKind = Extract<Obligation, { readonly subject: { readonly kind: "run" } }>["kind"] &
  Exclude<ObligationKind, "follow-up">;

export function runObligations(state: State, run: Run): readonly Obligation[] {
  if (run.attention !== null) return [];
  switch (run.stage.name) {
    case "preparing":
      return [owe(run, "prepare-workspace", run.life)];
    case "working":
      return [owe(run, "run-agent", run.life)];
    case "waiting":
      if (isAsking(run)) return [owe(run, "run-agent", run.life), ...expiries(state, run)];
      return isInterrupted(run) ? [owe(run, "run-agent", run.life)] : heldObligations(state, run);
    case "taken-over":
      return run.stage.head === null ? [owe(run, "hand-over", run.life)] : [];
    case "paused":
      return run.stage.isResumeAsked ? goOnObligations(run, resumeWait(state, run)) : [];
    case "parked":
      return parkedRuns(state)[0]?.id === run.id && resumeWait(state, run) === null
        ? [goOn(run, nextStartAt(state))]
        : [];
    case "reported":
      return reportedObligations(state, run, run.stage);
    case "ended":
      return run.stage.step === "done" ? [] : [owe(run, run.stage.step, run.life)];
    default:
      return assertNever(run.stage);
  }
}

function reportedObligations(
  state: State,
  run: Run,
  stage: Extract<Run["stage"], { name: "reported" }>,
): readonly Obligation[] {
  const { step } = stage;
  switch (step.name) {
    case "import":
      return [owe(run, "import-commits", run.report)];
    case "check":
      return [owe(run, "check-run", run.report)];
    case "review":
      if (isReviewParked(run))
        return parkedReviews(state)[0]?.id === run.id && accountWaitsFor(state, run.id) === null
          ? [goOn(run, nextStartAt(state))]
          : [];
      return [owe(run, "review-run", run.report)];
    case "ready": {
      const ticket = must(state.tickets, run.ticket);
      if (
        run.landing !== null ||
        run.landHash === null ||
        ticket.stage.name !== "review" ||
        state.fuse.blown !== null ||
        !landsWhenGreen(ticket, step)
      )
        return [];
      const command = {
        type: "landing.approve",
        ticket: ticket.id,
        hash: run.landHash,
        isUnverifiedAccepted: false,
      } as const;
      return [
        {
          key: obligationKey(run.id, "land-when-green", run.report),
          kind: "follow-up",
          subject: { kind: "run", run: run.id },
          notBefore: null,
          command,
        },
      ];
    }
    case "conflicted":
      return [];
    default:
      return assertNever(step);
  }
}

/** Each is denied when it is due, and its worker goes on without it. */
function expiries(state: State, run: Run): readonly Obligation[] {
  return openAsks(run).map((ask) => ({
    key: obligationKey(run.id, "expire-ask", ask.n),
    kind: "follow-up",
    subject: { kind: "run", run: run.id },
    notBefore: askDueAt(state, ask),
    command: { type: "run.expire-ask", run: run.id, ask: ask.n },
  }));
}

/** At most one for a run: its stage says what it goes on with. */
function goOn(run: Run, notBefore: Obligation["notBefore"]): Obligation {
  return {
    key: obligationKey(run.id, "go-on", run.life),
    kind: "follow-up",
    subject: { kind: "run", run: run.id },
    notBefore,
    command: { type: "run.go-on", run: run.id },
  };
}

function owe(run: Run, kind: RunObligationKind, generation: number): Obligation {
  return {
    key: obligationKey(run.id, kind, generation),
    kind,
    subject: { kind: "run", run: run.id },
    notBefore: null,
  };
}
