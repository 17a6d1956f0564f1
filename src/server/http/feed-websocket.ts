// The feed over WebSocket: one connection, kept alive by pings, closed with a reason when its client says what it should not.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { Feed, FeedClient, FeedMembership } from "./feed.ts";
import type { FeedSeats } from "./feed-seats.ts";
import { parseClientSaid } from "./client-said.ts";

/** A client says hello and names topics; that is little. */
const MESSAGE_BYTES_MAX = 65_536;
/** Pings that may go unanswered. */
const MISSED_PONGS_MAX = 2;
/** A client that does not read does not answer a close either: then the socket is cut. */
const CLOSE_MS_MAX = 2_000;
const POLICY_CODE = 1008;
const TRY_LATER_CODE = 1013;

export interface FeedWebsockets {
  /** Of an upgrade that the guard has allowed. `isSignedIn` is asked again before each message. */
  accept(
    upgrade: { readonly incoming: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
    to: { readonly feed: Feed; readonly isSignedIn: () => boolean },
  ): void;
}

export function createFeedWebsockets(seats: FeedSeats): FeedWebsockets {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MESSAGE_BYTES_MAX,
    // Named apart since @types/ws 8.18 does not know it yet; without it a stalled client keeps its bytes for 30 s.
    closeTimeout: CLOSE_MS_MAX,
  };
  const server = new WebSocketServer(options);
  return {
    accept: ({ incoming, socket, head }, to) =>
      server.handleUpgrade(incoming, socket, head, (websocket) => serve(websocket, seats, to)),
  };
}

function serve(
  websocket: WebSocket,
  seats: FeedSeats,
  { feed, isSignedIn }: { readonly feed: Feed; readonly isSignedIn: () => boolean },
): void {
  let membership: FeedMembership | null = null;
  let missedPongs = 0;
  let hasSaidHello = false;
  /** From now on it is told nothing and not heard; its seat is free when the connection is gone. */
  const end = (code: number, reason: string) => {
    membership?.leave();
    websocket.close(code, reason);
  };
  websocket.on("error", () => {
    // It closes itself next, with a code that says why where there is somebody to tell.
  });

  const giveSeatBack = seats.take(() => {
    if (!isSignedIn()) return end(POLICY_CODE, "signed out");
    if (!hasSaidHello) return end(POLICY_CODE, "no hello came");
    if (missedPongs >= MISSED_PONGS_MAX) return websocket.terminate();
    missedPongs += 1;
    return websocket.ping();
  });
  if (giveSeatBack === null) return end(TRY_LATER_CODE, "too many clients follow: close a tab");

  const client: FeedClient = {
    send: (json) => {
      if (isSignedIn()) websocket.send(json, { binary: false });
      else end(POLICY_CODE, "signed out");
    },
    waitingBytes: () => websocket.bufferedAmount,
    end: (code, reason) => websocket.close(code, reason),
  };
  const member = feed.join(client);
  membership = member;
  websocket.on("close", () => {
    member.leave();
    giveSeatBack();
  });
  websocket.on("pong", () => {
    missedPongs = 0;
  });
  websocket.on("message", (data: RawData, isBinary: boolean) => {
    const parsed = isBinary ? { problem: "say it as text" } : parseClientSaid(textOf(data));
    if ("problem" in parsed) return end(POLICY_CODE, parsed.problem);
    if (!hasSaidHello && parsed.said.type !== "hello") return end(POLICY_CODE, "say hello first");
    hasSaidHello = true;
    return member.hear(parsed.said);
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}
