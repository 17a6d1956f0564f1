// What of the board a session has not seen yet. What it was told stays in its context, so that only what changed since is told again.
import type { BoardNews } from "../domain/conversation/prompt.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { ConversationId, RunId, TicketId } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
import { boardRow, boardRows, type BoardRow } from "../domain/status.ts";
import type { FactStore } from "./facts.ts";

export interface BoardReader {
  /** What has happened; null: anything may have. */
  note(events: readonly StoredEvent[] | null): void;
  /** The rows that changed since this conversation's session last saw them: all when it is new. */
  take(id: ConversationId): BoardNews;
  /** Its session is gone: the next one knows nothing. */
  forget(id: ConversationId): void;
}

interface Seen {
  readonly texts: Map<string, string>;
  /** May have another row by now. */
  readonly changed: Set<TicketId>;
}

export function createBoardReader(options: {
  readonly facts: FactStore;
  readonly state: () => State;
}): BoardReader {
  const { state, facts } = options;
  const seen = new Map<ConversationId, Seen>();
  /** What a queued ticket waits for changes with others. */
  const queued = new Set<TicketId>();

  const change = (ticket: TicketId) => {
    for (const { changed } of seen.values()) changed.add(ticket);
    if (state().tickets.get(ticket)?.stage.name === "queued") queued.add(ticket);
    else queued.delete(ticket);
  };
  const changeAll = () => {
    for (const ticket of state().tickets.keys()) change(ticket);
  };
  facts.onChange((subject, name) => {
    if (name !== "last-commit" && name !== "survivors") return;
    const run = state().runs.get(subject as RunId); // what no run has is in no map
    if (run !== undefined) change(run.ticket);
  });

  return {
    note: (events) => {
      if (events === null) changeAll();
      for (const { type, data } of events ?? []) {
        // What was used changes only who waits for a budget, and who waits is looked at in any case.
        if (type.startsWith("project.") && type !== "project.usage-reported") changeAll();
        const run = "run" in data && data.run !== null ? state().runs.get(data.run) : undefined;
        if (run !== undefined) change(run.ticket);
        if ("ticket" in data && data.ticket !== null) change(data.ticket);
      }
    },
    take: (id) => {
      const before = seen.get(id);
      const rows = before === undefined ? boardRows(state(), facts) : rowsOf([...before.changed, ...queued]);
      const texts = before?.texts ?? new Map<string, string>();
      const news = rows.filter((row) => texts.get(row.ticket) !== steady(row));
      for (const row of news) texts.set(row.ticket, steady(row));
      seen.set(id, { texts, changed: new Set() });
      return { rows: news, isWhole: before === undefined };
    },
    forget: (id) => void seen.delete(id),
  };

  /** In the order of the board. */
  function rowsOf(tickets: readonly TicketId[]): readonly BoardRow[] {
    return [...new Set(tickets)]
      .toSorted((one, other) => Number(one.slice(2)) - Number(other.slice(2)))
      .flatMap((id) => {
        const ticket = state().tickets.get(id);
        return ticket === undefined ? [] : [boardRow(state(), facts, ticket)];
      });
  }
}

/** A row without what changes with every tool call. */
function steady(row: BoardRow): string {
  const { stage } = row;
  if (stage === "running")
    return JSON.stringify({ ...row, word: "working", status: "working", since: 0, costUsd: 0 });
  return JSON.stringify({ ...row, costUsd: 0 });
}
