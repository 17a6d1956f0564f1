import { createHash } from "node:crypto";
import { callTools, parseCallId, say, type PlannedCall, type Reply } from "./reply.ts";

/**
 * A request, read as a row of things that happened. Nothing of it is kept between requests: what the script
 * knows, it knows from here.
 */
export interface Dialogue {
  readonly items: readonly Item[];
  /** Claude Code asks for a summary, to go on with it instead of the messages (compaction). */
  readonly isSummaryRequest: boolean;
}

export type Item =
  | { readonly kind: "words"; readonly text: string; readonly isFolded: boolean }
  /** Claude Code itself says "go on". */
  | { readonly kind: "nudge" }
  | { readonly kind: "call"; readonly call: Call }
  | { readonly kind: "answer"; readonly text: string };

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  readonly result: CallResult | undefined;
}

export interface CallResult {
  readonly text: string;
  readonly isError: boolean;
  /** The call was cut off (a crash, an interrupt): its outcome is unknown, so it is made again. */
  readonly isInterrupted: boolean;
}

/** Something said to the script, with the calls that were made for it. */
export interface Ask {
  readonly text: string;
  readonly hash: string;
  readonly position: number;
  readonly isFolded: boolean;
  readonly calls: readonly PlacedCall[];
}

export interface PlacedCall extends Call {
  readonly key: string;
  readonly position: number;
}

/**
 * `accept` says which words are something asked, and gives their lasting form (without a wrapper of the day),
 * because calls find what they were made for by its hash. A turn, a ticket or a review that comes again is the same
 * ask sent twice; plain words that come again are asked again.
 */
export function readAsks(items: readonly Item[], accept: (text: string) => string | undefined): Ask[] {
  const asks: OpenAsk[] = [];
  const lastByHash = new Map<string, OpenAsk>();
  for (const [position, item] of items.entries()) {
    if (item.kind === "words") {
      const text = accept(item.text);
      if (text === undefined) continue;
      const hash = hashOf(text);
      const earlier = IS_SENT_ONCE.test(text) ? lastByHash.get(hash) : undefined;
      if (earlier !== undefined) asks.splice(asks.indexOf(earlier), 1);
      const ask = { text, hash, position, isFolded: item.isFolded, calls: earlier?.calls ?? [] };
      asks.push(ask);
      lastByHash.set(hash, ask);
    } else if (item.kind === "call") {
      const made = parseCallId(item.call.id);
      const ask = made && lastByHash.get(made.askHash);
      if (made && ask) ask.calls.push({ ...item.call, key: made.key, position });
    }
  }
  return asks;
}

interface OpenAsk extends Ask {
  readonly calls: PlacedCall[];
}

const IS_SENT_ONCE = /<(?:turn|ticket|review)\s/;

/** The result of the last call with this key, unless it has none that counts. */
export function resultOf(ask: Pick<Ask, "calls">, key: string): CallResult | undefined {
  const result = ask.calls.findLast((call) => call.key === key)?.result;
  return result === undefined || result.isInterrupted ? undefined : result;
}

/**
 * Asks for tools, unless the same call was just cut off and nobody has said anything since: a script that calls again
 * would never end when its host has died or has stopped it.
 */
export function callUnlessStopped(
  dialogue: Dialogue,
  ask: Ask,
  calls: readonly PlannedCall[],
  pauseMs = 0,
): Reply {
  const heard = dialogue.items.findLastIndex((item) => item.kind === "words" || item.kind === "nudge");
  const isStopped = calls.some(({ key }) => {
    const last = ask.calls.findLast((call) => call.key === key);
    return last !== undefined && last.position > heard;
  });
  if (isStopped) return say("I was stopped in the middle of a step. I go on when I am told to.");
  return callTools(ask.hash, calls, pauseMs);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text.trim()).digest("hex").slice(0, 8);
}
