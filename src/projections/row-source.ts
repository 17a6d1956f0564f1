// The rows of one project as they are now, and which of them changed since they were last taken.
import { hash } from "node:crypto";
import { plainTexts } from "../domain/plain-text.ts";
import { currentAccount } from "../domain/account/gate.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { ProposalId, RunId, TicketId } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
import type { Facts } from "../domain/status.ts";
import { SNAPSHOT_ITEMS_MAX, type ItemRow, type ProjectRow, type RowUpsert } from "../wire/rows.ts";
import { boardLine } from "./board.ts";
import { readItems, type ReadEvents } from "./conversation-page.ts";
import { itemOf } from "./item.ts";
import { orchestratorRow } from "./orchestrator.ts";
import { proposalCardRow } from "./proposal.ts";
import { reviewCardRow } from "./review.ts";
import { ticketCardRow } from "./ticket.ts";

export interface RowSource {
  /** Every row: what a client that knows nothing is sent. Does not count as taken. */
  all(): readonly RowUpsert[];
  /** The rows that differ from what was last taken, each once. Texts are without control characters. */
  take(): readonly RowUpsert[];
  /** The journal position that `all` and `take` show. */
  position(): number;
  /** Called when there may be something to take. */
  onDirty(listener: () => void): () => void;
  noteEvents(events: readonly StoredEvent[]): void;
  /** A fact about a ticket, a run or a conversation changed. */
  noteFact(subject: string): void;
  /** What stands over the page changed. */
  noteProject(): void;
}

export interface RowSourceOptions {
  state(): State;
  readonly facts: Facts;
  readonly readEvents: ReadEvents;
  project(): ProjectRow;
}

type Dirty = Exclude<RowUpsert["table"], "item">;

export function createRowSource(options: RowSourceOptions): RowSource {
  const { facts, readEvents } = options;
  const listeners = new Set<() => void>();
  /** Digest of each row as it was last taken, by table and key: the rows themselves are megabytes in a project that has done much. */
  const taken = new Map<string, string>();
  const dirty = new Map<string, { readonly table: Dirty; readonly key: string }>();
  // A turn that was begun before we came is answered as what it was begun as.
  const turnKinds = new Map(
    [...options.state().conversations.values()].flatMap(({ running }) =>
      running === null ? [] : [[running.n, running.kind] as const],
    ),
  );
  let fresh: ItemRow[] = [];
  let recent: ItemRow[] = [
    ...readItems(readEvents, options.state(), {
      before: options.state().seq + 1,
      limit: SNAPSHOT_ITEMS_MAX,
    }).items,
  ];

  const touch = (table: Dirty, key: string) => dirty.set(`${table}/${key}`, { table, key });
  const tell = () => {
    for (const listener of listeners) listener();
  };

  function touchTicket(id: string): void {
    touch("board", id);
    touch("ticket", id);
  }

  /** What stands in a queue, waits for another or overlaps with it changes with any of them. */
  function touchOpenTickets(): void {
    for (const id of options.state().openTickets.keys()) touchTicket(id);
  }

  /** What is queued may wait for a budget, and says how much of it is left. */
  function touchQueued(): void {
    for (const { id, stage } of options.state().openTickets.values())
      if (stage.name === "queued") touchTicket(id);
  }

  function noteEvent(event: StoredEvent): void {
    const { type, data } = event;
    if (type === "conversation.turn-begun") {
      turnKinds.set(event.data.n, event.data.kind);
      turnKinds.delete(event.data.n - SNAPSHOT_ITEMS_MAX);
    }
    const item = itemOf(event, { state: options.state(), turnKind: (n) => turnKinds.get(n) ?? "user" });
    if (item !== null) fresh.push(plainTexts(item));
    // What waits for an account changes with anything that happens.
    const isRefused = type.startsWith("account.") || isAnyRefused(options.state());
    if (
      type.startsWith("project.") ||
      type.startsWith("run.") ||
      type === "ticket.budget-raised" ||
      isRefused
    )
      touch("project", options.project().id);
    if ("conversation" in data) touch("orchestrator", data.conversation);
    if ("proposal" in data && data.proposal !== undefined) touch("proposal", data.proposal);
    if ("ticket" in data) touchTicket(data.ticket);
    const run = "run" in data && data.run !== null ? options.state().runs.get(data.run) : undefined;
    if (run !== undefined) {
      touchTicket(run.ticket);
      touch("review", run.id);
    }
    const isUsage = type === "run.usage-reported" || type === "project.usage-reported";
    if (isUsage) touchQueued();
    if (isRefused || (!isUsage && !type.startsWith("conversation."))) {
      touchOpenTickets();
      for (const id of options.state().conversations.keys()) touch("orchestrator", id);
    }
  }

  function rowOf(table: Dirty, key: string): RowUpsert {
    const state = options.state();
    switch (table) {
      case "project":
        return { table, key, row: options.project() };
      case "orchestrator": {
        const conversation = [...state.conversations.values()].find((one) => one.id === key);
        return {
          table,
          key,
          row: conversation === undefined ? null : orchestratorRow(state, facts, conversation),
        };
      }
      case "board":
      case "ticket": {
        const ticket = state.tickets.get(key as TicketId); // a key of this table is a ticket's id
        if (ticket === undefined) return { table, key, row: null };
        return table === "board"
          ? { table, key, row: boardLine(state, facts, ticket) }
          : { table, key, row: ticketCardRow(state, ticket) };
      }
      case "proposal": {
        const proposal = state.proposals.get(key as ProposalId); // a key of this table is a proposal's id
        return { table, key, row: proposal === undefined ? null : proposalCardRow(proposal) };
      }
      case "review": {
        const run = state.runs.get(key as RunId); // a key of this table is a run's id
        return { table, key, row: run === undefined ? null : reviewCardRow(state, run) };
      }
      default:
        return table satisfies never;
    }
  }

  function absorbFresh(): readonly ItemRow[] {
    const added = fresh;
    fresh = [];
    recent = [...recent, ...added].slice(-SNAPSHOT_ITEMS_MAX);
    return added;
  }

  const upsertOf = (item: ItemRow): RowUpsert => ({ table: "item", key: String(item.n), row: item });

  function rowsNow(): readonly RowUpsert[] {
    const state = options.state();
    return [
      rowOf("project", options.project().id),
      ...[...state.conversations.keys()].map((id) => rowOf("orchestrator", id)),
      ...[...state.tickets.keys()].flatMap((id) => [rowOf("board", id), rowOf("ticket", id)]),
      ...[...state.proposals.keys()].map((id) => rowOf("proposal", id)),
      ...[...state.runs.values()].flatMap((run) =>
        run.stage.name === "reported" ? [rowOf("review", run.id)] : [],
      ),
    ];
  }

  // What there is at the start is in everybody's first view: its going has to be told as well.
  for (const { table, key, row } of rowsNow()) taken.set(`${table}/${key}`, digestOf(row));

  return {
    position: () => options.state().seq,
    all: () => [
      ...rowsNow().map(plainTexts),
      ...[...recent, ...fresh].slice(-SNAPSHOT_ITEMS_MAX).map((item) => upsertOf(plainTexts(item))),
    ],
    take: () => {
      const changed: RowUpsert[] = [];
      for (const [name, { table, key }] of dirty) {
        const upsert = rowOf(table, key);
        const digest = upsert.row === null ? null : digestOf(upsert.row);
        if (digest === (taken.get(name) ?? null)) continue;
        if (digest === null) taken.delete(name);
        else taken.set(name, digest);
        changed.push(plainTexts(upsert));
      }
      dirty.clear();
      return [...changed, ...absorbFresh().map(upsertOf)];
    },
    onDirty: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    noteEvents: (events) => {
      for (const event of events) noteEvent(event);
      tell();
    },
    noteFact: (subject) => {
      const state = options.state();
      const run = state.runs.get(subject as RunId); // only looked up: what is no run is not found
      if (run !== undefined) touch("board", run.ticket);
      if (state.tickets.has(subject as TicketId)) touch("board", subject); // as above
      for (const id of state.conversations.keys()) if (id === subject) touch("orchestrator", id);
      if (dirty.size > 0) tell();
    },
    noteProject: () => {
      touch("project", options.project().id);
      tell();
    },
  };
}

function digestOf(row: RowUpsert["row"]): string {
  return hash("sha256", JSON.stringify(row), "base64url");
}

function isAnyRefused(state: State): boolean {
  const account = currentAccount(state);
  return account !== null && account.status.name !== "open";
}
