// From rows to what appears in a terminal's conversation: cards with their numbers, and one line for what happened. The one wording
// of it, for a client of a daemon and for one in the daemon's own process.
import { proposalCard, reviewCard, ticketCard } from "./card-text.ts";
import type { Item, Said } from "./client.ts";
import type { CommandInput, CommandName, Done, Refused } from "./commands.ts";
import type { Offers } from "./offers.ts";
import type { BoardRow, ItemRow, ProposalRow, ReviewRow, TicketRow } from "./rows.ts";

/** The rows that an item is about, as they are now; undefined: there is none. */
export interface RowsNow {
  ticket(id: string): TicketRow | undefined;
  board(ticket: string): BoardRow | undefined;
  review(run: string): ReviewRow | undefined;
  proposals(): readonly ProposalRow[];
}

export interface ItemMaker {
  /** Null: there is nothing to show of it. */
  readonly make: (row: ItemRow, now: RowsNow) => Item | null;
  /** Cards of these tickets that wait for the user's word. */
  pending(board: readonly BoardRow[], now: RowsNow): readonly Item[];
}

export interface ItemMakerOptions {
  readonly offers: Offers;
  readonly command: <Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
  ) => Promise<Done | Refused>;
}

type NoticeRow = Extract<ItemRow, { kind: "notice" }>;

export function createItemMaker({ offers, command }: ItemMakerOptions): ItemMaker {
  /** Approvals by words of which the way back has been told, by ticket and instant. */
  const told = new Set<string>();

  function ticketItem(row: TicketRow): Item | null {
    // Approved meanwhile: there is nothing to decide any more.
    if (row.stage !== "draft") return null;
    const { ticket, hash } = row;
    const approve = (landWhenGreen: boolean) => async () =>
      saidOf(await command("approve-ticket", { ticket, hash, landWhenGreen }));
    const whenGreen = row.landWhenGreen
      ? []
      : [{ label: "approve & start, land when green", choose: approve(true) }];
    return {
      kind: "card",
      ...ticketCard(row, "/show"),
      choices: offers.make([{ label: "approve & start", choose: approve(false) }, ...whenGreen]),
    };
  }

  function proposalItem(row: ProposalRow, now: RowsNow): Item | null {
    const tickets = ticketsOf(row, now);
    const drafts = tickets.filter(({ stage }) => stage === "draft");
    if (drafts.length === 0) return null;
    const { proposal } = row;
    const shown = drafts.map(({ ticket, hash }) => ({ ticket, hash }));
    const all = (landWhenGreen: boolean) => async () =>
      saidOf(await command("approve-proposal", { proposal, shown, landWhenGreen }));
    const each = drafts.map(({ ticket, hash }) => ({
      label: `approve & start ${ticket}`,
      choose: async () => saidOf(await command("approve-ticket", { ticket, hash })),
    }));
    return {
      kind: "card",
      ...proposalCard(row, tickets, "/show"),
      choices: offers.make([
        { label: "approve all, in this order", choose: all(false) },
        { label: "approve all, in this order, land when green", choose: all(true) },
        ...each,
      ]),
    };
  }

  /** Each proposal once, where the first of its drafts stands; every other draft alone. */
  function draftItem(row: TicketRow, now: RowsNow): Item | null {
    const of = now.proposals().find(({ tickets }) => tickets.includes(row.ticket));
    if (of === undefined) return ticketItem(row);
    const first = ticketsOf(of, now).find(({ stage }) => stage === "draft");
    return first?.ticket === row.ticket ? proposalItem(of, now) : null;
  }

  function reviewItem(run: string, now: RowsNow): Item | null {
    const row = now.review(run);
    if (row === undefined || row.step !== "ready" || row.landHash === null) return null;
    const { ticket, landHash: hash } = row;
    const isUnverifiedAccepted = row.color === "unverified";
    const choose = async () => saidOf(await command("land", { ticket, hash, isUnverifiedAccepted }));
    const label = isUnverifiedAccepted ? "land it UNVERIFIED" : "land it";
    return {
      kind: "card",
      ...reviewCard(now.board(ticket)?.title ?? "", row),
      choices: offers.make(row.color === "red" ? [] : [{ label, choose }]),
    };
  }

  /** What can be done about it now, as the tickets stand: told once for each approval. */
  function adviceOf({ ticket, level }: NoticeRow, now: RowsNow): string {
    const card = ticket === null ? undefined : now.ticket(ticket);
    const board = ticket === null ? undefined : now.board(ticket);
    if (card === undefined || board === undefined) return "";
    const { approval, landApproval } = card;
    if (landApproval?.by === "message" && card.landUndoUntil !== null && isNew(card, landApproval.at))
      return ` · /undo ${card.ticket}`;
    if (approval?.by === "message" && card.canUndoStart && isNew(card, approval.at))
      return ` · /undo ${card.ticket} until its worker's first step`;
    return level === "warning" && board.stage === "running" && board.word === "needs-you"
      ? ` /again ${board.worker ?? ""} goes on when that is mended.`
      : "";
  }

  function isNew({ ticket }: TicketRow, at: number): boolean {
    const name = `${ticket} ${at}`;
    if (told.has(name)) return false;
    told.add(name);
    return true;
  }

  return {
    make: (row, now) => {
      switch (row.kind) {
        case "user":
          return { kind: "user", text: row.text };
        case "answer":
          return { kind: "answer", n: row.turn, turn: row.of, text: row.text };
        case "report":
          return info(`Worker ${row.worker.slice(1)} reported; its commits are imported and checked`);
        case "ticket": {
          const ticket = now.ticket(row.ticket);
          return ticket === undefined ? null : ticketItem(ticket);
        }
        case "proposal": {
          const of = now.proposals().find(({ proposal }) => proposal === row.proposal);
          return of === undefined ? null : proposalItem(of, now);
        }
        case "review":
          return reviewItem(row.run, now);
        case "notice":
          return {
            kind: "notice",
            level: row.level === "success" ? "info" : row.level,
            text: `${row.text}${adviceOf(row, now)}`,
          };
        default:
          return row satisfies never;
      }
    },
    pending: (board, now) =>
      board.flatMap((row) => {
        const ticket = now.ticket(row.ticket);
        const item =
          row.stage === "review" && row.run !== null
            ? reviewItem(row.run, now)
            : ticket === undefined
              ? null
              : draftItem(ticket, now);
        return item === null ? [] : [item];
      }),
  };
}

function ticketsOf(row: ProposalRow, now: RowsNow): readonly TicketRow[] {
  return row.tickets.flatMap((ticket) => now.ticket(ticket) ?? []);
}

export function saidOf(reply: Done | Refused): Said {
  return reply.kind === "accepted"
    ? { kind: "accepted", text: reply.text }
    : { kind: "refused", text: reply.message };
}

function info(text: string): Item {
  return { kind: "notice", level: "info", text };
}
