// What happens: one command on one state gives events, or a refusal. Pure.
import { withHolds } from "./budget/hold.ts";
import { raiseOfProject } from "./budget/raise.ts";
import type { AccountCommand } from "./account/commands.ts";
import { decideAccount } from "./account/decide.ts";
import { heldBack } from "./account/park.ts";
import type { Command, EngineCommand, ProjectCommand } from "./commands.ts";
import type { ConversationCommand } from "./conversation/commands.ts";
import { decideConversation } from "./conversation/decide.ts";
import type { DomainEvent } from "./events.ts";
import type { LandingCommand } from "./landing/commands.ts";
import { decideLanding } from "./landing/decide.ts";
import { obligationsOf } from "./obligations.ts";
import { refusalFor } from "./rights.ts";
import type { RunCommand } from "./run/commands.ts";
import { decideRun } from "./run/decide.ts";
import { needsYou, report } from "./run/report.ts";
import { goOn, stopFile } from "./halt.ts";
import { accept, assertNever, refuse, stale, type Decision, type Given } from "./shared.ts";
import { must, type State } from "./state.ts";
import type { TicketCommand } from "./ticket/commands.ts";
import { decideTicket } from "./ticket/decide.ts";
import { messageId } from "./ids.ts";

export function decide(state: State, command: Command, given: Given): Decision<DomainEvent> {
  const refusal = refusalFor(state, command, given.actor);
  if (refusal !== null) return refusal;
  const decision = routed(state, command, given);
  if (decision.kind === "refused") return decision;
  return { ...decision, events: withHolds(state, heldBack(state, decision.events), given) };
}

function routed(state: State, command: Command, given: Given): Decision<DomainEvent> {
  if (isProject(command)) return decideProject(state, command, given);
  if (isTicket(command)) return decideTicket(state, command, given);
  if (isRun(command)) return decideRun(state, command, given);
  if (isLanding(command)) return decideLanding(state, command, given);
  if (isConversation(command)) return decideConversation(state, command, given);
  if (isAccount(command)) return decideAccount(state, command);
  return giveUp(state, command, given);
}

const isProject = (command: Command): command is ProjectCommand => command.type.startsWith("project.");
const isTicket = (command: Command): command is TicketCommand => command.type.startsWith("ticket.");
const isRun = (command: Command): command is RunCommand => command.type.startsWith("run.");
const isLanding = (command: Command): command is LandingCommand => command.type.startsWith("landing.");
const isConversation = (command: Command): command is ConversationCommand =>
  command.type.startsWith("conversation.");
const isAccount = (command: Command): command is AccountCommand => command.type.startsWith("account.");

function decideProject(state: State, command: ProjectCommand, given: Given): Decision<DomainEvent> {
  switch (command.type) {
    case "project.open":
      return openProject(state, command);
    case "project.halt":
      return accept(
        state.halted === null ? [{ type: "project.halted", data: { reason: command.reason } }] : [],
        "halted",
      );
    case "project.go-on":
      return goOn(state);
    case "project.observe-stop-file":
      return stopFile(state, command.path);
    case "project.observe-usage": {
      const { spender, spent } = command;
      return accept([{ type: "project.usage-reported", data: { spender, spent } }]);
    }
    case "project.raise-budget":
      return raiseOfProject(state, command, given);
    default:
      return assertNever(command);
  }
}

function openProject(
  state: State,
  command: Extract<ProjectCommand, { type: "project.open" }>,
): Decision<DomainEvent> {
  const { project, root, target, highestTicket } = command;
  if (state.project !== null && state.project.id !== project)
    return refuse("invalid", `This journal belongs to project ${state.project.id}, not to ${project}.`);
  const isSame =
    state.project !== null &&
    state.project.root === root &&
    state.project.target === target &&
    highestTicket < state.nextTicket;
  return accept(
    isSame ? [] : [{ type: "project.opened", data: { project, root, target, highestTicket } }],
    project,
  );
}

/** The engine tried often enough. Nothing is dropped: the subject stops owing it and says why. */
function giveUp(state: State, command: EngineCommand, given: Given): Decision<DomainEvent> {
  const { subject, key, detail } = command;
  const obligation = obligationsOf(state, subject).find((one) => one.key === key);
  // A landing that was tried may have happened: only its observation says so, however often it fails.
  if (obligation === undefined || obligation.kind === "land") return stale();
  switch (subject.kind) {
    case "run":
      return accept(needsYou(state, must(state.runs, subject.run), detail, given));
    case "ticket": {
      const { id, conversation } = must(state.tickets, subject.ticket);
      return accept([
        { type: "ticket.approval-undone", data: { ticket: id } },
        {
          type: "conversation.report-queued",
          data: {
            conversation,
            id: messageId(`r-${given.uuid}`),
            about: "failed",
            ticket: id,
            run: null,
            worker: null,
            text: `${id} could not start: ${detail} Approve it again to retry.`,
          },
        },
      ]);
    }
    case "landing": {
      const landing = [...state.landings.values()].find((one) => one.id === subject.landing);
      if (landing === undefined) return stale();
      return accept([
        { type: "landing.rejected", data: { landing: landing.id, reason: detail } },
        { type: "ticket.landing-left", data: { ticket: landing.ticket, run: landing.run, reason: detail } },
        report(
          state,
          must(state.runs, landing.run),
          "failed",
          `${landing.ticket} was not landed: ${detail} Approve it again to retry.`,
          given,
        ),
      ]);
    }
    case "conversation": {
      const running = must(state.conversations, subject.conversation).running;
      return running === null
        ? stale()
        : accept([
            {
              type: "conversation.turn-failed",
              data: { conversation: subject.conversation, n: running.n, detail },
            },
          ]);
    }
    case "account":
      // A next try is never given up.
      return stale();
    default:
      return assertNever(subject);
  }
}
