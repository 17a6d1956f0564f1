import type { Ask, Item, PlacedCall } from "./dialogue.ts";
import { readIntents } from "./grammar.ts";
import { refusalOf } from "./refusal.ts";
import { parseTurn, readRows, type BoardRow, type Turn } from "./turn.ts";
import { fitOf } from "./words.ts";

/** What the conversation knows when a turn begins, all of it from the earlier messages of the same request. */
export interface View {
  readonly rows: ReadonlyMap<string, BoardRow>;
  readonly drafts: readonly Draft[];
  /** The ticket whose review was reported last. */
  readonly lastReviewed: string | undefined;
  /** The ticket that was started or approved to land last: what "undo" means. */
  readonly lastApproved: string | undefined;
  /** The proposal that was made last, while nobody has started all of it. */
  readonly lastProposal: string | undefined;
  /** The other half of "dark mode and user profiles". */
  readonly waitingWishes: readonly string[];
  readonly lastAnswer: string;
}

export interface Draft {
  readonly ticket: string;
  readonly title: string;
  readonly isStarted: boolean;
}

interface Memory {
  rows: Map<string, BoardRow>;
  drafts: Draft[];
  lastReviewed: string | undefined;
  lastApproved: string | undefined;
  lastProposal: string | undefined;
  waitingWishes: string[];
}

export function readView(
  earlier: readonly Ask[],
  turn: Turn,
  items: readonly Item[],
  position: number,
): View {
  const memory: Memory = {
    rows: new Map(),
    drafts: [],
    lastReviewed: undefined,
    lastApproved: undefined,
    lastProposal: undefined,
    waitingWishes: [],
  };
  for (const ask of earlier) {
    const past = parseTurn(ask.text);
    mergeBoard(memory, past);
    for (const message of past.messages) noteWishes(memory, message.text);
    for (const report of past.reports) if (report.kind === "reviewed") memory.lastReviewed = report.ticket;
    for (const call of ask.calls) noteCall(memory, call);
  }
  mergeBoard(memory, turn);
  const lastAnswer = items.findLast((item, index) => index < position && item.kind === "answer");
  return { ...memory, lastAnswer: lastAnswer?.kind === "answer" ? lastAnswer.text : "" };
}

function mergeBoard(memory: Memory, turn: Turn): void {
  if (turn.isBoardWhole) memory.rows.clear();
  for (const row of turn.rows) memory.rows.set(row.ticket, row);
}

function noteWishes(memory: Memory, text: string): void {
  for (const intent of readIntents(text)) {
    if (intent.kind !== "wish") continue;
    memory.waitingWishes = memory.waitingWishes.filter((waiting) => fitOf(waiting, intent.parts[0]) === 0);
    memory.waitingWishes.push(...intent.parts.slice(1));
  }
}

function noteCall(memory: Memory, call: PlacedCall): void {
  if (call.result === undefined || refusalOf(call.result) !== undefined) return;
  const input = typeof call.input === "object" && call.input !== null ? call.input : {};
  const ticket = "ticket" in input && typeof input.ticket === "string" ? input.ticket : undefined;
  switch (call.name) {
    case "mcp__jarvis__ticket_draft":
      noteDraft(memory, call.result.text, "title" in input ? String(input.title) : "");
      return;
    case "mcp__jarvis__tickets_propose":
      noteProposal(memory, call.result.text);
      return;
    case "mcp__jarvis__tickets_start":
      memory.lastApproved = memory.lastProposal;
      memory.lastProposal = undefined;
      return;
    case "mcp__jarvis__ticket_start":
      memory.lastApproved = ticket;
      memory.drafts = memory.drafts.map((draft) =>
        draft.ticket === ticket ? { ...draft, isStarted: true } : draft,
      );
      return;
    case "mcp__jarvis__landing_approve":
      memory.lastApproved = ticket;
      return;
    case "mcp__jarvis__board":
      for (const row of readRows(call.result.text)) memory.rows.set(row.ticket, row);
      return;
    default:
  }
}

/** `P-1 drafted: T-1 One; T-2 Two after T-1. …` */
function noteProposal(memory: Memory, result: string): void {
  memory.lastProposal = /\bP-\d+\b/.exec(result)?.[0];
  const [list = ""] = result.replace(/^[^:]*:\s*/, "").split(". The card");
  const drafts = list.split("; ").flatMap((text) => {
    const [, ticket, title = ""] = /^(T-\d+)\s+(.*?)(?: after T-.*)?$/.exec(text) ?? [];
    return ticket === undefined ? [] : [{ ticket, title, isStarted: false }];
  });
  memory.drafts = [...memory.drafts, ...drafts];
}

function noteDraft(memory: Memory, result: string, title: string): void {
  const ticket = /\bT-\d+\b/.exec(result)?.[0];
  if (ticket === undefined) return;
  memory.drafts = [
    ...memory.drafts.filter((draft) => draft.ticket !== ticket),
    { ticket, title, isStarted: false },
  ];
  memory.waitingWishes = memory.waitingWishes.filter((waiting) => fitOf(waiting, title) === 0);
}
