// A refusal as an HTTP answer: for a router, and as the text that a socket gets in place of an upgrade.
import { STATUS_CODES } from "node:http";
import { answerHeaders } from "./headers.ts";
import { METHODS } from "./refuse-form.ts";
import type { GuardRefusal } from "./request.ts";

export interface RefusalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON `{kind: "refused", code, message}`, as every refusal of a command is. */
  readonly body: string;
}

/** Closes the connection: what else the client sends on it is not read. */
export function refusalAnswer({ status, code, message }: GuardRefusal): RefusalAnswer {
  const body = JSON.stringify({ kind: "refused", code, message });
  return {
    status,
    headers: {
      ...answerHeaders("never"),
      "content-type": "application/json; charset=utf-8",
      "content-length": String(Buffer.byteLength(body)),
      connection: "close",
      ...(status === 401 && { "www-authenticate": 'Bearer realm="jarvis"' }),
      ...(status === 405 && { allow: METHODS.join(", ") }),
    },
    body,
  };
}

/** The whole answer as it goes over the wire, for the socket of an `upgrade` event: `socket.end(refusalText(refusal))`. */
export function refusalText(refusal: GuardRefusal): string {
  const { status, headers, body } = refusalAnswer(refusal);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${body}`;
}
