// The live feed of one project: a view that follows the daemon, across lost connections and daemons that start again.
import { WebSocket, type RawData } from "ws";
import {
  applyFrame,
  EMPTY_VIEW,
  RESYNC_CODE,
  type ClientSaid,
  type ServerSaid,
  type Topic,
  type View,
} from "../../wire/feed.ts";
import { pathTo } from "../../wire/routes.ts";
import { DaemonFailed, messageOf } from "../failures.ts";
import type { DaemonPlace } from "./place.ts";
import { parseServerSaid } from "./server-said.ts";

export interface FeedOptions {
  /** Where the daemon is now; null: none runs. Asked before each connection. */
  find(): Promise<DaemonPlace | null>;
  readonly project: string;
  readonly topics: readonly Topic[];
  /** After each snapshot and frame that changed the view. */
  onView?(view: View): void;
  onDelta?(said: Extract<ServerSaid, { type: "delta" }>): void;
  onActivity?(said: Extract<ServerSaid, { type: "activity" }>): void;
  /** The connection was lost, after it had been there; or is there again, and what was missed comes. */
  onConnection?(state: "lost" | "back"): void;
}

export interface Feed {
  view(): View;
  isConnected(): boolean;
  setTopics(topics: readonly Topic[]): void;
  close(): void;
}

/** More than any snapshot: beyond, the connection ends. */
const MESSAGE_BYTES_MAX = 64_000_000;
const CONNECT_MS_MAX = 10_000;
/** From the connection to the first snapshot. */
const FIRST_MS_MAX = 30_000;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 3_000;

/** Resolves with the first snapshot. @throws DaemonFailed when it does not come */
export async function connectFeed(options: FeedOptions): Promise<Feed> {
  let view = EMPTY_VIEW;
  let topics = options.topics;
  let socket: WebSocket | null = null;
  let isClosed = false;
  let hasView = false;
  let isLost = false;
  let retryMs = RETRY_MS_MIN;
  let retry: NodeJS.Timeout | undefined;
  const first = Promise.withResolvers<void>();

  const say = (said: ClientSaid) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said));
  };
  const hello = (from: View) => say({ type: "hello", epoch: from.epoch, seq: from.seq, topics });

  function hear(said: ServerSaid): void {
    if (said.type === "delta") return options.onDelta?.(said);
    if (said.type === "activity") return options.onActivity?.(said);
    const next = applyFrame(view, said);
    if (next === null) return hello(view);
    const isChanged = next !== view;
    view = next;
    hasView ||= view.epoch !== null;
    if (hasView) first.resolve();
    if (isChanged) options.onView?.(view);
  }

  function greet(): void {
    retryMs = RETRY_MS_MIN;
    hello(view);
    if (!isLost) return;
    isLost = false;
    options.onConnection?.("back");
  }

  /** A connection that fails before the first snapshot is the end; later ones are tried again for as long as nobody closes this. */
  function failed(error: DaemonFailed): void {
    if (!hasView) first.reject(error);
    if (isClosed || !hasView) return;
    if (!isLost) {
      isLost = true;
      options.onConnection?.("lost");
    }
    retry = setTimeout(() => void connect(), retryMs * (0.5 + Math.random() / 2));
    retryMs = Math.min(RETRY_MS_MAX, retryMs * 2);
  }

  async function connect(): Promise<void> {
    let place: DaemonPlace | null;
    try {
      place = await options.find();
    } catch (error) {
      return failed(feedFailed("the daemon", messageOf(error), error));
    }
    if (isClosed) return;
    if (place === null) return failed(feedFailed("the daemon", "none runs"));
    open(place);
  }

  function open({ url, token }: DaemonPlace): void {
    const path = pathTo("feed", { project: options.project });
    const opened = new WebSocket(`${url.replace(/^http/, "ws")}${path}`, {
      headers: { authorization: `Bearer ${token}` },
      followRedirects: false,
      handshakeTimeout: CONNECT_MS_MAX,
      maxPayload: MESSAGE_BYTES_MAX,
      perMessageDeflate: false,
    });
    socket = opened;
    let reason = "it closed the connection";
    // Later it may have nothing to say: nothing has changed.
    const mute = setTimeout(() => {
      if (!hasView) opened.terminate();
    }, FIRST_MS_MAX);
    opened.on("open", greet);
    opened.on("message", (bytes, isBinary) => {
      const said = isBinary ? null : parseServerSaid(textOf(bytes));
      if (said !== null && !isClosed) hear(said);
    });
    opened.on("error", (error) => {
      reason = messageOf(error);
    });
    opened.on("close", (code) => {
      clearTimeout(mute);
      socket = null;
      // What was missed is more than the daemon keeps: it has to send everything.
      if (code === RESYNC_CODE) view = { ...view, epoch: null };
      failed(feedFailed(`${url}${path}`, reason));
    });
  }

  await Promise.all([first.promise, connect()]);
  return {
    view: () => view,
    isConnected: () => !isLost,
    setTopics: (next) => {
      topics = next;
      say({ type: "topics", topics });
    },
    close: () => {
      isClosed = true;
      clearTimeout(retry);
      socket?.close();
    },
  };
}

/** The whole of a project as it is now. @throws DaemonFailed */
export async function readView(find: () => Promise<DaemonPlace | null>, project: string): Promise<View> {
  const feed = await connectFeed({ find, project, topics: [] });
  feed.close();
  return feed.view();
}

function textOf(bytes: RawData): string {
  if (Array.isArray(bytes)) return Buffer.concat(bytes).toString("utf8");
  return bytes instanceof ArrayBuffer ? Buffer.from(bytes).toString("utf8") : bytes.toString("utf8");
}

function feedFailed(at: string, found: string, cause?: unknown): DaemonFailed {
  return new DaemonFailed(
    "no-feed",
    `Could not follow JARVIS at ${at}: ${found}. Look whether it still runs: jarvis ls`,
    { cause },
  );
}
