// A client in the daemon's own process: the terminal conversation and the demo. It says and sees what a client over HTTP will.
import { detailOf, findTicket } from "../catalogue/reading-tools.ts";
import type { UserAccess } from "../catalogue/user-access.ts";
import { landHashOf, runUserCommand } from "../catalogue/user-commands.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { ConversationId, RunId, TicketId } from "../domain/ids.ts";
import { boardRows } from "../domain/status.ts";
import type { EngineAccess } from "../engine/engine.ts";
import type { Banner, Client, Delta, Item, Said } from "../wire/client.ts";
import type { CommandInput, CommandName } from "../wire/commands.ts";
import { createItemMaker, saidOf, type RowsNow } from "../wire/item-maker.ts";
import { createOffers } from "../wire/offers.ts";
import { boardLine } from "../projections/board.ts";
import { itemOf } from "../projections/item.ts";
import { proposalCardRow } from "../projections/proposal.ts";
import { reviewCardRow } from "../projections/review.ts";
import { ticketCardRow } from "../projections/ticket.ts";
import { firstMessageOf } from "./first-message-of.ts";

export interface LocalClientOptions {
  readonly engine: EngineAccess;
  readonly conversation: ConversationId;
  readonly banner: Banner;
  readonly userAccess: UserAccess;
}

export interface LocalClient extends Client {
  /** One step of an agent, from the activity. */
  tellStep(label: string, text: string): void;
  tellDelta(text: string): void;
  tellNotice(level: "info" | "warning" | "error", text: string): void;
}

export function createLocalClient(options: LocalClientOptions): LocalClient {
  const { engine, conversation } = options;
  const itemListeners = new Set<(item: Item) => void>();
  const deltaListeners = new Set<(delta: Delta) => void>();
  const offers = createOffers();
  const turnKinds = new Map<number, "user" | "report">();
  /** What this client has shown: an approval by words counts only for what its writer had in view. */
  let renderedSeq = engine.state().seq;

  const show = (item: Item) => {
    for (const listener of itemListeners) listener(item);
  };

  const access = options.userAccess;

  const command = <Name extends CommandName>(name: Name, input: CommandInput<Name>) =>
    runUserCommand(name, input, access);
  const obey = async <Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Said> =>
    saidOf(await command(name, input));
  const items = createItemMaker({ offers, command });

  const ticketOf = (id: string) => engine.state().tickets.get(id as TicketId); // only looked up: what is no ticket is not found
  const runOf = (id: string) => engine.state().runs.get(id as RunId); // only looked up: what is no run is not found
  const board = () => boardRows(engine.state(), engine.facts);
  const now: RowsNow = {
    ticket: (id) => whenThere(ticketOf(id), (ticket) => ticketCardRow(engine.state(), ticket)),
    board: (id) => whenThere(ticketOf(id), (ticket) => boardLine(engine.state(), engine.facts, ticket)),
    proposals: () => [...engine.state().proposals.values()].map(proposalCardRow),
    review: (id) => whenThere(runOf(id), (run) => reviewCardRow(engine.state(), run) ?? undefined),
  };

  /** What was said here need not be shown here. */
  function itemFor(event: StoredEvent): Item | null {
    if (event.type === "conversation.turn-begun") turnKinds.set(event.data.n, event.data.kind);
    const row = itemOf(event, { state: engine.state(), turnKind: (n) => turnKinds.get(n) ?? "user" });
    if (event.type === "conversation.turn-answered") turnKinds.delete(event.data.n);
    return row === null || row.kind === "user" ? null : items.make(row, now);
  }

  engine.onEvents((events) => {
    for (const event of events) {
      const item = itemFor(event);
      if (item !== null) show(item);
    }
    renderedSeq = engine.state().seq;
  });

  return {
    banner: options.banner,
    say: (text) => obey("say", { text, seenSeq: renderedSeq }),
    choose: (n) => offers.choose(n),
    add: (markdown) => obey("add-ticket", { markdown }),
    board,
    pending: () =>
      items.pending(
        [...engine.state().tickets.values()].map((ticket) => boardLine(engine.state(), engine.facts, ticket)),
        now,
      ),
    show: (subject) => {
      const ticket = findTicket(engine.state(), subject);
      if (ticket === undefined) return null;
      const detail = JSON.stringify(detailOf(engine.state(), engine.facts, ticket), null, 2);
      return ticket.stage.name === "draft"
        ? `${detail}\n\nThe worker's first message:\n${firstMessageOf(engine.state(), ticket)}`
        : detail;
    },
    stop: (worker) => obey("stop-worker", { worker }),
    tryAgain: (worker) => obey("try-again", { worker }),
    send: (worker, text) => obey("send-message", { worker, text }),
    land: async (name) => {
      const ticket = findTicket(engine.state(), name);
      // Without a ticket or a hash the command itself says what is missing.
      const hash = ticket === undefined ? null : landHashOf(access, ticket);
      return await obey("land", { ticket: name, hash: hash ?? "none" });
    },
    undo: (ticket) => obey("undo-approval", { ticket }),
    orchestrator: () => {
      const running = engine.state().conversations.get(conversation)?.running ?? null;
      if (running === null) return "Idle";
      if (running.isParked) return "Waiting for the model";
      return running.kind === "user" ? "Active – Conversing" : "Active – Reporting";
    },
    onItem: (listener) => {
      itemListeners.add(listener);
      return () => itemListeners.delete(listener);
    },
    onDelta: (listener) => {
      deltaListeners.add(listener);
      return () => deltaListeners.delete(listener);
    },
    tellStep: (label, text) => show({ kind: "step", label, text }),
    tellDelta: (text) => {
      for (const listener of deltaListeners) listener({ text });
    },
    tellNotice: (level, text) => show({ kind: "notice", level, text }),
  };
}

function whenThere<Found, Made>(found: Found | undefined, make: (found: Found) => Made): Made | undefined {
  return found === undefined ? undefined : make(found);
}
