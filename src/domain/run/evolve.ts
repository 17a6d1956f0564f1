import { settle } from "../budget/spending.ts";
import type { StoredEvent } from "../events.ts";
import { assertNever, invariant } from "../shared.ts";
import { must, withRun, type State } from "../state.ts";
import type { RunEvent } from "./events.ts";
import { INTERRUPTED_REASON } from "./interrupt.ts";
import type { EndedStep, ReportedStep, Run, RunStage } from "./state.ts";

export function evolveRun(state: State, event: StoredEvent & RunEvent): State {
  if (event.type === "run.created") {
    const run = created(event);
    return { ...withRun(state, run), nextWorker: Math.max(state.nextWorker, run.workerNumber + 1) };
  }
  const run = must(state.runs, event.data.run);
  const next = withRun(state, changed(run, event));
  if (event.type !== "run.usage-reported") return next;
  return { ...next, spending: settle(state.spending, run.usage, event.data.usage, event.at) };
}

function created(event: StoredEvent & Extract<RunEvent, { type: "run.created" }>): Run {
  const {
    run: id,
    ticket,
    workerNumber,
    base,
    branch,
    session,
    workerType,
    start,
    isBegunReported,
    measured = null,
  } = event.data;
  return {
    id,
    ticket,
    workerNumber,
    base,
    start: start ?? null,
    isBegunReported: isBegunReported ?? false,
    branch,
    session,
    workerType,
    createdAt: event.at,
    measured,
    stage: { name: "preparing" },
    since: event.at,
    life: 0,
    report: 0,
    reportText: "",
    reportedAt: null,
    workspacePath: null,
    head: null,
    change: null,
    checked: null,
    hasUsedTool: false,
    interruptCount: 0,
    messages: [],
    fixRound: 0,
    lostCount: 0,
    attention: null,
    fallbackModel: null,
    keepRef: null,
    usage: { turnCount: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 },
    landing: null,
    landHash: null,
    landHashSeq: 0,
  };
}

function changed(run: Run, event: StoredEvent & Exclude<RunEvent, { type: "run.created" }>): Run {
  const at = event.at;
  const to = (stage: RunStage, more: Partial<Run> = {}): Run => ({ ...run, ...more, stage, since: at });
  switch (event.type) {
    case "run.workspace-prepared":
      return to({ name: "working" }, { workspacePath: event.data.path, branch: event.data.branch });
    case "run.agent-started":
      return { ...run, attention: null };
    case "run.tool-first-used":
      return { ...run, hasUsedTool: true };
    case "run.message-queued": {
      const { n, uuid, text, from } = event.data;
      return { ...run, messages: [...run.messages, { n, uuid, text, from, isDelivered: false }] };
    }
    case "run.messages-delivered": {
      const named = new Set(event.data.uuids);
      return {
        ...run,
        messages: run.messages.map((message) =>
          named.has(message.uuid) ? { ...message, isDelivered: true } : message,
        ),
      };
    }
    case "run.usage-reported":
      return { ...run, usage: event.data.usage };
    case "run.reported":
      return to(
        { name: "reported", step: { name: "import" } },
        {
          report: event.data.report,
          reportText: event.data.text,
          reportedAt: at,
          lostCount: 0,
          attention: null,
        },
      );
    case "run.imported":
      return to(reported({ name: "check", head: event.data.head, change: event.data.change }), {
        head: event.data.head,
        change: event.data.change,
      });
    case "run.checked": {
      const step = stepOf(run, "check");
      return to(
        reported({ name: "review", head: step.head, change: step.change, checked: event.data.checked }),
        { checked: event.data.checked },
      );
    }
    case "run.merge-conflicted": {
      const step = stepOf(run, "check", "review", "ready");
      return to(
        reported({ name: "conflicted", head: step.head, change: step.change, files: event.data.files }),
        { landing: null, landHash: null },
      );
    }
    case "run.reviewed": {
      const step = stepOf(run, "review");
      const ready: ReportedStep = {
        name: "ready",
        head: step.head,
        change: step.change,
        checked: step.checked,
        verdict: event.data.verdict,
      };
      return to(reported(ready), { landHash: event.data.landHash, landHashSeq: event.seq });
    }
    case "run.resumed":
      return to(
        { name: "working" },
        {
          life: event.data.life,
          landing: null,
          landHash: null,
          attention: null,
          lostCount: 0,
          measured: event.data.measured ?? run.measured,
        },
      );
    case "run.parked":
      // When it goes on, it is with the model that its ticket names first.
      return to({ name: "parked" }, { life: event.data.life, fallbackModel: null });
    case "run.model-changed":
      return { ...run, life: event.data.life, fallbackModel: event.data.model };
    case "run.review-parked":
      return { ...run, stage: reported({ ...stepOf(run, "review"), isParked: true }) };
    case "run.review-resumed": {
      const { head, change, checked } = stepOf(run, "review");
      return to(reported({ name: "review", head, change, checked }), { report: event.data.report });
    }
    case "run.paused":
      return to({ name: "paused", isResumeAsked: false });
    case "run.resume-asked":
      return to({ name: "paused", isResumeAsked: true });
    case "run.interrupted":
      return to(
        { name: "waiting", reason: INTERRUPTED_REASON, cause: "interrupted" },
        { interruptCount: event.data.n },
      );
    case "run.taken-over":
      return to(
        { name: "taken-over", head: null },
        { life: event.data.life, landing: null, landHash: null, attention: null },
      );
    case "run.handed-over":
      return to({ name: "taken-over", head: event.data.head });
    case "run.given-back":
      return to({ name: "paused", isResumeAsked: true });
    case "run.fix-asked":
      return { ...run, fixRound: event.data.round };
    case "run.agent-lost":
      return { ...run, life: event.data.life, lostCount: run.lostCount + 1 };
    case "run.waiting":
      return to({ name: "waiting", reason: event.data.reason, ...causeOf(event.data) });
    case "run.attention-raised":
      return { ...run, attention: event.data.detail };
    case "run.attention-cleared":
      return { ...run, attention: null, life: run.life + 1, report: run.report + 1 };
    case "run.landing-asked":
      return { ...run, landing: event.data.landing };
    case "run.ended":
      return to(
        { name: "ended", outcome: event.data.outcome, detail: event.data.detail, step: "stop-agent" },
        { attention: null },
      );
    case "run.agent-stopped":
      return ended(run, "keep-work");
    case "run.work-kept":
      return ended({ ...run, keepRef: event.data.ref }, "remove-workspace");
    case "run.workspace-removed":
      return ended({ ...run, workspacePath: null }, "done");
    default:
      return assertNever(event);
  }
}

function causeOf({ cause }: Extract<RunEvent, { type: "run.waiting" }>["data"]) {
  return cause === undefined ? {} : { cause };
}

function reported(step: ReportedStep): RunStage {
  return { name: "reported", step };
}

function ended(run: Run, step: EndedStep): Run {
  invariant(run.stage.name === "ended", `${run.id} is ${run.stage.name}, not ended`);
  return { ...run, stage: { ...run.stage, step } };
}

function stepOf<Name extends ReportedStep["name"]>(
  run: Run,
  ...names: Name[]
): Extract<ReportedStep, { name: Name }> {
  const step = run.stage.name === "reported" ? run.stage.step : null;
  invariant(step !== null && isAt(step, names), `${run.id} is not at ${names.join(" or ")}`);
  return step;
}

function isAt<Name extends ReportedStep["name"]>(
  step: ReportedStep,
  names: readonly Name[],
): step is Extract<ReportedStep, { name: Name }> {
  return names.some((name) => name === step.name);
}
