// From the rows of a view to what appears in the conversation: cards with their numbers, and one line for what happened.
import type { Item, Said } from "../../wire/client.ts";
import type { CommandInput, CommandName, Done, Refused } from "../../wire/commands.ts";
import type { View } from "../../wire/feed.ts";
import type { ItemRow, ProposalRow, TicketRow } from "../../wire/rows.ts";
import { proposalCard, reviewCard, ticketCard } from "../render/cards.ts";
import type { Offers } from "./offers.ts";
import { boardOf } from "./rows.ts";

export interface ItemMaker {
  /** Null: there is nothing to show of it. */
  readonly make: (row: ItemRow, view: View) => Item | null;
  /** Cards that wait for the user's word. */
  pending(view: View): readonly Item[];
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

  function proposalItem(id: string, view: View): Item | null {
    const row = view.tables.proposal[id];
    const tickets = ticketsOf(row, view);
    const drafts = tickets.filter(({ stage }) => stage === "draft");
    if (row === undefined || drafts.length === 0) return null;
    const shown = drafts.map(({ ticket, hash }) => ({ ticket, hash }));
    const all = (landWhenGreen: boolean) => async () =>
      saidOf(await command("approve-proposal", { proposal: id, shown, landWhenGreen }));
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
  function draftItem(row: TicketRow, view: View): Item | null {
    const of = Object.values(view.tables.proposal).find(({ tickets }) => tickets.includes(row.ticket));
    if (of === undefined) return ticketItem(row);
    const first = ticketsOf(of, view).find(({ stage }) => stage === "draft");
    return first?.ticket === row.ticket ? proposalItem(of.proposal, view) : null;
  }

  function reviewItem(run: string, view: View): Item | null {
    const row = view.tables.review[run];
    if (row === undefined || row.step !== "ready" || row.landHash === null) return null;
    const { ticket, landHash: hash } = row;
    const isUnverifiedAccepted = row.color === "unverified";
    const choose = async () => saidOf(await command("land", { ticket, hash, isUnverifiedAccepted }));
    const label = isUnverifiedAccepted ? "land it UNVERIFIED" : "land it";
    return {
      kind: "card",
      ...reviewCard(view.tables.board[ticket]?.title ?? "", row),
      choices: offers.make(row.color === "red" ? [] : [{ label, choose }]),
    };
  }

  /** What can be done about it now, as the tickets stand: told once for each approval. */
  function adviceOf({ ticket, level }: NoticeRow, view: View): string {
    const card = ticket === null ? undefined : view.tables.ticket[ticket];
    const board = ticket === null ? undefined : view.tables.board[ticket];
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
    make: (row, view) => {
      switch (row.kind) {
        case "user":
          return { kind: "user", text: row.text };
        case "answer":
          return { kind: "answer", n: row.turn, turn: row.of, text: row.text };
        case "report":
          return info(`Worker ${row.worker.slice(1)} reported; its commits are imported and checked`);
        case "ticket": {
          const ticket = view.tables.ticket[row.ticket];
          return ticket === undefined ? null : ticketItem(ticket);
        }
        case "proposal":
          return proposalItem(row.proposal, view);
        case "review":
          return reviewItem(row.run, view);
        case "notice":
          return {
            kind: "notice",
            level: row.level === "success" ? "info" : row.level,
            text: `${row.text}${adviceOf(row, view)}`,
          };
        default:
          return row satisfies never;
      }
    },
    pending: (view) =>
      boardOf(view).flatMap((row) => {
        const ticket = view.tables.ticket[row.ticket];
        const item =
          row.stage === "review" && row.run !== null
            ? reviewItem(row.run, view)
            : ticket === undefined
              ? null
              : draftItem(ticket, view);
        return item === null ? [] : [item];
      }),
  };
}

function ticketsOf(row: ProposalRow | undefined, view: View): readonly TicketRow[] {
  return (row?.tickets ?? []).flatMap((ticket) => view.tables.ticket[ticket] ?? []);
}

export function saidOf(reply: Done | Refused): Said {
  return reply.kind === "accepted"
    ? { kind: "accepted", text: reply.text }
    : { kind: "refused", text: reply.message };
}

function info(text: string): Item {
  return { kind: "notice", level: "info", text };
}
