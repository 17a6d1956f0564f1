import { randomBytes } from "node:crypto";

export interface ToolUse {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What the script answers to one request: words, tool calls, or both. */
export interface Reply {
  readonly text: string;
  readonly toolUses: readonly ToolUse[];
  /** Added to the model's delay, so that a ticket can ask for a slow model. */
  readonly pauseMs: number;
}

/** A tool call before it has an id. `key` names it within what was asked: `[A-Za-z0-9-]+`. */
export interface PlannedCall {
  readonly key: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export function say(text: string): Reply {
  return { text, toolUses: [], pauseMs: 0 };
}

export function callTools(askHash: string, calls: readonly PlannedCall[], pauseMs = 0): Reply {
  const toolUses = calls.map(({ key, name, input }) => ({ id: makeCallId(askHash, key), name, input }));
  return { text: "", toolUses, pauseMs };
}

/**
 * A call's id says what it was made for (which message, which step). So the state of the script can be
 * read from the messages of a request alone: after a crash, a resume or a folded message too.
 */
function makeCallId(askHash: string, key: string): string {
  return `toolu_pb_${askHash}_${key}_${randomBytes(6).toString("hex")}`;
}

export function parseCallId(id: string): { askHash: string; key: string } | undefined {
  const found = /^toolu_pb_([0-9a-f]{8})_([A-Za-z0-9-]+)_[0-9a-f]{12}$/.exec(id);
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  return { askHash: found[1], key: found[2] };
}
