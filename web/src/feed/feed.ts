// One project as the page holds it: what is known of it, its live connection, and what can be done in it.
import type { CommandInput, CommandName } from "../../../src/wire/commands.ts";
import type { Topic } from "../../../src/wire/feed.ts";
import { pathTo } from "../../../src/wire/routes.ts";
import type { StoreApi } from "zustand/vanilla";
import { missText, withActivity, withOlderItems, withWatched } from "./fold.ts";
import { type PageRequest, readConversation, readTimeline } from "./reads.ts";
import { type CommandReply, runCommand } from "./request.ts";
import { isSignedOut } from "./session.ts";
import { type FeedSocket, openSocket } from "./socket.ts";
import { createFeedStore, type FeedState, type FeedStore } from "./store.ts";

export interface Feed {
  readonly project: string;
  readonly store: StoreApi<FeedState>;
  readonly onLatest: FeedStore["onLatest"];
  /** Begins; returns how to end. */
  readonly connect: () => () => void;
  /** Asks for a topic until the returned function is called; of several who ask for the same, the last to leave ends it. */
  readonly watch: (topic: Topic) => () => void;
  /** The page of the conversation before the first item. */
  readonly readOlder: () => Promise<void>;
  /** A page of an agent's record: before a line, after one, or the newest. Its lines are kept while somebody watches the run. */
  readonly readLines: (run: string, page: PageRequest) => Promise<LinesRead>;
  readonly run: <Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
    commandId?: string,
  ) => Promise<CommandReply>;
  /** Resolves when the screens show this position of the journal, or after SHOWN_WAIT_MS: by then something else is wrong, and is told. */
  readonly whenShown: (journal: number) => Promise<void>;
}

export type LinesRead =
  /** `before`: to ask for older ones with; null: there are none. */
  | { readonly kind: "read"; readonly before: number | null }
  | { readonly kind: "failed"; readonly message: string };

const OLDER_ITEMS = 100;
const SHOWN_WAIT_MS = 3_000;

export function createFeed(project: string, store: FeedStore = createFeedStore()): Feed {
  const watched = new Map<Topic, number>();
  let socket: FeedSocket | undefined;

  function tellTopics(): void {
    socket?.setTopics([...watched.keys()]);
  }

  function connect(): () => void {
    socket = openSocket({
      address: addressOf(project),
      position: () => store.latest().view,
      onSaid: store.take,
      onConnection: (connection) => store.shown.setState({ connection }),
      onLost: () => store.change(missText),
      onWake,
      isSignedOut,
    });
    tellTopics();
    return () => {
      socket?.close();
      socket = undefined;
      store.close();
    };
  }

  function watch(topic: Topic): () => void {
    const count = watched.get(topic) ?? 0;
    watched.set(topic, count + 1);
    if (count === 0) {
      const run = runOf(topic);
      if (run !== null) store.change((known) => withWatched(known, run, true));
      tellTopics();
    }
    return () => {
      const left = (watched.get(topic) ?? 1) - 1;
      if (left > 0) return void watched.set(topic, left);
      watched.delete(topic);
      const run = runOf(topic);
      if (run !== null) store.change((known) => withWatched(known, run, false));
      tellTopics();
    };
  }

  async function readOlder(): Promise<void> {
    const { older } = store.shown.getState();
    const before = store.latest().items[0]?.n;
    if (older.isReading || before === undefined || before === older.start) return;
    store.shown.setState({ older: { ...older, isReading: true, trouble: null } });
    const reply = await readConversation(project, { before, limit: OLDER_ITEMS });
    if (reply.kind === "failed") {
      store.shown.setState({ older: { ...older, isReading: false, trouble: reply.message } });
      return;
    }
    const { items, before: next } = reply.value;
    store.change((known) => (known.items[0]?.n === before ? withOlderItems(known, items) : known));
    const start = next === null ? (items[0]?.n ?? before) : older.start;
    store.shown.setState({ older: { isReading: false, start, trouble: null } });
  }

  async function readLines(run: string, page: PageRequest): Promise<LinesRead> {
    const reply = await readTimeline(project, run, page);
    if (reply.kind === "failed") return { kind: "failed", message: reply.message };
    store.change((known) => withActivity(known, run, reply.value.rows));
    return { kind: "read", before: reply.value.before };
  }

  return {
    project,
    store: store.shown,
    onLatest: store.onLatest,
    connect,
    watch,
    readOlder,
    readLines,
    run: (name, input, commandId) => runCommand(project, name, input, commandId),
    whenShown: (journal) => whenShown(store.shown, journal),
  };
}

function whenShown(shown: StoreApi<FeedState>, journal: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const isThere = () => shown.getState().known.view.journal >= journal;
  if (isThere()) return Promise.resolve();
  const timer = setTimeout(resolve, SHOWN_WAIT_MS);
  const stop = shown.subscribe(() => {
    if (isThere()) resolve();
  });
  return promise.finally(() => {
    clearTimeout(timer);
    stop();
  });
}

function runOf(topic: Topic): string | null {
  return topic.startsWith("run:") ? topic.slice("run:".length) : null;
}

function addressOf(project: string): string {
  const address = new URL(pathTo("feed", { project }), location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

function onWake(run: () => void): () => void {
  const look = () => {
    if (document.visibilityState === "visible") run();
  };
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  return () => {
    removeEventListener("online", look);
    document.removeEventListener("visibilitychange", look);
  };
}
