// The server: one port on this machine, opened when everything behind it is there, and closed within two seconds.
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { DaemonAccess } from "../access.ts";
import { createGuard, type Guard, type GuardOptions } from "../guard/guard.ts";
import { checkBind } from "../guard/origins.ts";
import type { BrowserSessions } from "../guard/sessions.ts";
import type { SignInLinks } from "../guard/sign-in-links.ts";
import { createApp, PUBLIC_ROUTES } from "./app.ts";
import { rawAnswer, refused } from "./answers.ts";
import { createFeedSeats } from "./feed-seats.ts";
import { createFeedWebsockets } from "./feed-websocket.ts";
import { createFeeds } from "./feeds.ts";
import type { Page } from "./page.ts";
import { createListeners } from "./request-listener.ts";
import { systemTimers, type Timers } from "./timers.ts";

/** Ports tried after the wanted one. */
const PORTS_TRIED_MAX = 20;
const CONNECTIONS_MAX = 600;
const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
const KEEP_ALIVE_MS = 5_000;
const UNREADABLE = refused(
  "unreadable",
  "Could not read this as HTTP: nothing was done. Send a plain request.",
);
/** What is under way may end by itself for so long. */
const CLOSE_GRACE_MS = 1_000;

export interface ServerOptions {
  /** Default 127.0.0.1. Anything but loopback needs a public https origin. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  /** `next`: the next free one is taken. `fail`: it has to be this one. */
  readonly ifTaken: "next" | "fail";
  readonly publicOrigins: readonly string[];
  readonly daemon: DaemonAccess;
  readonly sessions: BrowserSessions;
  readonly links: SignInLinks;
  readonly bearerToken: string;
  readonly page: Page;
  /** We are wrong: told and recorded; the rest goes on. */
  readonly onDefect: (where: string, error: unknown) => void;
  readonly timers?: Timers;
  /** What a hostile test puts in the place of the guard, to see its assertions fail. */
  readonly makeGuard?: (options: GuardOptions) => Guard;
}

export interface HttpServer {
  readonly port: number;
  /** Ends every connection, within two seconds. */
  close(): Promise<void>;
}

/** The server cannot listen there. */
export class CannotListen extends Error {
  readonly code = "cannot-listen";
  readonly retry = "after-change";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CannotListen";
  }
}

/** @throws CannotListen · GuardMisconfigured */
export async function startHttpServer(options: ServerOptions): Promise<HttpServer> {
  const { host = "127.0.0.1", publicOrigins, daemon, onDefect, timers = systemTimers } = options;
  const bind = checkBind({ host, publicOrigins });
  if (bind.kind === "refused") throw new CannotListen(bind.message);
  const server = createServer({
    headersTimeout: HEADERS_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // The guard refuses it, with the headers of every answer.
    requireHostHeader: false,
  });
  server.maxConnections = CONNECTIONS_MAX;
  const sockets = trackSockets(server);
  const port = await listen(server, host, options);
  const makeGuard = options.makeGuard ?? createGuard;
  const guard = makeGuard({ ...options, port, publicRoutes: PUBLIC_ROUTES });
  const feeds = createFeeds({ daemon, timers, onDefect });
  const seats = createFeedSeats(timers);
  const app = createApp({ ...options, guard, feeds, seats });
  const listeners = createListeners({
    ...options,
    app,
    guard,
    feeds,
    websockets: createFeedWebsockets(seats),
  });
  server.on("request", listeners.request).on("upgrade", listeners.upgrade);
  // Otherwise Node answers these itself, before anybody is asked.
  server.on("checkContinue", listeners.request).on("checkExpectation", listeners.request);
  server.on("clientError", (_error, socket) => {
    // Node could not read it, so nobody was asked; a client that hung up gets nothing.
    if (socket.writable) socket.end(rawAnswer(400, UNREADABLE));
    else socket.destroy();
  });
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      feeds.close();
      server.closeIdleConnections();
      const callOff = systemTimers.after(CLOSE_GRACE_MS, () => {
        for (const socket of sockets) socket.destroy();
      });
      await closed;
      callOff();
    },
  };
}

/** Also those that became a WebSocket, which the server itself forgets. */
function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

async function listen(server: Server, host: string, { port, ifTaken }: ServerOptions): Promise<number> {
  const tried = ifTaken === "next" && port !== 0 ? PORTS_TRIED_MAX : 0;
  for (let wanted = port; ; wanted += 1) {
    const found = await listenOnce(server, host, wanted);
    if (typeof found === "number") return found;
    const isLast = wanted >= Math.min(65_535, port + tried);
    if (found.code !== "EADDRINUSE" || isLast)
      throw new CannotListen(
        `Cannot listen on ${host}, port ${port}${wanted > port ? ` to ${wanted}` : ""}: ${
          found.code === "EADDRINUSE" ? "another program has it" : (found.code ?? found.message)
        }. End that program, or name another port with --port.`,
        { cause: found },
      );
  }
}

function listenOnce(server: Server, host: string, port: number): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve(error);
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      resolve((server.address() as AddressInfo).port); // of a server that listens on a TCP port
    });
  });
}
