import { raiseTicket } from "../budget/raise.ts";
import { isLandingNow, tooLateToLetGo } from "../landing/due.ts";
import { findApproval } from "../conversation/approval.ts";
import type { DomainEvent } from "../events.ts";
import { branchName, ticketId, runId, type TicketId } from "../ids.ts";
import { isOwed } from "../owed.ts";
import { adoptersWord, adoptProblem, isBegunReported, startPointOf } from "../run/begun-work.ts";
import { firstMessage } from "../run/first-message.ts";
import { accept, assertNever, refuse, stale, type ApprovedBy, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import { approveAll, undoAll } from "./approve-all.ts";
import type { TicketCommand } from "./commands.ts";
import { endRun, handBack, letGo, waitingFor } from "./let-go.ts";
import { overlapAfter, propose } from "./propose.ts";
import { retry } from "./retry.ts";
import { specProblem } from "./spec.ts";
import type { Ticket } from "./state.ts";
import { supersede } from "./supersede.ts";

export function decideTicket(state: State, command: TicketCommand, given: Given): Decision<DomainEvent> {
  switch (command.type) {
    case "ticket.draft":
      return draft(state, command);
    case "ticket.adopt":
      return adopt(state, command);
    case "ticket.propose":
      return propose(state, command);
    case "ticket.approve-all":
      return approveAll(state, command, given);
    case "ticket.undo-all":
      return undoAll(state, command);
    default:
      return decideOne(state, command, given);
  }
}

/** What is said of one ticket that is there. */
function decideOne(
  state: State,
  command: Extract<TicketCommand, { readonly ticket: TicketId }>,
  given: Given,
): Decision<DomainEvent> {
  const ticket = state.tickets.get(command.ticket);
  if (ticket === undefined)
    return refuse("unknown-subject", `There is no ticket ${command.ticket}; ${known(state)}.`);
  switch (command.type) {
    case "ticket.edit":
      return edit(state, ticket, command);
    case "ticket.approve":
      return approve(state, ticket, command, given);
    case "ticket.undo-approval":
      return undo(state, ticket);
    case "ticket.start":
      return start(state, ticket, command, given);
    case "ticket.retry":
      return retry(state, ticket, command, given);
    case "ticket.cancel":
      return cancel(state, ticket, command.reason, given);
    case "ticket.supersede":
      return supersede(state, ticket, command, given);
    case "ticket.raise-budget":
      return raiseTicket(state, ticket, command.added, given);
    default:
      return assertNever(command);
  }
}

function draft(
  state: State,
  command: Extract<TicketCommand, { type: "ticket.draft" | "ticket.adopt" }>,
): Decision<DomainEvent> {
  const { conversation, spec, hash } = command;
  if (!state.conversations.has(conversation))
    return refuse("unknown-subject", `There is no conversation ${conversation}.`);
  const problem = specProblem(state, spec, null);
  if (problem !== null) return problem;
  const ticket = ticketId(`T-${state.nextTicket}`);
  return accept(
    [
      { type: "ticket.drafted", data: { ticket, conversation, spec, hash } },
      { type: "conversation.put-up", data: { conversation, subject: { kind: "ticket", ticket } } },
    ],
    ticket,
  );
}

function adopt(
  state: State,
  command: Extract<TicketCommand, { type: "ticket.adopt" }>,
): Decision<DomainEvent> {
  const { work } = command.spec;
  if (work === undefined) return refuse("invalid", "There is no work named that could be adopted.");
  const problem = adoptProblem(state, work);
  return problem === null ? draft(state, command) : refuse("wrong-stage", problem);
}

function edit(
  state: State,
  ticket: Ticket,
  command: Extract<TicketCommand, { type: "ticket.edit" }>,
): Decision<DomainEvent> {
  if (ticket.stage.name !== "draft")
    return refuse(
      "wrong-stage",
      `${ticket.id} is ${ticket.stage.name}: only a draft can be edited. Send its worker a message, or cancel it.`,
    );
  const problem = specProblem(state, command.spec, ticket.id) ?? overlapAfter(state, ticket, command.spec);
  if (problem !== null) return problem;
  if (command.hash === ticket.hash) return accept([], ticket.id);
  return accept(
    [
      { type: "ticket.edited", data: { ticket: ticket.id, spec: command.spec, hash: command.hash } },
      {
        type: "conversation.put-up",
        data: { conversation: ticket.conversation, subject: { kind: "ticket", ticket: ticket.id } },
      },
    ],
    ticket.id,
  );
}

function approve(
  state: State,
  ticket: Ticket,
  command: Extract<TicketCommand, { type: "ticket.approve" }>,
  given: Given,
): Decision<DomainEvent> {
  if (ticket.stage.name !== "draft")
    return refuse("wrong-stage", `${ticket.id} is ${ticket.stage.name} already: nothing to start.`);
  if (command.hash !== ticket.hash)
    return refuse("changed-since", `${ticket.id} was changed after this was shown: look at the new card.`);
  const problem = specProblem(state, ticket.spec, ticket.id);
  if (problem !== null) return problem;
  const { actor } = given;
  if (actor.kind === "user") return approved(ticket, { kind: "click", session: actor.session }, []);
  if (actor.kind !== "orchestrator") return refuse("not-yours", `Only the user approves ${ticket.id}.`);
  const conversation = must(state.conversations, actor.conversation);
  const used = { kind: "ticket", ticket: ticket.id } as const;
  const words = findApproval(conversation, {
    subject: used,
    used: [used],
    setAtSeq: ticket.hashSeq,
    names: [ticket.id, ticket.spec.title],
    mustSay: [],
  });
  if (words.kind === "refused") return words.decision;
  return approved(ticket, words.by, [
    {
      type: "conversation.approval-used",
      data: { conversation: conversation.id, message: words.by.message, subject: used },
    },
  ]);
}

function approved(ticket: Ticket, by: ApprovedBy, more: readonly DomainEvent[]): Decision<DomainEvent> {
  return accept(
    [{ type: "ticket.approved", data: { ticket: ticket.id, hash: ticket.hash, by } }, ...more],
    ticket.id,
  );
}

function undo(state: State, ticket: Ticket): Decision<DomainEvent> {
  if (ticket.stage.name === "queued")
    return accept([{ type: "ticket.approval-undone", data: { ticket: ticket.id } }], ticket.id);
  if (ticket.stage.name !== "running")
    return refuse("too-late", `${ticket.id} is ${ticket.stage.name}: there is no start to undo.`);
  const run = must(state.runs, ticket.stage.run);
  if (run.hasUsedTool)
    return refuse(
      "too-late",
      `${ticket.id}: Worker ${run.workerNumber} has begun. Stop it instead; its work is kept.`,
    );
  return accept(
    [
      endRun(run.id, "the approval was undone"),
      { type: "ticket.approval-undone", data: { ticket: ticket.id } },
    ],
    ticket.id,
  );
}

function start(
  state: State,
  ticket: Ticket,
  command: Extract<TicketCommand, { type: "ticket.start" }>,
  given: Given,
): Decision<DomainEvent> {
  if (!isOwed(state, { kind: "ticket", ticket: ticket.id }, "start-run", command.key)) return stale();
  const number = ticket.runCount + 1;
  const run = runId(`R-${ticket.id.slice(2)}.${number}`);
  const branch = branchName(`jarvis/t-${ticket.id.slice(2)}.${number}-${slug(ticket.spec.title)}`);
  const from = startPointOf(ticket);
  const base = from?.base ?? command.base;
  const text = firstMessage(state, ticket, { base, branch });
  return accept(
    [
      {
        type: "run.created",
        data: {
          run,
          ticket: ticket.id,
          workerNumber: state.nextWorker,
          base,
          branch,
          session: command.session,
          workerType: ticket.spec.workerType,
          ...(from === null ? {} : { start: from.head }),
          ...(isBegunReported(ticket) ? { isBegunReported: true } : {}),
          ...(command.measured === undefined ? {} : { measured: command.measured }),
        },
      },
      { type: "ticket.started", data: { ticket: ticket.id, run } },
      { type: "run.message-queued", data: { run, n: 1, uuid: given.uuid, text, from: "ticket" } },
      ...adoptersWord(ticket, run, given),
    ],
    run,
  );
}

function cancel(state: State, ticket: Ticket, reason: string, given: Given): Decision<DomainEvent> {
  const stage = ticket.stage.name;
  if (stage === "landed" || stage === "closed")
    return refuse("wrong-stage", `${ticket.id} is ${stage}: nothing to cancel.`);
  if (isLandingNow(state, ticket, given.at)) return tooLateToLetGo(ticket);
  return accept(
    [
      ...letGo(ticket, reason),
      { type: "ticket.closed", data: { ticket: ticket.id, reason: "cancelled", detail: reason } },
      ...handBack(waitingFor(state, ticket), ticket, given),
    ],
    ticket.id,
  );
}

function known(state: State): string {
  const ids: TicketId[] = [...state.tickets.keys()];
  return ids.length === 0 ? "none was drafted yet" : `the last is ${ids.at(-1)}`;
}

/** Lower-case words of a title for a branch name: at most 40 characters, never empty. */
function slug(title: string): string {
  const words = title
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return words === "" ? "work" : words;
}
