// What is said when the answer is no, in one form for every way in, and how an HTTP status follows from it.
import { STATUS_CODES } from "node:http";
import type { Refused } from "../../wire/commands.ts";
import { answerHeaders } from "../guard/headers.ts";

/** A no that a route says itself, or that an adapter gave. */
export class RequestRefused extends Error {
  readonly code: string;
  readonly status: RefusalStatus;
  constructor(status: RefusalStatus, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RequestRefused";
    this.status = status;
    this.code = code;
  }
}

export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 411 | 413 | 422 | 426 | 500 | 503;

export function refused(code: string, message: string): Refused {
  return { kind: "refused", code, message };
}

/** Of what a command says no to. */
export function statusOfCode(code: string): RefusalStatus {
  switch (code) {
    case "unknown-subject":
      return 404;
    case "invalid":
    case "key-reused":
      return 422;
    default:
      return 409;
  }
}

/** What an adapter throws when the world did not obey: it knows what was found and what to do, and the user is told. */
function isExpectedFailure(
  error: unknown,
): error is Error & { readonly code: string; readonly retry: string } {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    "retry" in error &&
    (error.retry === "soon" || error.retry === "after-change" || error.retry === "never")
  );
}

/** The no that an error is. What nobody expected says nothing of the inside. */
export function refusalOf(error: unknown): { readonly status: RefusalStatus; readonly body: Refused } {
  if (error instanceof RequestRefused)
    return { status: error.status, body: refused(error.code, error.message) };
  if (isExpectedFailure(error))
    return { status: error.retry === "soon" ? 503 : 409, body: refused(error.code, error.message) };
  return {
    status: 500,
    body: refused(
      "defect",
      "JARVIS made a mistake while it answered this; it is recorded in the terminal of the daemon. Nothing else is affected. Try again.",
    ),
  };
}

/** A whole answer as it goes over the wire, for the socket of an upgrade that leads nowhere. */
export function rawAnswer(status: RefusalStatus, body: Refused): string {
  const json = JSON.stringify(body);
  const headers = {
    ...answerHeaders("never"),
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(json)),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${json}`;
}
