// What a request and an upgrade meet first: the guard, on the bytes as they came, before anything is parsed or routed.
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { DaemonAccess } from "../access.ts";
import type { Caller, Guard, GuardDecision } from "../guard/guard.ts";
import { answerHeaders } from "../guard/headers.ts";
import { guardRequestOf } from "../guard/node-request.ts";
import { refusalAnswer, refusalText } from "../guard/refusal-answer.ts";
import { headerOf, type GuardRequest } from "../guard/request.ts";
import { pathOf } from "../guard/request-target.ts";
import type { BrowserSessions } from "../guard/sessions.ts";
import { rawAnswer, refusalOf, RequestRefused } from "./answers.ts";
import { isStillSignedIn, type AppEnv } from "./caller.ts";
import type { FeedWebsockets } from "./feed-websocket.ts";
import type { Feeds } from "./feeds.ts";
import { signInPage } from "./plain-pages.ts";
import { mustFindProject } from "./projects.ts";

const BODY_BYTES_MAX = 1_048_576;
const FEED_PATH = /^\/api\/p\/([^/]+)\/feed$/;

export interface ListenerOptions {
  readonly app: Hono<AppEnv>;
  readonly guard: Pick<Guard, "decide">;
  readonly daemon: Pick<DaemonAccess, "projects">;
  readonly sessions: Pick<BrowserSessions, "isLive" | "noteUse">;
  readonly feeds: Feeds;
  readonly websockets: FeedWebsockets;
  readonly onDefect: (where: string, error: unknown) => void;
}

export interface Listeners {
  readonly request: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export function createListeners(options: ListenerOptions): Listeners {
  const { app, guard, sessions, onDefect } = options;
  const route = createRoute(app);

  /** A guard that fails lets nobody in. */
  function decide(request: GuardRequest): GuardDecision | null {
    try {
      const decision = guard.decide(request);
      if (decision.kind === "allowed" && decision.as.kind === "cookie") sessions.noteUse(decision.as.session);
      return decision;
    } catch (error) {
      onDefect("the guard", error);
      return null;
    }
  }

  return {
    request: (incoming, outgoing) => {
      for (const [name, value] of Object.entries(answerHeaders("never"))) outgoing.setHeader(name, value);
      const request = guardRequestOf(incoming, "request");
      const decision = decide(request);
      if (decision === null) return refuseRequest(outgoing, refusalOf(null));
      if (decision.kind === "refused") {
        if (isBrowserWithoutSession(request, decision)) return showSignInPage(outgoing);
        const { status, headers, body } = refusalAnswer(decision);
        outgoing.writeHead(status, headers).end(body);
        return;
      }
      const problem = problemOfBody(request);
      if (problem !== null) return refuseRequest(outgoing, refusalOf(problem));
      // Only now: who is refused need not send the rest.
      if (headerOf(request, "expect")?.toLowerCase() === "100-continue") outgoing.writeContinue();
      route(incoming, outgoing, decision.as, request);
    },
    upgrade: (incoming, socket, head) => {
      // Nobody else listens to this socket before it is a WebSocket; a client that hangs up is none of our errors.
      socket.on("error", () => socket.destroy());
      const request = guardRequestOf(incoming, "upgrade");
      const decision = decide(request);
      if (decision?.kind === "refused") {
        socket.end(refusalText(decision));
        return;
      }
      try {
        if (decision === null) throw new RequestRefused(500, "defect", refusalOf(null).body.message);
        acceptUpgrade(options, { incoming, socket, head }, decision.as);
      } catch (error) {
        const { status, body } = refusalOf(error);
        if (!(error instanceof RequestRefused)) onDefect("an upgrade", error);
        socket.end(rawAnswer(status, body));
      }
    },
  };
}

type Route = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  caller: Caller,
  guardRequest: GuardRequest,
) => void;

function createRoute(app: Hono<AppEnv>): Route {
  const asked = new WeakMap<object, { readonly caller: Caller; readonly guardRequest: GuardRequest }>();
  const listener = getRequestListener(
    (request, env) => app.fetch(request, { ...env, ...asked.get(env.incoming) }),
    {
      overrideGlobalObjects: false,
    },
  );
  return (incoming, outgoing, caller, guardRequest) => {
    asked.set(incoming, { caller, guardRequest });
    void listener(incoming, outgoing);
  };
}

/** Lengths are known before anything is read; JSON that is made on the way has no place here. */
function problemOfBody(request: GuardRequest): RequestRefused | null {
  if (request.headers.has("transfer-encoding"))
    return new RequestRefused(
      411,
      "length-required",
      "Did not read the body: send it whole, with its Content-Length.",
    );
  const lengthBytes = Number(headerOf(request, "content-length") ?? 0);
  return lengthBytes <= BODY_BYTES_MAX
    ? null
    : new RequestRefused(
        413,
        "too-large",
        `Did not read a body of ${lengthBytes} bytes: at most ${BODY_BYTES_MAX} are taken.`,
      );
}

/** Closes the connection: what else the client sends on it is not read. */
function refuseRequest(outgoing: ServerResponse, { status, body }: ReturnType<typeof refusalOf>): void {
  outgoing
    .writeHead(status, { "content-type": "application/json; charset=utf-8", connection: "close" })
    .end(JSON.stringify(body));
}

function isBrowserWithoutSession(
  request: GuardRequest,
  { code }: Extract<GuardDecision, { readonly kind: "refused" }>,
): boolean {
  return (
    code === "not-signed-in" &&
    request.method === "GET" &&
    (headerOf(request, "accept") ?? "").includes("text/html")
  );
}

function showSignInPage(outgoing: ServerResponse): void {
  outgoing.writeHead(401, { "content-type": "text/html; charset=utf-8" }).end(signInPage());
}

function acceptUpgrade(
  { daemon, feeds, websockets, sessions }: ListenerOptions,
  upgrade: { readonly incoming: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
  caller: Caller,
): void {
  const id = FEED_PATH.exec(pathOf(upgrade.incoming.url ?? ""))?.[1];
  if (id === undefined)
    throw new RequestRefused(
      404,
      "unknown-path",
      "There is no WebSocket at this address. The feed of a project is one.",
    );
  // An id needs no encoding, so none is undone.
  const project = mustFindProject(daemon, id);
  websockets.accept(upgrade, {
    feed: feeds.of(project),
    isSignedIn: () => isStillSignedIn(caller, (session) => sessions.isLive(session)),
  });
}
