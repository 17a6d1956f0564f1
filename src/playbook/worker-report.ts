import type { CallResult } from "./dialogue.ts";
import type { Step } from "./fenced-blocks.ts";
import type { Plan, WorkerTicket } from "./worker-plan.ts";
import { describeStep, NOTHING_LEFT } from "./worker-tools.ts";
import { clip, countOf } from "./words.ts";

export interface StepOutcome {
  readonly step: Step;
  readonly result: CallResult;
}

/** Of the facts; the ticket's own `report` blocks come on top, uncut. */
const REPORT_BYTES_MAX = 2_048;
const OUTPUT_CHARS_MAX = 500;
const CHANGES_CHARS_MAX = 700;
const COMMANDS_SHOWN_MAX = 6;

/** The user said no, or nothing: what is asked for is left out, and the steps after it run. A command that ran tells its exit status. */
export function isDenied({ step, result }: StepOutcome): boolean {
  const isAsked = step.kind === "question" || (step.kind === "shell" && step.isAsked);
  return isAsked && result.isError && !/^(?:<tool_use_error>)?Exit code/.test(result.text);
}

/** What changed, how it was verified, what is left: only what tools answered. */
export function reportPlan(
  plan: Plan,
  ticket: WorkerTicket,
  outcomes: readonly StepOutcome[],
  commit: CallResult | undefined,
): string {
  const facts = clipBytes(describePlan(plan, ticket, outcomes, commit).join("\n"), REPORT_BYTES_MAX);
  return [facts, ...plan.reportTexts].join("\n\n");
}

function describePlan(
  plan: Plan,
  ticket: WorkerTicket,
  outcomes: readonly StepOutcome[],
  commit: CallResult | undefined,
): string[] {
  const name = `${ticket.id} “${clip(ticket.title, 120)}”`;
  if (plan.problem !== undefined) return [`${name}: nothing done. ${plan.problem}`];
  if (plan.kind === "words") {
    return [
      `${name}: nothing done. I am a script, not a language model: I cannot act on words, and the ticket holds no further steps for this.`,
      "Left: what the message asks for. It can be sent again with fenced steps (sh, diff, file=path).",
    ];
  }
  if (plan.steps.length === 0) {
    return [
      `${name}: nothing done. I am a script, not a language model, and the ticket holds no steps for me (fenced blocks: sh, diff, file=path).`,
      "Left: everything.",
    ];
  }
  const failed = outcomes.find((outcome) => outcome.result.isError && !isDenied(outcome));
  if (failed !== undefined) return describeFailure(name, plan, outcomes, failed);
  if (commit?.isError === true) {
    return [
      `${name}: ${countOf(plan.steps.length, "step")} ran, but the commit failed.`,
      indent(commit.text),
      "Left: the commit; the changes are in the workspace.",
    ];
  }
  return describeSuccess(name, outcomes, commit?.text ?? "");
}

function describeFailure(
  name: string,
  plan: Plan,
  outcomes: readonly StepOutcome[],
  failed: StepOutcome,
): string[] {
  return [
    `${name}: step ${outcomes.length} of ${plan.steps.length} failed: \`${describeStep(failed.step)}\``,
    indent(failed.result.text),
    "Nothing was committed after that. What the steps before it changed is in the workspace.",
    `Left: this step and the ${plan.steps.length - outcomes.length} after it.`,
  ];
}

function describeSuccess(name: string, outcomes: readonly StepOutcome[], commitOutput: string): string[] {
  const lines = commitOutput.split("\n").filter((line) => line.trim() !== "");
  const isNothing = lines[0] === NOTHING_LEFT;
  const [head, ...changes] = isNothing ? lines.slice(1) : lines;
  const commands = outcomes.filter((outcome) => outcome.step.kind === "shell" && !isDenied(outcome));
  const shown = commands.slice(-COMMANDS_SHOWN_MAX).map(({ step }) => `- \`${describeStep(step)}\``);
  const output = commands.at(-1)?.result.text ?? "";
  return [
    `${name}: done, ${countOf(outcomes.length, "step")} ran.`,
    isNothing
      ? `Changed: nothing was left to commit after the steps; HEAD is ${head ?? "unknown"}`
      : `Changed (commit ${head ?? "unknown"}):`,
    ...(isNothing ? [] : [changes.join("\n").slice(0, CHANGES_CHARS_MAX)]),
    ...(shown.length > 0
      ? ["Verified: these commands ended with exit status 0:", ...shown]
      : ["Verified: no step ran a command; the tools took every change."]),
    ...(output.trim() === "" ? [] : ["Output of the last one:", indent(output)]),
    ...askedLines(outcomes),
    outcomes.some(isDenied)
      ? "Left: what was not allowed. I am a script and judge no meaning."
      : "Left: nothing that the steps name. I am a script and judge no meaning.",
  ];
}

function askedLines(outcomes: readonly StepOutcome[]): readonly string[] {
  return outcomes.flatMap((outcome) => {
    const name = `\`${describeStep(outcome.step)}\``;
    if (isDenied(outcome)) return [`Not allowed, so left out: ${name}`];
    return outcome.step.kind === "question" ? [`Asked: ${name}`, indent(outcome.result.text)] : [];
  });
}

function indent(text: string): string {
  const kept = text.length > OUTPUT_CHARS_MAX ? `…${text.slice(-OUTPUT_CHARS_MAX)}` : text;
  return kept
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

function clipBytes(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return text;
  const kept = new TextDecoder().decode(bytes.subarray(0, bytesMax - 4)).replace(/\uFFFD+$/, "");
  return `${kept}…`;
}
