// What a worker is told first: built from facts, shown on the ticket card before approval.
import type { BranchName, CommitSha } from "../ids.ts";
import { unclosed } from "../frames.ts";
import { begunText } from "./begun-work.ts";
import { beforeText } from "./former-run.ts";
import type { State } from "../state.ts";
import type { Ticket, TicketSpec } from "../ticket/state.ts";
import type { Run } from "./state.ts";

/** More of them tell a worker nothing: the last that began are named. */
const NEIGHBOURS_MAX = 20;

/** Facts that are only known when the run starts; null on the card before approval. */
export interface StartFacts {
  readonly base: CommitSha | null;
  readonly branch: BranchName | null;
}

export function firstMessage(state: State, ticket: Ticket, facts: StartFacts): string {
  const { spec } = ticket;
  const parts = [
    `<ticket id="${ticket.id}">`,
    `<title>${unclosed(spec.title, "title")}</title>`,
    `<description>\n${unclosed(spec.description, "description")}\n</description>`,
    section("criteria", spec.criteria),
    section("scope", spec.scope.length > 0 ? spec.scope : ["anywhere in the repository"]),
    section("checks", spec.checks),
    section("decided", spec.decided),
    section("landed-before", landedBefore(state, spec)),
    section("beside-you", besideYou(state, ticket)),
    begunText(ticket),
    beforeText(state, ticket),
    `</ticket>`,
    facts.base === null
      ? ""
      : `You work on branch ${facts.branch} from commit ${facts.base}. Nothing outside this worktree is yours to change.`,
    REPORT_FORM,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

const REPORT_FORM =
  "Commit your work on this branch. When all of it is committed, answer with a report of at most 2 KB: what changed, how you verified it, what is left.";

function section(name: string, items: readonly string[]): string {
  return items.length === 0
    ? ""
    : `<${name}>\n${unclosed(items.map((item) => `- ${item}`).join("\n"), name)}\n</${name}>`;
}

function landedBefore(state: State, spec: TicketSpec): readonly string[] {
  return spec.dependsOn.flatMap((id) => {
    const dependency = state.tickets.get(id);
    return dependency?.stage.name === "landed"
      ? [`${id} ${dependency.spec.title} (${dependency.stage.commit.slice(0, 7)})`]
      : [];
  });
}

function besideYou(state: State, ticket: Ticket): readonly string[] {
  const beside = [...state.openRuns.values()].filter(
    (run) => run.stage.name !== "ended" && run.ticket !== ticket.id,
  );
  const told = beside.slice(-NEIGHBOURS_MAX).map((run) => neighbour(state, run));
  const untoldCount = beside.length - told.length;
  return untoldCount === 0 ? told : [...told, `and ${untoldCount} others`];
}

function neighbour(state: State, run: Run): string {
  const spec = state.tickets.get(run.ticket)?.spec;
  const where = spec !== undefined && spec.scope.length > 0 ? ` in ${spec.scope.join(", ")}` : "";
  return `Worker ${run.workerNumber} works on ${run.ticket} ${spec?.title ?? ""}${where}`;
}
