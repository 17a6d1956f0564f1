// The feed as server-sent events, for curl and for whatever has no WebSocket: the same messages, and `Last-Event-ID` goes on.
import type { ServerResponse } from "node:http";
import { CLOSE_BYTES, type Topic } from "../../wire/feed.ts";
import type { Feed } from "./feed.ts";
import type { FeedSeats } from "./feed-seats.ts";

export interface EventsRequest {
  readonly feed: Feed;
  readonly topics: readonly Topic[];
  /** Null: nothing was seen yet. */
  readonly lastSeen: { readonly epoch: string; readonly seq: number } | null;
  /** Asked again before each message. */
  readonly isSignedIn: () => boolean;
}

/** `<epoch>:<seq>`; null for anything else, which gets a snapshot. */
export function parseEventId(id: string): EventsRequest["lastSeen"] {
  const [, epoch, seq] = /^([0-9a-f-]{1,64}):(\d{1,15})$/.exec(id) ?? [];
  return epoch === undefined || seq === undefined ? null : { epoch, seq: Number(seq) };
}

/**
 * Answers with events until the client goes, is signed out, or has more than CLOSE_BYTES waiting. False: all seats are taken, and nothing
 * was written.
 */
export function serveEvents(outgoing: ServerResponse, seats: FeedSeats, request: EventsRequest): boolean {
  const { feed, isSignedIn } = request;
  const giveSeatBack = seats.take(() => {
    if (!isSignedIn() || outgoing.writableLength > CLOSE_BYTES) outgoing.destroy();
    else outgoing.write(": still here\n\n");
  });
  if (giveSeatBack === null) return false;
  outgoing.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  outgoing.flushHeaders();
  const membership = feed.join({
    send: (json, id) => {
      if (!isSignedIn()) return void outgoing.destroy();
      outgoing.cork();
      outgoing.write(id === null ? "data: " : `id: ${id}\ndata: `);
      outgoing.write(json);
      outgoing.write("\n\n");
      return outgoing.uncork();
    },
    waitingBytes: () => outgoing.writableLength,
    // What waits is thrown away: a client that does not read would keep it for ever. It comes back by itself, with the id it has.
    end: () => outgoing.destroy(),
  });
  outgoing.on("error", () => {
    // It is closed next; who went in the middle of a message needs no answer.
  });
  outgoing.on("close", () => {
    membership.leave();
    giveSeatBack();
  });
  membership.hear({
    type: "hello",
    epoch: request.lastSeen?.epoch ?? null,
    seq: request.lastSeen?.seq ?? 0,
    topics: request.topics,
  });
  return true;
}
