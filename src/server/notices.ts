// One line for what happened, from the journal; null for what only the board shows.
import { accountNotice } from "../domain/account/texts.ts";
import { addedText } from "../domain/budget/words.ts";
import { isOfAccount, type StoredEvent } from "../domain/events.ts";
import { FIX_ROUNDS_MAX } from "../domain/run/state.ts";
import { must, type State } from "../domain/state.ts";
import type { RunId } from "../domain/ids.ts";
import type { Item } from "../wire/client.ts";

export function noticeOf(state: State, event: StoredEvent): Item | null {
  switch (event.type) {
    case "ticket.approved": {
      const { by, ticket } = event.data;
      return info(
        by.kind === "message"
          ? `${ticket} approved by your words: “${by.quote}” · /undo ${ticket} until its worker's first step`
          : `${ticket} approved`,
      );
    }
    case "conversation.proposal-approved": {
      const { by, proposal } = event.data;
      const words = by.kind === "message" ? ` by your words: “${by.quote}”` : "";
      return info(`${proposal} approved${words} · /undo ${proposal} until its workers' first steps`);
    }
    case "ticket.dependency-moved": {
      const { ticket, from, to } = event.data;
      return info(`${ticket} waits for ${to} now, in place of ${from}`);
    }
    case "ticket.approval-undone":
      return info(`${event.data.ticket} is a draft again`);
    case "ticket.budget-raised":
      return info(`The budget of ${event.data.ticket} is raised by ${addedText(event.data.added)}`);
    case "project.budget-raised":
      return info(
        `${event.data.scope === "day" ? "Today's budget" : "The project's budget"} is raised by ${addedText(event.data.added)}`,
      );
    case "run.created":
      return info(
        `Worker ${event.data.workerNumber} starts on ${event.data.ticket} from ${event.data.base.slice(0, 7)} (${event.data.branch})`,
      );
    case "run.reported":
      return info(`${worker(state, event.data.run)} reported; its commits are imported and checked`);
    case "run.fix-asked":
      return warn(
        `${worker(state, event.data.run)} was sent back: fix ${event.data.round}/${FIX_ROUNDS_MAX}`,
      );
    case "run.waiting":
      return needsYou(state, event.data.run, event.data.reason);
    case "run.attention-raised":
      return needsYou(state, event.data.run, event.data.detail);
    case "run.interrupted":
      return info(`${worker(state, event.data.run)} was interrupted by you`);
    case "run.handed-over":
      return info(
        `${worker(state, event.data.run)} is stopped; its worktree is yours: ${state.runs.get(event.data.run)?.workspacePath ?? ""}`,
      );
    case "run.given-back":
      return info(`${worker(state, event.data.run)} has its worktree back`);
    case "run.agent-lost":
      return warn(`${worker(state, event.data.run)} lost its agent (${event.data.detail}); its work stands`);
    case "run.work-kept":
      return event.data.ref === null
        ? null
        : info(`The unlanded work of ${worker(state, event.data.run)} is kept: ${event.data.ref}`);
    case "run.merge-conflicted":
      return warn(
        `${worker(state, event.data.run)} conflicts with the target in ${event.data.files.join(", ")}`,
      );
    case "landing.queued": {
      const { by, ticket } = event.data;
      if (by.kind === "message")
        return info(`${ticket} lands in 10 s, by your words: “${by.quote}” · /undo ${ticket}`);
      return info(
        by.kind === "with-ticket"
          ? `${ticket} lands: green, as approved with the ticket`
          : `${ticket} is in the landing queue`,
      );
    }
    case "landing.blocked":
      return warn(`Landing waits for your uncommitted ${event.data.files.join(", ")} in ${event.data.path}`);
    case "landing.rejected": {
      const { ticket, run } = must(state.landings, event.data.landing);
      const { reason } = event.data;
      return must(state.runs, run).stage.name === "working"
        ? info(`${ticket} leaves the landing queue: ${reason}`)
        : warn(`The landing of ${ticket} was not done: ${reason}`);
    }
    case "ticket.landed":
      return info(`${event.data.ticket} landed as ${event.data.commit.slice(0, 7)}`);
    case "ticket.closed":
      return info(`${event.data.ticket} is closed: ${event.data.detail}`);
    case "conversation.attention-raised":
      return warn(event.data.text);
    case "conversation.turn-failed":
      return {
        kind: "notice",
        level: "error",
        text: `No answer: ${sentence(event.data.detail)} Say it again when that is mended; what was said is on record.`,
      };
    case "run.model-changed":
      return warn(
        `${worker(state, event.data.run)} goes on with ${event.data.model}, as its ticket allows: ${event.data.reason}`,
      );
    default:
      return isOfAccount(event) ? accountItem(event) : null;
  }
}

function accountItem(event: Parameters<typeof accountNotice>[0]): Item | null {
  const told = accountNotice(event);
  return told === null ? null : { kind: "notice", ...told };
}

function info(text: string): Item {
  return { kind: "notice", level: "info", text };
}

function warn(text: string): Item {
  return { kind: "notice", level: "warning", text };
}

function needsYou(state: State, id: RunId, reason: string): Item {
  const again = `/again W${state.runs.get(id)?.workerNumber ?? ""}`;
  return warn(`${worker(state, id)} needs you: ${sentence(reason)} ${again} goes on when that is mended.`);
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function worker(state: State, id: RunId): string {
  const run = state.runs.get(id);
  return run === undefined ? id : `Worker ${run.workerNumber}`;
}
