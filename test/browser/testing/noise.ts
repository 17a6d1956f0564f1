// What a page complains of, and what it asks of anybody but its daemon. A page in order is quiet.
import { deepEqual } from "node:assert/strict";
import type { BrowserContext, ConsoleMessage, Page } from "playwright-core";

export interface Heard {
  /** Errors and warnings, with the address that they are about. */
  readonly console: readonly string[];
  readonly pageErrors: readonly string[];
  readonly policyViolations: readonly string[];
  /** Addresses of another origin that were asked for, by request or WebSocket. */
  readonly foreign: readonly string[];
}

export interface Noise {
  heard(): Heard;
  /** While this runs the daemon is away: what a browser says of requests that nobody answers is no complaint. */
  whileAway<Result>(act: () => Promise<Result>): Promise<Result>;
}

const QUIET: Heard = { console: [], pageErrors: [], policyViolations: [], foreign: [] };
const VIOLATION = "policy violation: ";
/** Nobody else may say what the policy stopped. */
const TELL_VIOLATIONS = `addEventListener("securitypolicyviolation", (event) => {
  console.error("${VIOLATION}" + [event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber].join(" "));
});`;
const AWAY = /net::ERR_(?:CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|FAILED)/;

/** To be called before the first page of the context is opened. */
export async function listenTo(context: BrowserContext, origin: string): Promise<Noise> {
  const heard = {
    console: [] as string[],
    pageErrors: [] as string[],
    policyViolations: [] as string[],
    foreign: [] as string[],
  };
  let isAway = false;
  const noteConsole = (message: ConsoleMessage) => {
    const text = message.text();
    if (text.startsWith(VIOLATION)) heard.policyViolations.push(text.slice(VIOLATION.length));
    else if (message.type() === "error" || message.type() === "warning") {
      const { url } = message.location();
      if (isAway && AWAY.test(text)) return;
      heard.console.push(`${message.type()}: ${text} (${url})`);
    }
  };
  const noteAddress = (address: string) => {
    if (!isOwn(address, origin)) heard.foreign.push(address);
  };
  context.on("console", noteConsole);
  context.on("weberror", (error) => heard.pageErrors.push(String(error.error())));
  context.on("request", (request) => noteAddress(request.url()));
  context.on("page", (page: Page) => page.on("websocket", (socket) => noteAddress(socket.url())));
  await context.addInitScript(TELL_VIOLATIONS);
  return {
    heard: () => structuredClone(heard),
    whileAway: async (act) => {
      isAway = true;
      try {
        return await act();
      } finally {
        isAway = false;
      }
    },
  };
}

/** Fails with all that the page complained of. */
export function expectQuiet(noise: Noise): void {
  deepEqual(noise.heard(), QUIET);
}

function isOwn(address: string, origin: string): boolean {
  const { protocol, host } = new URL(address);
  if (protocol === "data:" || protocol === "about:") return true;
  return (protocol === "http:" || protocol === "ws:") && host === new URL(origin).host;
}
