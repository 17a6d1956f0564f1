// Who may say what. The second line behind the tools that a turn is granted: a tool that should not be there is refused here too.
import type { Command } from "./commands.ts";
import { assertNever, refuse, type Actor, type Decision } from "./shared.ts";
import type { State } from "./state.ts";

type Right =
  /** Anybody who speaks for the user, and the orchestrator in a user turn. */
  | "steer"
  /** As steer, and the orchestrator in a report turn too: changes nothing that runs. */
  | "draft"
  /** The engine alone: observations and follow-ups. */
  | "engine"
  /** The user and the engine. */
  | "user";

const RIGHTS: Readonly<Record<Command["type"], Right>> = {
  "project.open": "engine",
  "project.halt": "user",
  "project.go-on": "user",
  "project.observe-stop-file": "engine",
  "project.raise-budget": "steer",
  "project.observe-usage": "engine",
  "ticket.draft": "draft",
  "ticket.adopt": "steer",
  "ticket.propose": "draft",
  "ticket.edit": "steer",
  "ticket.approve": "steer",
  "ticket.approve-all": "steer",
  "ticket.undo-approval": "steer",
  "ticket.undo-all": "steer",
  "ticket.start": "engine",
  "ticket.retry": "steer",
  "ticket.cancel": "steer",
  "ticket.supersede": "steer",
  "ticket.raise-budget": "steer",
  "run.observe-workspace": "engine",
  "run.observe-agent-started": "engine",
  "run.observe-tool": "engine",
  "run.observe-delivered": "engine",
  "run.observe-usage": "engine",
  "run.observe-report": "engine",
  "run.observe-agent-lost": "engine",
  "run.observe-refused": "engine",
  "run.observe-review-refused": "engine",
  "run.observe-import": "engine",
  "run.observe-import-refused": "engine",
  "run.observe-checked": "engine",
  "run.observe-conflict": "engine",
  "run.observe-verdict": "engine",
  "run.observe-agent-stopped": "engine",
  "run.observe-kept": "engine",
  "run.observe-removed": "engine",
  "run.observe-handed-over": "engine",
  "run.send": "steer",
  "run.send-all": "steer",
  "run.interrupt": "steer",
  "run.take-over": "steer",
  "run.give-back": "steer",
  "run.pause": "steer",
  "run.resume": "steer",
  "run.go-on": "engine",
  "run.stop": "steer",
  "run.try-again": "steer",
  "landing.approve": "steer",
  "landing.undo": "steer",
  "landing.begin": "engine",
  "landing.observe-verified": "engine",
  "landing.observe-conflict": "engine",
  "landing.observe-landed": "engine",
  "landing.observe-target-moved": "engine",
  "landing.observe-blocked": "engine",
  "conversation.open": "user",
  "conversation.receive": "user",
  "conversation.begin-turn": "engine",
  "conversation.observe-interrupted": "engine",
  "conversation.observe-answered": "engine",
  "conversation.observe-lost": "engine",
  "conversation.observe-refused": "engine",
  "conversation.go-on": "engine",
  "conversation.raise-attention": "draft",
  "account.connect": "engine",
  "account.release": "engine",
  "account.observe-answered": "engine",
  "obligation.failed": "engine",
};

/** Null when the actor may give this command now; otherwise the refusal. */
export function refusalFor(
  state: State,
  command: Command,
  actor: Actor,
): Extract<Decision<never>, { kind: "refused" }> | null {
  const right = RIGHTS[command.type];
  switch (actor.kind) {
    case "engine":
      return null;
    case "user":
      return right === "engine" ? no(command, "it is an observation of the engine") : null;
    case "worker":
      return no(command, "a worker gives no commands");
    case "orchestrator": {
      const running = state.conversations.get(actor.conversation)?.running ?? null;
      if (right === "engine" || right === "user") return no(command, "it is not a tool of the orchestrator");
      if (running === null || running.n !== actor.turn)
        return no(command, "the turn that asked for it is over");
      if (running.kind === "report" && right !== "draft")
        return no(command, "a report is no word of the user: only the user may ask for it");
      return null;
    }
    default:
      return assertNever(actor);
  }
}

function no(command: Command, reason: string) {
  const refused = refuse<never>("not-yours", `Refused ${command.type}: ${reason}.`);
  return refused as Extract<Decision<never>, { kind: "refused" }>; // refuse() makes no other kind
}
