import { resultOf, type Ask, type CallResult } from "./dialogue.ts";
import type { PlannedCall } from "./reply.ts";
import type { View } from "./view.ts";

const TOOL_PREFIX = "mcp__jarvis__";

/** What answers one intent: either tools are called first, or there is something to say. */
export type Outcome =
  | { readonly kind: "calls"; readonly calls: readonly PlannedCall[] }
  | { readonly kind: "text"; readonly text: string };

/** One intent's own calls, by its own keys. */
export interface Exchange {
  readonly view: View;
  readonly result: (key: string) => CallResult | undefined;
}

export function openExchange(ask: Ask, index: number, view: View): Exchange {
  return { view, result: (key) => resultOf(ask, `${index}-${key}`) };
}

export function answer(text: string): Outcome {
  return { kind: "text", text };
}

/** A key may hold a name from the board; what an id cannot hold becomes "-". */
export function tool(key: string, name: string, input: Readonly<Record<string, unknown>>): PlannedCall {
  return { key: key.replaceAll(/[^A-Za-z0-9-]/g, "-"), name: `${TOOL_PREFIX}${name}`, input };
}

/** Calls that have no result yet are made, all at once; with all results there, `then` goes on. */
export function callAll(
  exchange: Exchange,
  calls: readonly PlannedCall[],
  then: (results: readonly CallResult[]) => Outcome,
): Outcome {
  const missing = calls.filter((call) => exchange.result(call.key) === undefined);
  if (missing.length > 0) return { kind: "calls", calls: missing };
  return then(calls.flatMap((call) => exchange.result(call.key) ?? []));
}

export function callOne(
  exchange: Exchange,
  call: PlannedCall,
  then: (result: CallResult) => Outcome,
): Outcome {
  return callAll(exchange, [call], ([result]) => (result === undefined ? answer("") : then(result)));
}
