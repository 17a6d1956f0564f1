// What the guard looks at, taken from a request of node:http as it came over the wire.
import type { IncomingMessage } from "node:http";
import type { GuardRequest } from "./request.ts";

/**
 * Reads the raw headers: `headers` of node:http drops the second Host, Origin or Authorization without a word.
 * @param event the event of the server that brought the request
 */
export function guardRequestOf(incoming: IncomingMessage, event: "request" | "upgrade"): GuardRequest {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
    const name = (incoming.rawHeaders[at] ?? "").toLowerCase();
    const values = headers.get(name) ?? [];
    values.push(incoming.rawHeaders[at + 1] ?? "");
    headers.set(name, values);
  }
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers,
    isUpgrade: event === "upgrade",
  };
}
