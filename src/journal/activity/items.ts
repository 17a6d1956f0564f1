// What a run's record is made of. The kinds are those that every driver tells of, with what was said to the agent beside them.
import { canonicalJson } from "../../domain/canonical.ts";
import type { Instant } from "../../domain/ids.ts";
import { assertNever, cut } from "../../domain/shared.ts";

/** `agent` names a subagent; null is the run's own. All that an agent says is a claim. */
export type ActivityEvent =
  | {
      readonly kind: "message-in";
      readonly item: { readonly uuid: string; readonly from: string; readonly text: string };
    }
  | { readonly kind: "text"; readonly item: { readonly text: string; readonly agent: string | null } }
  | {
      readonly kind: "tool-started";
      readonly item: {
        readonly id: string;
        readonly name: string;
        readonly input: unknown;
        readonly agent: string | null;
      };
    }
  | {
      readonly kind: "tool-ended";
      readonly item: {
        readonly id: string;
        readonly name: string;
        readonly isError: boolean;
        readonly durationMs: number;
        readonly output: string;
        readonly agent: string | null;
      };
    }
  | {
      readonly kind: "retrying";
      readonly item: {
        readonly attempt: number;
        readonly delayMs: number;
        readonly status: number | null;
        readonly detail: string;
      };
    }
  | { readonly kind: "turn-ended"; readonly item: TurnEnded }
  | { readonly kind: "closed"; readonly item: { readonly detail: string } };

export interface TurnEnded {
  readonly uuids: readonly string[];
  /** The agent's last words: for a worker, its report. */
  readonly text: string;
  /** `done`, `interrupted` or `failed: …`, for people. */
  readonly outcome: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
}

export type ActivityKind = ActivityEvent["kind"];

/** `run` is the slot of an agent: a run (`R-12.1`), a review, a conversation (`C1`). */
export type ActivityEntry = ActivityEvent & { readonly run: string; readonly at: Instant };

/** Where the whole item is when it was too large for its row. */
export interface Spilled {
  readonly sha256: string;
  readonly bytes: number;
}

/** `n` counts up within a run, from 1; a number that is missing was lost with a full disk. */
export type ActivityRow = ActivityEntry & { readonly n: number; readonly spilled: Spilled | null };

/** Kinds that may be left out when more comes at once than can be written; the others say what happened. */
const DROPPABLE: Readonly<Record<ActivityKind, boolean>> = {
  "message-in": false,
  text: true,
  "tool-started": true,
  "tool-ended": false,
  retrying: true,
  "turn-ended": false,
  closed: false,
};

export function isDroppable(kind: ActivityKind): boolean {
  return DROPPABLE[kind];
}

/** Length of names and ids that an agent chose. */
const NAME_CHARS_MAX = 256;

/** The same event with every text in it cut to `charsMax`; an input that is longer as JSON becomes the beginning of its text. */
export function cutEvent(event: ActivityEvent, charsMax: number): ActivityEvent {
  switch (event.kind) {
    case "message-in":
      return { kind: event.kind, item: { ...event.item, text: cut(event.item.text, charsMax) } };
    case "text":
      return { kind: event.kind, item: { ...event.item, text: cut(event.item.text, charsMax) } };
    case "tool-started":
      return {
        kind: event.kind,
        item: { ...cutNames(event.item), input: cutInput(event.item.input, charsMax) },
      };
    case "tool-ended":
      return {
        kind: event.kind,
        item: { ...cutNames(event.item), output: cut(event.item.output, charsMax) },
      };
    case "retrying":
      return { kind: event.kind, item: { ...event.item, detail: cut(event.item.detail, charsMax) } };
    case "turn-ended": {
      const { text, outcome } = event.item;
      return {
        kind: event.kind,
        item: { ...event.item, text: cut(text, charsMax), outcome: cut(outcome, charsMax) },
      };
    }
    case "closed":
      return { kind: event.kind, item: { detail: cut(event.item.detail, charsMax) } };
    default:
      return assertNever(event);
  }
}

/** An input of at most `charsMax` characters as JSON stays what it is. */
export function cutInput(input: unknown, charsMax: number): unknown {
  try {
    const text = canonicalJson(input ?? null);
    return text.length <= charsMax ? (input ?? null) : cut(text, charsMax);
  } catch (error) {
    // Whatever runs beside the agent can forge a call, for example one that is nested too deeply to be written.
    return `(cannot be written: ${String(error)})`;
  }
}

function cutNames<Item extends { readonly id: string; readonly name: string }>(item: Item): Item {
  return { ...item, id: cut(item.id, NAME_CHARS_MAX), name: cut(item.name, NAME_CHARS_MAX) };
}
