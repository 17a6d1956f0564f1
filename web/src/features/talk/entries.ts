// What the transcript draws, in order: the conversation's items, what is being written, and what still waits. Pure.
import type { ItemRow, OrchestratorRow } from "../../../../src/wire/rows.ts";
import type { StreamingAnswer } from "../../feed/fold.ts";
import { workerName } from "./words.ts";

type Item<Kind extends ItemRow["kind"]> = Extract<ItemRow, { kind: Kind }>;

export type EntryBody =
  | { readonly kind: "day"; readonly at: number }
  | {
      readonly kind: "user";
      readonly text: string;
      readonly at: number;
      /** `sending`: not on record yet. `queued`: on record, and a turn is running that is not about it. */
      readonly state: "said" | "sending" | "queued";
    }
  | {
      readonly kind: "answer";
      readonly text: string;
      /** Null while it is being written. */
      readonly at: number | null;
      /** "Worker 1" or "T-1": it answers a report, not the user. */
      readonly about: string | null;
    }
  | { readonly kind: "thinking"; readonly doing: string }
  | { readonly kind: "report"; readonly item: Item<"report"> }
  | {
      readonly kind: "notice";
      readonly item: Item<"notice">;
      /** The last warning of its ticket: what can be done about it stands here. */
      readonly isLastWarning: boolean;
      /** The last of its ticket: what has just begun can be taken back here, where the reader is. */
      readonly isLast: boolean;
    }
  /** Of several cards of one ticket or run only the last is drawn whole. */
  | { readonly kind: "ticket"; readonly item: Item<"ticket">; readonly isLast: boolean }
  | { readonly kind: "proposal"; readonly item: Item<"proposal"> }
  | { readonly kind: "review"; readonly item: Item<"review">; readonly isLast: boolean };

export type Entry = EntryBody & { readonly key: string };

export interface PendingMessage {
  readonly id: string;
  readonly text: string;
  readonly at: number;
}

export interface EntriesOf {
  readonly items: readonly ItemRow[];
  readonly orchestrator: Pick<OrchestratorRow, "turn" | "queued" | "doing"> | null;
  readonly streaming: readonly StreamingAnswer[];
  readonly turnOfMessage: Readonly<Record<string, number>>;
  /** Sent by this page and not on record yet. */
  readonly pending: readonly PendingMessage[];
}

export function entriesOf({ items, orchestrator, streaming, turnOfMessage, pending }: EntriesOf): Entry[] {
  const queued = new Set(orchestrator?.queued.map(({ id }) => id));
  const isWaiting = (item: ItemRow) => item.kind === "user" && queued.has(item.id);
  const said = inTurnOrder(
    items.filter((item) => !isWaiting(item)),
    turnOfMessage,
  );
  const lasts = lastsOf(said);
  const entries: Entry[] = [];
  const subjects: Subject[] = [];
  let day = "";
  for (const item of said) {
    const today = new Date(item.at).toDateString();
    // With its first item: a list asks for what is before its first entry once for each key.
    if (today !== day) entries.push({ key: `day ${today} ${item.n}`, kind: "day", at: item.at });
    day = today;
    const subject = subjectOf(item);
    if (subject !== null) subjects.push(subject);
    entries.push(entryOf(item, subjects, lasts));
  }
  return [
    ...entries,
    ...beingWritten({ orchestrator, streaming }, said, subjects),
    ...items
      .filter(isWaiting)
      .flatMap((item) => (item.kind === "user" ? [userEntry(`item ${item.n}`, item, "queued")] : [])),
    ...pending.map((message) => userEntry(`pending ${message.id}`, message, "sending")),
  ];
}

/** A message that waited for its turn stands before the answer to it, not before that of the turn which it waited for. */
function inTurnOrder(
  items: readonly ItemRow[],
  turnOfMessage: Readonly<Record<string, number>>,
): readonly ItemRow[] {
  const answers = items.filter((item) => item.kind === "answer");
  const placeOf = (item: ItemRow): number => {
    const turn = item.kind === "user" ? turnOfMessage[item.id] : undefined;
    if (turn === undefined) return item.n;
    const waitedFor = answers.findLast((answer) => answer.turn < turn && answer.n > item.n);
    return waitedFor === undefined ? item.n : waitedFor.n + 0.5;
  };
  const placed = items.map((item) => ({ item, place: placeOf(item) }));
  return placed.some(({ item, place }) => item.n !== place)
    ? placed.toSorted((one, other) => one.place - other.place).map(({ item }) => item)
    : items;
}

interface Lasts {
  readonly tickets: ReadonlyMap<string, number>;
  readonly reviews: ReadonlyMap<string, number>;
  readonly warnings: ReadonlyMap<string, number>;
  readonly notices: ReadonlyMap<string, number>;
}

function lastsOf(items: readonly ItemRow[]): Lasts {
  const tickets = new Map<string, number>();
  const reviews = new Map<string, number>();
  const warnings = new Map<string, number>();
  const notices = new Map<string, number>();
  for (const item of items) {
    if (item.kind === "ticket") tickets.set(item.ticket, item.n);
    if (item.kind === "review") reviews.set(item.run, item.n);
    if (item.kind !== "notice" || item.ticket === null) continue;
    notices.set(item.ticket, item.n);
    if (item.level === "warning") warnings.set(item.ticket, item.n);
  }
  return { tickets, reviews, warnings, notices };
}

/** Whom a report turn that follows may be about: shown as `label`, and called by `names` in the answer. */
interface Subject {
  readonly label: string;
  readonly names: readonly string[];
}

function subjectOf(item: ItemRow): Subject | null {
  switch (item.kind) {
    case "report":
    case "review":
      return { label: workerName(item.worker), names: [workerName(item.worker), item.ticket] };
    case "notice":
      return item.level === "info" || item.ticket === null
        ? null
        : { label: item.ticket, names: [item.ticket] };
    case "user":
    case "answer":
    case "ticket":
    case "proposal":
      return null;
    default:
      return item satisfies never;
  }
}

/** So many reports may come before one of them is answered. */
const SUBJECTS_MAX = 12;

/** The subject that an answer names first; when it names none, the last there was. */
function aboutOf(text: string, subjects: readonly Subject[]): string {
  const recent = subjects.slice(-SUBJECTS_MAX).toReversed();
  const named = recent.map(({ label, names }) => ({ label, at: placeIn(text, names) }));
  const first = named.reduce<(typeof named)[number] | undefined>(
    (best, one) => (one.at < (best?.at ?? Infinity) ? one : best),
    undefined,
  );
  return first?.label ?? recent[0]?.label ?? "a report";
}

/** Infinity: not at all. `T-1` is not in `T-12`. */
function placeIn(text: string, names: readonly string[]): number {
  const places = names
    .filter((name) => name !== "")
    .map((name) => {
      let at = text.indexOf(name);
      while (at >= 0 && /\d/.test(text.charAt(at + name.length))) at = text.indexOf(name, at + 1);
      return at;
    });
  return Math.min(Infinity, ...places.filter((at) => at >= 0));
}

function entryOf(item: ItemRow, subjects: readonly Subject[], lasts: Lasts): Entry {
  const key = `item ${item.n}`;
  switch (item.kind) {
    case "user":
      return userEntry(key, item, "said");
    case "answer":
      return {
        // The same key as while it was written: what was drawn stays, and nothing jumps.
        key: `answer ${item.turn}`,
        kind: "answer",
        text: item.text,
        at: item.at,
        about: item.of === "report" ? aboutOf(item.text, subjects) : null,
      };
    case "report":
      return { key, kind: "report", item };
    case "ticket":
      return { key, kind: "ticket", item, isLast: lasts.tickets.get(item.ticket) === item.n };
    case "proposal":
      return { key, kind: "proposal", item };
    case "review":
      return { key, kind: "review", item, isLast: lasts.reviews.get(item.run) === item.n };
    case "notice":
      return {
        key,
        kind: "notice",
        item,
        isLastWarning: item.ticket !== null && lasts.warnings.get(item.ticket) === item.n,
        isLast: item.ticket !== null && lasts.notices.get(item.ticket) === item.n,
      };
    default:
      return item satisfies never;
  }
}

function userEntry(
  key: string,
  { text, at }: { readonly text: string; readonly at: number },
  state: Extract<EntryBody, { kind: "user" }>["state"],
): Entry {
  return { key, kind: "user", text, at, state };
}

function beingWritten(
  { orchestrator, streaming }: Pick<EntriesOf, "orchestrator" | "streaming">,
  said: readonly ItemRow[],
  subjects: readonly Subject[],
): readonly Entry[] {
  const turn = orchestrator?.turn ?? null;
  const written = streaming.map(({ turn: n, text }): Entry => {
    const isReport = turn?.n === n && turn.kind === "report";
    return {
      key: `answer ${n}`,
      kind: "answer",
      text,
      at: null,
      about: isReport ? aboutOf(text, subjects) : null,
    };
  });
  const isAnswered =
    turn === null ||
    streaming.some(({ turn: n }) => n === turn.n) ||
    said.some((item) => item.kind === "answer" && item.turn === turn.n);
  if (isAnswered) return written;
  return [...written, { key: `answer ${turn.n}`, kind: "thinking", doing: orchestrator?.doing ?? "" }];
}
