// A client of a real server's feed, as a test waits for what it sees.
import { once } from "node:events";
import { WebSocket, type ClientOptions } from "ws";
import { applyFrame, EMPTY_VIEW, type ServerSaid, type Topic, type View } from "../../../wire/feed.ts";

export interface FeedFollower {
  readonly websocket: WebSocket;
  readonly said: readonly ServerSaid[];
  view(): View;
  /** Resolves when it is true of what was said so far; rejects when the connection ends before. */
  until(isTrue: (said: readonly ServerSaid[]) => boolean): Promise<void>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Opens the WebSocket and says hello, unless `hello` is null. */
export async function followFeed(
  url: string,
  options: ClientOptions,
  hello: readonly Topic[] | null = [],
): Promise<FeedFollower> {
  const websocket = new WebSocket(url, options);
  const said: ServerSaid[] = [];
  let view = EMPTY_VIEW;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    websocket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  websocket.on("message", (data) => {
    // Text that came as one buffer: what `ws` gives unless it is told otherwise.
    const one: ServerSaid = JSON.parse((data as Buffer).toString());
    said.push(one);
    view = applyFrame(view, one) ?? view;
  });
  await once(websocket, "open");
  if (hello !== null) websocket.send(JSON.stringify({ type: "hello", epoch: null, seq: 0, topics: hello }));
  return {
    websocket,
    said,
    closed,
    view: () => view,
    until: (isTrue) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (isTrue(said)) resolve();
        };
        websocket.on("message", look);
        websocket.on("close", () => reject(new RangeError(`closed after ${JSON.stringify(said)}`)));
        look();
      }),
  };
}
