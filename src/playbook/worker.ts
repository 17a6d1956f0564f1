import { callUnlessStopped, readAsks, type CallResult, type Dialogue } from "./dialogue.ts";
import type { Step } from "./fenced-blocks.ts";
import { say, type PlannedCall, type Reply } from "./reply.ts";
import { stateOf, readPlans, readTicket, type Plan, type WorkerTicket } from "./worker-plan.ts";
import { isDenied, reportPlan, type StepOutcome } from "./worker-report.ts";
import {
  commitCall,
  describeStep,
  patchCall,
  patchInPlaceCall,
  questionCall,
  readCall,
  shellCall,
  writeCall,
} from "./worker-tools.ts";

/** A step whose tool is called next, or all that came of a plan. */
type Progress =
  | { readonly kind: "call"; readonly call: PlannedCall; readonly pauseMs: number }
  | {
      readonly kind: "over";
      readonly outcomes: readonly StepOutcome[];
      readonly commit: CallResult | undefined;
    };

/** The agent refuses to write a file that it has not read, or that changed since; then both are done once more. */
const WRITE_ROUNDS_MAX = 2;

/**
 * Runs the steps of the ticket and of later messages, one tool call an answer, and reports when nothing is left to
 * run. Where it stands is read from the calls in the request.
 */
export function answerWorker(dialogue: Dialogue): Reply {
  const words = readAsks(dialogue.items, (text) => text);
  const start = words.findIndex((ask) => readTicket(ask.text) !== undefined);
  const asks = start === -1 ? [] : words.slice(start);
  const [first] = asks;
  const ticket = first && readTicket(first.text);
  if (first === undefined || ticket === undefined)
    return say("I am a script and was given no ticket, so I did nothing.");
  const plans = readPlans(ticket, asks);
  const runStart = asks.findLast((ask) => !ask.isFolded)?.position ?? first.position;
  const reports: string[] = [];
  let lastReport = "";
  for (const plan of plans) {
    const progress = progressOf(plan, ticket);
    if (progress.kind === "call") {
      return callUnlessStopped(dialogue, plan.ask, [progress.call], progress.pauseMs);
    }
    const isOfThisRun =
      plan.ask.position >= runStart || plan.ask.calls.some((call) => call.position > runStart);
    if (plan.kind === "nudge") {
      if (isOfThisRun && reports.length === 0) reports.push(lastReport);
      continue;
    }
    lastReport = reportPlan(plan, ticket, progress.outcomes, progress.commit);
    if (isOfThisRun) reports.push(lastReport);
  }
  return say(reports.join("\n\n"));
}

function progressOf(plan: Plan, ticket: WorkerTicket): Progress {
  const outcomes: StepOutcome[] = [];
  const steps = plan.problem === undefined ? plan.steps : [];
  for (const [index, step] of steps.entries()) {
    const next = nextCall(plan, step, index, ticket);
    if (next.kind === "call") return { ...next, pauseMs: next.isFirst ? pauseOf(step) : 0 };
    outcomes.push({ step, result: next.result });
    if (next.result.isError && !isDenied({ step, result: next.result }))
      return { kind: "over", outcomes, commit: undefined };
  }
  if (steps.length === 0) return { kind: "over", outcomes, commit: undefined };
  const commit = stateOf(plan.ask, "commit");
  if (commit.kind !== "due") return { kind: "over", outcomes, commit: commit.result };
  const suffix =
    plan.kind === "ticket" ? "" : ` (${plan.fixRound > 0 ? `fix ${plan.fixRound}` : "as asked"})`;
  return { kind: "call", call: { key: "commit", ...commitCall(ticket, suffix) }, pauseMs: 0 };
}

type Next =
  | { readonly kind: "call"; readonly call: PlannedCall; readonly isFirst: boolean }
  | { readonly kind: "result"; readonly result: CallResult };

function nextCall(plan: Plan, step: Step, index: number, ticket: WorkerTicket): Next {
  if (step.kind === "write") return nextWrite(plan, step, index, ticket);
  if (step.kind === "patch") return nextPatch(plan, step, index);
  const key = `step-${index + 1}`;
  const state = stateOf(plan.ask, key);
  if (state.kind !== "due") return { kind: "result", result: state.result };
  const call = step.kind === "question" ? questionCall(step) : shellCall(step, titleOf(plan, step, index));
  return { kind: "call", call: { key, ...call }, isFirst: true };
}

/** A patch that does not apply may be in place already: a killed agent can forget the last thing that it did. */
function nextPatch(plan: Plan, step: Extract<Step, { kind: "patch" }>, index: number): Next {
  const key = `step-${index + 1}`;
  const title = titleOf(plan, step, index);
  const state = stateOf(plan.ask, key);
  if (state.kind === "due") return { kind: "call", call: { key, ...patchCall(step, title) }, isFirst: true };
  if (state.kind === "done") return { kind: "result", result: state.result };
  const again = stateOf(plan.ask, `${key}-in-place`);
  if (again.kind === "due") {
    return {
      kind: "call",
      call: { key: `${key}-in-place`, ...patchInPlaceCall(step, title) },
      isFirst: false,
    };
  }
  return { kind: "result", result: again.kind === "done" ? again.result : state.result };
}

function titleOf(plan: Plan, step: Step, index: number): string {
  return `Step ${index + 1} of ${plan.steps.length}: ${describeStep(step)}`;
}

function nextWrite(
  plan: Plan,
  step: Extract<Step, { kind: "write" }>,
  index: number,
  ticket: WorkerTicket,
): Next {
  for (let round = 1; ; round += 1) {
    const readKey = `step-${index + 1}-read-${round}`;
    const writeKey = `step-${index + 1}-write-${round}`;
    if (stateOf(plan.ask, readKey).kind === "due") {
      return { kind: "call", call: { key: readKey, ...readCall(step.path, ticket) }, isFirst: round === 1 };
    }
    const write = stateOf(plan.ask, writeKey);
    if (write.kind === "due") {
      return { kind: "call", call: { key: writeKey, ...writeCall(step, ticket) }, isFirst: false };
    }
    const isStale =
      write.kind === "failed" &&
      /has not been read|been (?:unexpectedly )?modified since/i.test(write.result.text);
    if (!isStale || round === WRITE_ROUNDS_MAX) return { kind: "result", result: write.result };
  }
}

/** A Write takes no time of its own, so there `slow=` is the model's. */
function pauseOf({ kind, when }: Step): number {
  return when.pauseMs + (kind === "write" ? when.slowSeconds * 1000 : 0);
}
