// Sentences that the engine writes to workers and to the conversation. A worker's own words stand in them as a delimited quote.
import { quoted } from "../frames.ts";
import { must, type State } from "../state.ts";
import {
  type CheckedTree,
  type Finding,
  type HandWork,
  REPORT_CHARS_MAX,
  type Run,
  type Verdict,
} from "./state.ts";

const NAMED_MAX = 10;

/** Paths for people: the first ten, and how many more. */
export function named(paths: readonly string[]): string {
  const more = paths.length > NAMED_MAX ? ` and ${paths.length - NAMED_MAX} more` : "";
  return `${paths.slice(0, NAMED_MAX).join(", ")}${more}`;
}

export function uncommittedText(paths: readonly string[]): string {
  return `You reported, but ${paths.length} changed path(s) are not committed: ${named(paths)}. Commit what belongs to the ticket, remove the rest, then report again.`;
}

export function checksText(checked: CheckedTree): string {
  const red = checked.checks.filter((check) => check.color === "red");
  const parts = red.map(
    (check) => `$ ${check.command}\n(exit ${check.exitCode ?? "by signal"})\n${check.output}`,
  );
  return `Checks failed on your work merged with the target ${checked.target.slice(0, 7)}. Mend it, commit, report again.\n\n${parts.join("\n\n")}`;
}

export function conflictText(run: Run, files: readonly string[]): string {
  return `The work of Worker ${run.workerNumber} conflicts with the target in ${named(files)}. Nothing was changed. Tell Worker ${run.workerNumber} to rebase, or stop it.`;
}

export function colorText(checked: CheckedTree): string {
  switch (checked.color) {
    case "green":
      return "checks green on the merged tree";
    case "already-red":
      return "checks red, but only as on the target itself";
    case "red":
      return "checks RED on the merged tree";
    case "unverified":
      return "UNVERIFIED: no check is configured";
    default:
      return checked.color satisfies never;
  }
}

/** What the orchestrator is told when a run is ready for the user's decision. */
export function readyText(state: State, run: Run, verdict: Verdict): string {
  const ticket = must(state.tickets, run.ticket);
  const step = run.stage.name === "reported" ? run.stage.step : null;
  const facts =
    step !== null && "checked" in step
      ? `${step.change.fileCount} files, +${step.change.added} −${step.change.removed}, ${colorText(step.checked)}`
      : "";
  const met = verdict.criteria.filter((one) => one.isMet).length;
  const criteria = verdict.criteria.map(
    (one) =>
      `- ${one.isMet ? "met" : "NOT met"}: ${one.criterion}${one.where === "" ? "" : ` (${one.where})`}`,
  );
  const findings = verdict.findings.map((one) => `- ${findingText(one)}`);
  const text = [
    `Worker ${run.workerNumber} finished ${ticket.id} ${ticket.spec.title}: ${facts}.`,
    `Review: ${verdict.opinion === "accept" ? "accepts" : "asks for changes"}; ${met} of ${verdict.criteria.length} criteria met.`,
    ...criteria,
    ...(findings.length === 0 ? [] : ["Findings:", ...findings]),
  ].join("\n");
  return withWorkersWords(text, run);
}

/** What the orchestrator is told of a run that has nothing to review. */
export function withoutCommitText(run: Run): string {
  return withWorkersWords("It reported without a commit.", run);
}

/** What a worker is told that has answered everything and shall try again. */
export function tryAgainText(reason: string): string {
  return `Try again: ${reason}. Finish what the ticket asks, commit it, then report.`;
}

/** What an interrupted worker is told that may go on without other words. */
export function goOnText(): string {
  return "Go on where you were interrupted. Finish what the ticket asks, commit it, then report.";
}

/** What the user did in the worktree by hand, for the worker that goes on and for the report of one that does not. */
export function handWorkText(work: HandWork, text: string | null): string {
  const { commits, isCut, uncommitted } = work;
  const lines = [
    "The user took over your worktree, worked in it by hand, and gave it back.",
    commits.length === 0
      ? isCut
        ? "The history of the branch was rewritten; look with git log."
        : "There is no new commit."
      : `New commits, the newest first${isCut ? " (more, or a rewritten history: look with git log)" : ""}:`,
    ...commits.map(({ commit, subject }) => `- ${commit.slice(0, 7)} ${subject}`),
    uncommitted.length === 0
      ? "Nothing is left uncommitted."
      : `Left uncommitted, as it is: ${named(uncommitted)}.`,
    ...(text === null ? [] : [text]),
  ];
  return lines.join("\n");
}

/** Below this, a quote would be all ellipsis. */
const QUOTE_CHARS_MIN = 80;

/** The worker's own words last, in a frame that they cannot close and that is whole within the bound of a report. */
function withWorkersWords(text: string, run: Run): string {
  const room = REPORT_CHARS_MAX - text.length - 1;
  return room < QUOTE_CHARS_MIN ? text : `${text}\n${quoted("worker-says", run.reportText, room)}`;
}

/** A finding about the whole has no file. */
function findingText(finding: Finding): string {
  return finding.file === "" ? finding.text : `${finding.file}:${finding.line} ${finding.text}`;
}
