// The first row of the fleet: what the main agent does at this moment.
import type { Conversation, Turn } from "../domain/conversation/state.ts";
import { currentAccount } from "../domain/account/gate.ts";
import { readTrouble } from "../domain/facts.ts";
import type { State } from "../domain/state.ts";
import type { Facts } from "../domain/status.ts";
import { refusedText } from "./parked.ts";
import type { OrchestratorRow } from "../wire/rows.ts";

export function orchestratorRow(state: State, facts: Facts, conversation: Conversation): OrchestratorRow {
  const { running, queue, id, trouble } = conversation;
  const reviewing = [...state.openRuns.values()].find(
    (run) => run.stage.name === "reported" && run.stage.step.name === "review",
  );
  const refused = refusedOf(state, conversation);
  const said =
    refused === null
      ? wordOf(running, facts, id, trouble, reviewing?.workerNumber ?? null)
      : ({ word: "offline", doing: "Waiting for the model" } as const);
  return {
    conversation: id,
    ...said,
    since: running?.begunAt ?? reviewing?.since ?? conversation.lastAnswerAt ?? 0,
    turn:
      running === null
        ? null
        : { n: running.n, kind: running.kind, messages: running.messages.map((message) => message.id) },
    queued: queue.flatMap((message) =>
      message.kind === "user" ? [{ id: message.id, text: message.text, at: message.at }] : [],
    ),
    trouble: refused ?? trouble,
    quietSince: running === null ? null : (readTrouble(facts, id, "quiet")?.observedAt ?? null),
  };
}

/** Why a message or a report waits for the account; null: none does. */
function refusedOf(state: State, { running, queue }: Conversation): string | null {
  const account = currentAccount(state);
  if (account?.status.name !== "parked") return null;
  if (running === null ? queue.length === 0 : !running.isParked) return null;
  return `${refusedText(account.name, account.status.cause)}: ${account.status.detail}`;
}

function wordOf(
  running: Turn | null,
  facts: Facts,
  id: string,
  trouble: string | null,
  reviewing: number | null,
): Pick<OrchestratorRow, "word" | "doing"> {
  if (running?.kind === "report") return { word: "active", doing: aboutOf(running) };
  if (running?.kind === "user") {
    const isAnswering = facts.read(id, "step")?.value === "answering";
    return { word: "active", doing: isAnswering ? "Conversing" : "Thinking" };
  }
  if (reviewing !== null) return { word: "active", doing: `Reviewing Worker ${reviewing}` };
  return trouble === null ? { word: "idle", doing: "" } : { word: "offline", doing: "" };
}

/** A turn of reports is about workers: the last it names. */
function aboutOf(turn: Turn): string {
  const last = turn.messages.findLast((message) => message.kind === "report");
  if (last?.kind !== "report") return "Reporting";
  const worker = last.worker === null ? null : last.worker.replace(/^W/, "Worker ");
  return last.about === "reviewed" && worker !== null ? `Reviewing ${worker}` : `Reporting on ${last.ticket}`;
}
