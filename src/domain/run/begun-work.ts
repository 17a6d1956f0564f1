// A run whose branch begins with commits that were there before: adopted from a branch of the user's, or from the run before it.
import type { DomainEvent } from "../events.ts";
import { unclosed, withoutTags } from "../frames.ts";
import type { RunId } from "../ids.ts";
import { accept, cut, type Decision, type Given } from "../shared.ts";
import type { State } from "../state.ts";
import type { AdoptedWork, StartPoint, Ticket } from "../ticket/state.ts";
import type { RunCommand } from "./commands.ts";
import { REPORT_CHARS_MAX, type Run } from "./state.ts";

const LISTED_MAX = 20;

/** Where the next run of this ticket begins when that is not the target's tip. */
export function startPointOf(ticket: Ticket): StartPoint | null {
  return ticket.startFrom ?? ticket.spec.work ?? null;
}

/** Adopted work needs no worker until somebody finds something wrong with it. A retry does: that was found. */
export function isBegunReported(ticket: Ticket): boolean {
  const { work } = ticket.spec;
  return work !== undefined && work.message === null && ticket.runCount === 0;
}

/** What the user asked for when they adopted it; for the first run, behind its ticket. */
export function adoptersWord(ticket: Ticket, run: RunId, given: Given): readonly DomainEvent[] {
  const text = ticket.runCount === 0 ? (ticket.spec.work?.message ?? null) : null;
  if (text === null) return [];
  // The ticket's own message has the uuid as it was given: this one differs in its last digit.
  const last = Number.parseInt(given.uuid.slice(-1), 16);
  const uuid = `${given.uuid.slice(0, -1)}${((last + 1) % 16).toString(16)}`;
  return [{ type: "run.message-queued", data: { run, n: 2, uuid, text, from: "user" } }];
}

/** Its worktree stands. A run whose work is there already is reported with it. */
export function prepared(
  run: Run,
  { path, branch }: Extract<RunCommand, { type: "run.observe-workspace" }>,
): Decision<DomainEvent> {
  const ready: DomainEvent = { type: "run.workspace-prepared", data: { run: run.id, path, branch } };
  if (!run.isBegunReported) return accept([ready]);
  const text = "Adopted: this work was there before. It is imported, checked and reviewed as it is.";
  return accept([
    ready,
    {
      type: "run.reported",
      data: { run: run.id, report: run.report + 1, text: cut(text, REPORT_CHARS_MAX) },
    },
  ]);
}

/** What a worker is told of the commits that its branch begins with; empty when there are none. */
export function begunText(ticket: Ticket): string {
  const from = startPointOf(ticket);
  if (from === null) return "";
  const range = `git log ${from.base.slice(0, 12)}..${from.head.slice(0, 12)}`;
  const { work } = ticket.spec;
  const lines =
    ticket.startFrom === null && work !== undefined
      ? [
          `Your branch begins with the work of ${work.branch}, which the user had made: ${range}`,
          ...work.subjects.slice(0, LISTED_MAX).map((subject) => `- ${subject}`),
        ]
      : [`Your branch begins with the commits of the run before you: ${range}`];
  return `<begun>\n${unclosed(withoutTags(lines.join("\n"), ["ticket"]), "begun")}\n</begun>`;
}

/** Null when this work may become a ticket; else why not. */
export function adoptProblem(state: State, work: AdoptedWork): string | null {
  for (const run of state.runs.values())
    if (run.branch === work.branch)
      return `${work.branch} is the branch of ${run.id} (${run.ticket}): it has a ticket already.`;
  for (const { id, spec } of state.openTickets.values())
    if (spec.work?.branch === work.branch)
      return `${work.branch} was adopted as ${id} already. Discard that first, or go on with it.`;
  return null;
}
