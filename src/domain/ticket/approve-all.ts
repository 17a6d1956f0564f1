// One yes to all drafts of a proposal, in its order, and the way back.
import { findApproval } from "../conversation/approval.ts";
import type { ApprovedSubject } from "../conversation/state.ts";
import type { DomainEvent } from "../events.ts";
import { accept, refuse, type ApprovedBy, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { TicketCommand } from "./commands.ts";
import { endRun } from "./let-go.ts";
import { specProblem } from "./spec.ts";
import type { Proposal, Ticket } from "./state.ts";

/** Words of a message that mean the whole of a proposal; without one of them a yes is to one ticket. */
const ALL_WORDS = ["all", "both", "everything"] as const;

export function approveAll(
  state: State,
  command: Extract<TicketCommand, { type: "ticket.approve-all" }>,
  given: Given,
): Decision<DomainEvent> {
  const proposal = state.proposals.get(command.proposal);
  if (proposal === undefined) return unknown(state, command.proposal);
  const drafts = ticketsOf(state, proposal).filter(({ stage }) => stage.name === "draft");
  if (drafts.length === 0)
    return refuse("wrong-stage", `${proposal.id}: none of its tickets waits for approval.`);
  for (const ticket of drafts) {
    const shown = command.shown.find((one) => one.ticket === ticket.id);
    if (shown?.hash !== ticket.hash)
      return refuse("changed-since", `${ticket.id} was changed after this was shown: look at the new card.`);
    const problem = specProblem(state, ticket.spec, ticket.id);
    if (problem !== null) return refuse(problem.refusal.code, `${ticket.id}: ${problem.refusal.message}`);
  }
  const approval = approvalOf(state, proposal, drafts, given);
  if ("kind" in approval) return approval;
  const { by, more } = approval;
  const tickets = drafts.map(({ id }) => id);
  const { id, conversation } = proposal;
  return accept(
    [
      { type: "conversation.proposal-approved", data: { conversation, proposal: id, tickets, by } },
      ...drafts.map(({ id: ticket, hash }): DomainEvent => ({
        type: "ticket.approved",
        data: { ticket, hash, by, proposal: id },
      })),
      ...more,
    ],
    proposal.id,
  );
}

/** Whose yes it is, and what it was used for; else the refusal. */
function approvalOf(
  state: State,
  proposal: Proposal,
  drafts: readonly Ticket[],
  { actor }: Given,
): { readonly by: ApprovedBy; readonly more: readonly DomainEvent[] } | Decision<DomainEvent> {
  if (actor.kind === "user") return { by: { kind: "click", session: actor.session }, more: [] };
  if (actor.kind !== "orchestrator") return refuse("not-yours", `Only the user approves ${proposal.id}.`);
  const conversation = must(state.conversations, actor.conversation);
  const used = drafts.map(({ id: ticket }): ApprovedSubject => ({ kind: "ticket", ticket }));
  const words = findApproval(conversation, {
    subject: { kind: "proposal", proposal: proposal.id },
    parts: proposal.tickets.map((ticket) => ({ kind: "ticket", ticket })),
    used,
    setAtSeq: Math.max(...drafts.map(({ hashSeq }) => hashSeq)),
    names: [proposal.id, proposal.title],
    mustSay: ALL_WORDS,
  });
  if (words.kind === "refused") return words.decision;
  const { message } = words.by;
  return {
    by: words.by,
    more: used.map((subject) => ({
      type: "conversation.approval-used",
      data: { conversation: conversation.id, message, subject },
    })),
  };
}

/** Takes back every start that can be: of those in the queue, and of workers that have not used a tool. */
export function undoAll(
  state: State,
  command: Extract<TicketCommand, { type: "ticket.undo-all" }>,
): Decision<DomainEvent> {
  const proposal = state.proposals.get(command.proposal);
  if (proposal === undefined) return unknown(state, command.proposal);
  const events = ticketsOf(state, proposal).flatMap(({ id: ticket, stage }): readonly DomainEvent[] => {
    const undone: DomainEvent = { type: "ticket.approval-undone", data: { ticket } };
    if (stage.name === "queued") return [undone];
    if (stage.name !== "running") return [];
    const run = must(state.runs, stage.run);
    return run.hasUsedTool ? [] : [endRun(run.id, "the approval was undone"), undone];
  });
  return events.length === 0
    ? refuse("too-late", `${proposal.id}: no start of its tickets can be taken back any more.`)
    : accept(events, proposal.id);
}

function ticketsOf(state: State, { tickets }: Proposal): readonly Ticket[] {
  return tickets.map((id) => must(state.tickets, id));
}

function unknown(state: State, proposal: Proposal["id"]): Decision<DomainEvent> {
  const last = [...state.proposals.keys()].at(-1);
  return refuse(
    "unknown-subject",
    `There is no proposal ${proposal}; ${last === undefined ? "none was made yet" : `the last is ${last}`}.`,
  );
}
