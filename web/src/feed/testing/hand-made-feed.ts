// A feed without a server: its rows are given by hand, and what it is told is folded and shown like the real one's.
import type { ServerSaid } from "../../../../src/wire/feed.ts";
import type { RowUpsert } from "../../../../src/wire/rows.ts";
import { createFeed, type Feed } from "../feed.ts";
import type { Connection } from "../socket.ts";
import { createFeedStore } from "../store.ts";

export interface HandMadeFeed extends Feed {
  readonly say: (said: ServerSaid) => void;
  /** The next frame. */
  readonly upsert: (...rows: readonly RowUpsert[]) => void;
  readonly delta: (turn: number, text: string) => void;
  readonly setConnection: (kind: Connection["kind"], since?: number) => void;
}

export interface HandMadeOptions {
  readonly project?: string;
  readonly rows?: readonly RowUpsert[];
  readonly journal?: number;
  /** False: nothing has come from the server yet. */
  readonly isLive?: boolean;
}

const EPOCH = "hand-made";

export function handMadeFeed(options: HandMadeOptions = {}): HandMadeFeed {
  const { project = "p1", rows = [], journal = 1_000, isLive = true } = options;
  const store = createFeedStore({
    now: () => Date.now(),
    // Soon, and before anything that a test awaits; a hidden test page would have no frames.
    onFrame: (run) => {
      queueMicrotask(run);
      return () => undefined;
    },
  });
  const feed = createFeed(project, store);
  const say = (said: ServerSaid) => void store.take(said);
  let seq = 1;
  if (isLive) {
    say({ type: "snapshot", epoch: EPOCH, seq, journal, now: Date.now(), rows });
    store.shown.setState({ connection: { kind: "live", since: Date.now() } });
  }
  return {
    ...feed,
    connect: () => () => undefined,
    say,
    upsert: (...next) => {
      seq++;
      say({ type: "frame", epoch: EPOCH, seq, journal: journal + seq, rows: next });
    },
    delta: (turn, text) => say({ type: "delta", conversation: "C1", turn, text }),
    setConnection: (kind, since = Date.now()) => store.shown.setState({ connection: { kind, since } }),
  };
}
