// Cards as lines of text, the same wherever a terminal shows them: what is put up for approval, and what a worker has to show for itself.
import { boundsText } from "./bounds-text.ts";
import { DESCRIPTION_CHARS_MAX, type ProposalRow, type ReviewRow, type TicketRow } from "./rows.ts";

export interface CardText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What an approval to start covers. `show`: what shows the rest of it, `/show` or `jarvis show`. */
export function ticketCard(row: TicketRow, show: string): CardText {
  return {
    title: `${row.ticket} · ${row.title}`,
    lines: [
      ...list("Criteria", row.criteria),
      ...list("Scope", row.scope),
      ...(row.checks.length === 0
        ? ["Checks: none configured, so its landing will be UNVERIFIED"]
        : list("Checks", row.checks)),
      ...list("After", row.dependsOn),
      `Worker: ${row.workerType} · model ${row.model ?? "default"}${row.fallbackModel === null ? "" : `, else ${row.fallbackModel}`} · at most ${boundsText(row)} · lands on ${row.target}${row.landWhenGreen ? " when green, without another question" : " after your approval"}`,
      `Description: ${sizeOf(row.description)} (${show} ${row.ticket} has the worker's whole first message)`,
      ...row.overlaps,
    ],
  };
}

/** What one yes to all of a proposal covers: each ticket in its order. */
export function proposalCard(
  { proposal, title }: Pick<ProposalRow, "proposal" | "title">,
  rows: readonly TicketRow[],
  show: string,
): CardText {
  return {
    title: `${proposal} · ${title} · ${rows.length} tickets, in this order`,
    lines: [
      ...rows.flatMap((row, index) => [
        `${index + 1}. ${row.ticket} · ${row.title} · ${row.stage}${row.dependsOn.length === 0 ? "" : ` · after ${row.dependsOn.join(", ")}`}`,
        ...list("   Criteria", row.criteria),
        ...list("   Scope", row.scope),
        ...row.overlaps.map((overlap) => `   ${overlap}`),
      ]),
      `${show} T-… has a worker's whole first message`,
    ],
  };
}

/** What an approval to land covers. */
export function reviewCard(title: string, row: ReviewRow): CardText {
  return {
    title: `${row.ticket} · ${title} · Worker ${row.worker.slice(1)} is ready`,
    lines: [
      ...changeLines(row),
      ...(row.landsWhenGreen ? ["Lands now: approved with the ticket (land when green)"] : []),
    ],
  };
}

export function changeLines(row: ReviewRow): readonly string[] {
  return [
    `${row.fileCount} file(s), +${row.added} −${row.removed}, ${row.commitCount} commit(s) on ${row.branch}: ${row.subject}`,
    ...(row.color === null
      ? []
      : [
          `Checks: ${COLOR_TEXTS[row.color]}${row.checks.map((check) => ` · ${check.command} ${check.color}`).join("")}`,
        ]),
    ...(row.opinion === null ? [] : [`Review: ${row.opinion === "accept" ? "accepts" : "asks for changes"}`]),
    ...row.criteria.map(
      (one) => `  ${one.isMet ? "✓" : "✗"} ${one.criterion}${one.where === "" ? "" : ` (${one.where})`}`,
    ),
    ...row.findings.map((one) => `  ! ${one.file === "" ? one.text : `${one.file}:${one.line} ${one.text}`}`),
    ...(row.conflictFiles.length === 0
      ? []
      : [`Conflicts with the target in ${row.conflictFiles.join(", ")}`]),
    ...(row.protectedPaths.length === 0
      ? []
      : [`Protected paths, which always ask: ${row.protectedPaths.join(", ")}`]),
  ];
}

const COLOR_TEXTS: Readonly<Record<NonNullable<ReviewRow["color"]>, string>> = {
  green: "checks green on the merged tree",
  "already-red": "checks red, but only as on the target itself",
  red: "checks RED on the merged tree",
  unverified: "UNVERIFIED: no check is configured",
};

function sizeOf(description: string): string {
  const blockCount = Math.floor((description.match(/^ {0,3}```/gm)?.length ?? 0) / 2);
  const isCut = description.length >= DESCRIPTION_CHARS_MAX;
  return `${isCut ? "more than " : ""}${description.length} characters${blockCount > 0 ? `, ${blockCount} fenced block(s) of steps` : ""}`;
}

function list(name: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${name}: ${items.join(" · ")}`];
}
