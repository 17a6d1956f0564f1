// Cards of the conversation from the state: what is put up for approval, and by which numbers.
import { firstMessage } from "../domain/run/first-message.ts";
import type { ReportedStep, Run } from "../domain/run/state.ts";
import { colorText, findingText } from "../domain/run/texts.ts";
import type { State } from "../domain/state.ts";
import type { Ticket } from "../domain/ticket/state.ts";
import { landsWhenGreen } from "../domain/landing/when-green.ts";

export interface CardText {
  readonly title: string;
  readonly lines: readonly string[];
}

export function ticketCard(state: State, ticket: Ticket): CardText {
  const { spec } = ticket;
  const overlaps = overlapsOf(state, ticket);
  const blocks = (spec.description.match(/^ {0,3}```/gm)?.length ?? 0) / 2;
  return {
    title: `${ticket.id} · ${spec.title}`,
    lines: [
      ...list("Criteria", spec.criteria),
      ...list("Scope", spec.scope),
      ...(spec.checks.length === 0
        ? ["Checks: none configured, so its landing will be UNVERIFIED"]
        : list("Checks", spec.checks)),
      ...list("After", spec.dependsOn),
      `Worker: ${spec.workerType} · model ${spec.model ?? "default"}${spec.fallbackModel === undefined ? "" : `, else ${spec.fallbackModel}`} · at most ${spec.budget.turnsMax} turns, $${spec.budget.costUsdMax} · lands on ${spec.target}${spec.landWhenGreen ? " when green, without another question" : " after your approval"}`,
      `Description: ${spec.description.length} characters${blocks > 0 ? `, ${Math.floor(blocks)} fenced block(s) of steps` : ""} (/show ${ticket.id} has the worker's whole first message)`,
      ...overlaps,
    ],
  };
}

export function reviewCard(
  ticket: Ticket,
  run: Run,
  step: Extract<ReportedStep, { name: "ready" }>,
): CardText {
  const { change, checked, verdict } = step;
  return {
    title: `${ticket.id} · ${ticket.spec.title} · Worker ${run.workerNumber} is ready`,
    lines: [
      `${change.fileCount} file(s), +${change.added} −${change.removed}, ${change.commitCount} commit(s) on ${run.branch}: ${change.subject}`,
      `Checks: ${colorText(checked)}${checked.checks.map((check) => ` · ${check.command} ${check.color}`).join("")}`,
      `Review: ${verdict.opinion === "accept" ? "accepts" : "asks for changes"}`,
      ...verdict.criteria.map(
        (one) => `  ${one.isMet ? "✓" : "✗"} ${one.criterion}${one.where === "" ? "" : ` (${one.where})`}`,
      ),
      ...verdict.findings.map((one) => `  ! ${findingText(one)}`),
      ...(change.protectedPaths.length === 0
        ? []
        : [`Protected paths, which always ask: ${change.protectedPaths.join(", ")}`]),
      ...(landsWhenGreen(ticket, step) ? ["Lands now: approved with the ticket (land when green)"] : []),
    ],
  };
}

/** The worker's first message as it would be sent now, for reading before approval. */
export function firstMessageOf(state: State, ticket: Ticket): string {
  return firstMessage(state, ticket, { base: null, branch: null });
}

function list(name: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${name}: ${items.join(" · ")}`];
}

function overlapsOf(state: State, ticket: Ticket): readonly string[] {
  const mine = ticket.spec.scope;
  return [...state.tickets.values()].flatMap((other) => {
    if (other.id === ticket.id || (other.stage.name !== "running" && other.stage.name !== "queued"))
      return [];
    const shared = other.spec.scope.filter((path) =>
      mine.some((own) => own === path || path.startsWith(`${own}/`) || own.startsWith(`${path}/`)),
    );
    return shared.length === 0
      ? []
      : [
          `Overlaps with ${other.id} ${other.spec.title} in ${shared.join(", ")}: landing one may conflict with the other`,
        ];
  });
}
