// The card of a run that has reported: change, evidence and verdict, as far as they are known.
import { landsWhenGreen } from "../domain/landing/when-green.ts";
import { must, type State } from "../domain/state.ts";
import type { ReportedStep, Run } from "../domain/run/state.ts";
import type { ReviewRow } from "../wire/rows.ts";

/** Null when there is nothing to decide on: it works, or it has ended. */
export function reviewCardRow(state: State, run: Run): ReviewRow | null {
  if (run.stage.name !== "reported") return null;
  const { step } = run.stage;
  const ticket = must(state.tickets, run.ticket);
  const change = "change" in step ? step.change : null;
  const checked = "checked" in step ? step.checked : null;
  const verdict = step.name === "ready" ? step.verdict : null;
  return {
    run: run.id,
    ticket: run.ticket,
    worker: `W${run.workerNumber}`,
    branch: run.branch,
    step: step.name,
    report: run.reportText,
    head: headOf(step),
    landHash: run.landHash,
    subject: change?.subject ?? "",
    fileCount: change?.fileCount ?? 0,
    added: change?.added ?? 0,
    removed: change?.removed ?? 0,
    commitCount: change?.commitCount ?? 0,
    protectedPaths: [...(change?.protectedPaths ?? [])],
    color: checked?.color ?? null,
    checks: (checked?.checks ?? []).map((check) => ({ ...check })),
    opinion: verdict?.opinion ?? null,
    criteria: (verdict?.criteria ?? []).map((one) => ({ ...one })),
    findings: (verdict?.findings ?? []).map((one) => ({ ...one })),
    conflictFiles: step.name === "conflicted" ? [...step.files] : [],
    landsWhenGreen: step.name === "ready" && landsWhenGreen(ticket, step),
    since: run.since,
  };
}

function headOf(step: ReportedStep): string | null {
  return "head" in step ? step.head.slice(0, 12) : null;
}
