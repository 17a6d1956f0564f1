// What nobody may do while the user is away: whatever needs a person who looks. It is refused, put on record, and told on return.
import type { Command } from "../commands.ts";
import type { DomainEvent } from "../events.ts";
import type { Decision, Given } from "../shared.ts";
import type { State } from "../state.ts";
import { isAway, REFUSALS_MAX } from "./state.ts";

/** Approvals, more money, and what lifts a stop or a fuse. What the engine follows up, *land when green* among it, goes on. */
const NEEDS_A_PERSON: readonly Command["type"][] = [
  "ticket.approve",
  "ticket.approve-all",
  "ticket.raise-budget",
  "project.raise-budget",
  "project.go-on",
  "project.reset-fuse",
  "landing.approve",
];

/** Null: it may be decided. */
export function refusedWhileAway(
  state: State,
  command: Command,
  { at, actor }: Given,
): Extract<Decision<DomainEvent>, { kind: "refused" }> | null {
  if (actor.kind !== "user" && actor.kind !== "orchestrator") return null;
  if (!isAway(state, at) || !(NEEDS_A_PERSON.includes(command.type) || isPermission(command))) return null;
  const about = "ticket" in command ? command.ticket : null;
  const isRoom = (state.away?.refused.length ?? 0) < REFUSALS_MAX;
  const data = { command: command.type, by: actor.kind, about };
  return {
    kind: "refused",
    refusal: {
      code: "ask-the-user",
      message: `Refused ${doingOf(command)}: you are away, and nobody watches. Say that you are back (jarvis back), then do it again.`,
    },
    ...(isRoom ? { events: [{ type: "project.away-refused", data }] } : {}),
  };
}

/** To deny, and to answer a question, needs nobody who looks. */
function isPermission(command: Command): boolean {
  return command.type === "run.answer" && (command.choice === "once" || command.choice === "ticket");
}

function doingOf(command: Command): string {
  const what = refusedText(command.type);
  return "ticket" in command ? `${what} (${command.ticket})` : what;
}

/** What a command that was refused would have done, for people. */
export function refusedText(command: string): string {
  switch (command) {
    case "ticket.approve":
      return "the approval of a ticket";
    case "ticket.approve-all":
      return "the approval of a proposal";
    case "ticket.raise-budget":
      return "a raise of a ticket's budget";
    case "project.raise-budget":
      return "a raise of the budget";
    case "project.go-on":
      return "to go on after everything was stopped";
    case "project.reset-fuse":
      return "the reset of the landing fuse";
    case "run.answer":
      return "a permission for a worker";
    case "landing.approve":
      return "an approval to land";
    default:
      return command;
  }
}
