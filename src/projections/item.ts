// What an event adds to the conversation. Told from the event alone, with names that never change: an old item reads the same for ever.
import { refusedText } from "../domain/away/refused.ts";
import { addedText, amountText } from "../domain/budget/words.ts";
import { isOfAccount, type StoredEvent } from "../domain/events.ts";
import type { LandingId, RunId } from "../domain/ids.ts";
import { accountNotice } from "../domain/account/texts.ts";
import { reportLines } from "../domain/away/words.ts";
import { SHARED_SCOPES, type OverBudget } from "../domain/budget/state.ts";
import { answerText, askedText } from "../domain/run/asks.ts";
import { named } from "../domain/run/texts.ts";
import { FIX_ROUNDS_MAX } from "../domain/run/state.ts";
import type { State } from "../domain/state.ts";
import type { ItemRow } from "../wire/rows.ts";

/** What an item needs besides its event; all of it stays as it is once the event is on record. */
export interface ItemNames {
  /** The state holds every run and landing that the event names. */
  readonly state: Pick<State, "runs" | "landings">;
  /** Whether turn `n` answered the user or a report. */
  turnKind(n: number): "user" | "report";
}

type Body = ItemRow extends infer Item ? (Item extends ItemRow ? Omit<Item, "n" | "at"> : never) : never;

/** Null for what only the board shows. */
export function itemOf(event: StoredEvent, names: ItemNames): ItemRow | null {
  const body = bodyOf(event, names);
  return body === null ? null : { ...body, n: event.seq, at: event.at };
}

function bodyOf(event: StoredEvent, names: ItemNames): Body | null {
  switch (event.type) {
    case "conversation.message-received":
      return { kind: "user", id: event.data.message, text: event.data.text };
    case "conversation.turn-answered": {
      const { n, text } = event.data;
      return { kind: "answer", turn: n, of: names.turnKind(n), text };
    }
    case "conversation.turn-failed":
      return notice(
        "error",
        `No answer: ${sentence(event.data.detail)} Say it again when that is mended; what was said is on record.`,
      );
    case "conversation.attention-raised":
      return notice("warning", event.data.text);
    case "conversation.proposal-made":
      return { kind: "proposal", proposal: event.data.proposal };
    case "conversation.proposal-approved": {
      const { by, proposal, tickets } = event.data;
      const words = by.kind === "message" ? `, by your words: “${by.quote}”` : "";
      return notice("info", `${proposal} approved: ${tickets.join(", ")}, in this order${words}`);
    }
    case "ticket.drafted":
      // One that was drafted with others stands on their card.
      if (event.data.proposal !== undefined) return null;
      return { kind: "ticket", ticket: event.data.ticket, isEdit: false };
    case "ticket.edited":
      return { kind: "ticket", ticket: event.data.ticket, isEdit: true };
    default:
      return (
        accountBody(event) ??
        ticketBody(event) ??
        runBody(event, names) ??
        landingBody(event, names) ??
        awayBody(event)
      );
  }
}

function accountBody(event: StoredEvent): Body | null {
  const told = isOfAccount(event) ? accountNotice(event) : null;
  return told === null ? null : notice(told.level, told.text);
}

function ticketBody(event: StoredEvent): Body | null {
  switch (event.type) {
    case "ticket.approved": {
      const { by, ticket, proposal } = event.data;
      // The yes to all of a proposal was told once.
      if (proposal !== undefined) return null;
      const words = by.kind === "message" ? ` by your words: “${by.quote}”` : "";
      return notice("info", `${ticket} approved${words}`, ticket);
    }
    case "ticket.approval-undone":
      return notice("info", `${event.data.ticket} is a draft again`, event.data.ticket);
    case "ticket.landed": {
      const { ticket, commit } = event.data;
      return notice("success", `${ticket} landed as ${commit.slice(0, 7)}`, ticket);
    }
    case "ticket.dependency-moved": {
      const { ticket, from, to } = event.data;
      return notice("info", `${ticket} waits for ${to} now, in place of ${from}`, ticket);
    }
    case "ticket.budget-raised": {
      const { ticket, added } = event.data;
      return notice("info", `The budget of ${ticket} is raised by ${addedText(added)}`, ticket);
    }
    case "project.budget-raised": {
      const { scope, added } = event.data;
      const whose = scope === "day" ? "Today's budget" : "The project's budget";
      return notice("info", `${whose} is raised by ${addedText(added)}`);
    }
    case "ticket.closed":
      if (event.data.reason === "superseded")
        return notice("info", `${event.data.ticket} is superseded ${event.data.detail}`, event.data.ticket);
      return notice("info", `${event.data.ticket} is closed: ${event.data.detail}`, event.data.ticket);
    default:
      return null;
  }
}

function runBody(event: StoredEvent, names: ItemNames): Body | null {
  const worker = (run: RunId) => `Worker ${names.state.runs.get(run)?.workerNumber ?? "?"}`;
  const ticketOf = (run: RunId) => names.state.runs.get(run)?.ticket ?? null;
  switch (event.type) {
    case "run.created": {
      const { workerNumber, ticket, base, branch } = event.data;
      return notice(
        "info",
        `Worker ${workerNumber} starts on ${ticket} from ${base.slice(0, 7)} (${branch})`,
        ticket,
      );
    }
    case "run.reported": {
      const { run, text } = event.data;
      const of = names.state.runs.get(run);
      return {
        kind: "report",
        ticket: of?.ticket ?? "",
        run,
        worker: `W${of?.workerNumber ?? "?"}`,
        text,
      };
    }
    case "run.reviewed": {
      const { run } = event.data;
      const of = names.state.runs.get(run);
      return { kind: "review", ticket: of?.ticket ?? "", run, worker: `W${of?.workerNumber ?? "?"}` };
    }
    case "run.fix-asked": {
      const { run, round } = event.data;
      return notice("warning", `${worker(run)} was sent back: fix ${round}/${FIX_ROUNDS_MAX}`, ticketOf(run));
    }
    case "run.waiting":
      // What many runs are held for is told once, by the conversation.
      if (isForSharedBudget(event.data.cause))
        return notice(
          "info",
          `${worker(event.data.run)} is held: ${sentence(event.data.reason)}`,
          ticketOf(event.data.run),
        );
      return notice(
        "warning",
        `${worker(event.data.run)} needs you: ${sentence(event.data.reason)}`,
        ticketOf(event.data.run),
      );
    case "run.attention-raised":
      return notice(
        "warning",
        `${worker(event.data.run)} needs you: ${sentence(event.data.detail)}`,
        ticketOf(event.data.run),
      );
    case "run.agent-lost":
      return notice(
        "warning",
        `${worker(event.data.run)} lost its agent (${event.data.detail}); its work stands`,
        ticketOf(event.data.run),
      );
    case "run.asked":
      return notice(
        "warning",
        `${worker(event.data.run)} ${askedText(event.data.asked)}`,
        ticketOf(event.data.run),
      );
    case "run.answered":
      return notice(
        "info",
        `${worker(event.data.run)} is answered: ${answerText(event.data.answer)}`,
        ticketOf(event.data.run),
      );
    case "run.ask-expired":
      return notice(
        "warning",
        `Nobody answered ${worker(event.data.run)} in time: it goes on without it. You can still answer`,
        ticketOf(event.data.run),
      );
    case "run.interrupted":
      return notice("info", `${worker(event.data.run)} was interrupted by you`, ticketOf(event.data.run));
    case "run.handed-over":
      return notice(
        "info",
        `${worker(event.data.run)} is stopped; its worktree is yours until you give it back`,
        ticketOf(event.data.run),
      );
    case "run.given-back":
      return notice("info", `${worker(event.data.run)} has its worktree back`, ticketOf(event.data.run));
    case "run.model-changed":
      return notice(
        "warning",
        `${worker(event.data.run)} goes on with ${event.data.model}, as its ticket allows: ${event.data.reason}`,
        ticketOf(event.data.run),
      );
    case "run.merge-conflicted":
      return notice(
        "warning",
        `${worker(event.data.run)} conflicts with the target in ${named(event.data.files)}`,
        ticketOf(event.data.run),
      );
    case "run.work-kept":
      return event.data.ref === null
        ? null
        : notice(
            "info",
            `The unlanded work of ${worker(event.data.run)} is kept: ${event.data.ref}`,
            ticketOf(event.data.run),
          );
    default:
      return null;
  }
}

function isForSharedBudget(cause: OverBudget | "interrupted" | undefined): boolean {
  const scope = cause === undefined || cause === "interrupted" ? null : cause.scope;
  return SHARED_SCOPES.some((one) => one === scope);
}

function awayBody(event: StoredEvent): Body | null {
  switch (event.type) {
    case "project.away-begun": {
      const { costUsdMax, isUnsafe } = event.data;
      const box = isUnsafe ? " No box is around the workers, as you accepted." : "";
      return notice(
        "info",
        `You are away. What was approved goes on, for at most ${amountText("costUsd", costUsdMax)}; nothing else is approved before you are back.${box}`,
      );
    }
    case "project.away-refused":
      return notice(
        "warning",
        `Refused while you are away: ${refusedText(event.data.command)}`,
        event.data.about,
      );
    case "project.away-ended":
      return notice("info", reportLines(event.data.report).join("\n"));
    case "project.fuse-blown":
      return notice(
        "error",
        `Landing fuse blown: ${sentence(event.data.reason)} Nothing lands by itself before you reset it; workers go on, and you can land a ticket by your own word.`,
      );
    case "project.fuse-reset":
      return notice("info", "The landing fuse is reset: what is approved to land when green lands again");
    default:
      return null;
  }
}

function landingBody(event: StoredEvent, names: ItemNames): Body | null {
  const ticketOf = (landing: LandingId) => names.state.landings.get(landing)?.ticket ?? null;
  switch (event.type) {
    case "landing.queued": {
      const { by, ticket } = event.data;
      if (by.kind === "message")
        return notice("info", `${ticket} lands in 10 s, by your words: “${by.quote}”`, ticket);
      return notice(
        "info",
        by.kind === "with-ticket"
          ? `${ticket} lands: green, as approved with the ticket`
          : `${ticket} is in the landing queue`,
        ticket,
      );
    }
    case "landing.blocked": {
      const { files, path, landing } = event.data;
      return notice(
        "warning",
        `Landing waits for your uncommitted ${named(files)} in ${path}`,
        ticketOf(landing),
      );
    }
    case "landing.rejected": {
      const ticket = ticketOf(event.data.landing);
      return notice("warning", `${ticket ?? ""} leaves the landing queue: ${event.data.reason}`, ticket);
    }
    default:
      return null;
  }
}

function notice(
  level: Extract<ItemRow, { kind: "notice" }>["level"],
  text: string,
  ticket: string | null = null,
): Body {
  return { kind: "notice", level, text, ticket };
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
