// What the page shows of one project. Everything that the server says is folded at once; the screens see it at most once a frame.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ServerSaid, View } from "../../../src/wire/feed.ts";
import { fold, type Known, NOTHING_KNOWN } from "./fold.ts";
import type { Connection } from "./socket.ts";

export interface FeedState {
  /** Changes at most once a frame, and not while the tab is hidden. */
  readonly known: Known;
  /** The board, at most ten times a second: many workers change many rows. */
  readonly fleet: View["tables"]["board"];
  readonly connection: Connection;
  readonly older: OlderPages;
}

export interface OlderPages {
  readonly isReading: boolean;
  /** The item that nothing is before; null: not found yet. */
  readonly start: number | null;
  readonly trouble: string | null;
}

export interface FeedStore {
  readonly shown: StoreApi<FeedState>;
  /** The newest, shown or not. */
  readonly latest: () => Known;
  /** False: frames are missing before this. */
  readonly take: (said: ServerSaid) => boolean;
  /** Calls after each change, shown or not, so also in a hidden tab. */
  readonly onLatest: (listener: (known: Known) => void) => () => void;
  /** Any other change of what is known. */
  readonly change: (next: (known: Known) => Known) => void;
  readonly close: () => void;
}

export const FLEET_MS = 50;

export interface Clock {
  readonly now: () => number;
  /** Calls once, when there is something to draw for; returns how to call it off. */
  readonly onFrame: (run: () => void) => () => void;
}

const BROWSER: Clock = {
  now: () => Date.now(),
  // A hidden tab has no frames, so nothing is drawn for nobody; the first frame afterwards shows the newest.
  onFrame: (run) => {
    const id = requestAnimationFrame(run);
    return () => cancelAnimationFrame(id);
  },
};

export function createFeedStore(clock: Clock = BROWSER): FeedStore {
  let latest = NOTHING_KNOWN;
  const listeners = new Set<(known: Known) => void>();
  let callOff: (() => void) | undefined;
  let fleetTimer: ReturnType<typeof setTimeout> | undefined;
  let fleetAt = -Infinity;
  const shown = createStore<FeedState>(() => ({
    known: latest,
    fleet: latest.view.tables.board,
    connection: { kind: "connecting", since: clock.now() },
    older: { isReading: false, start: null, trouble: null },
  }));

  function show(): void {
    callOff = undefined;
    shown.setState({ known: latest });
    showFleet();
  }

  function showFleet(): void {
    const fleet = latest.view.tables.board;
    if (fleet === shown.getState().fleet || fleetTimer !== undefined) return;
    const waitMs = fleetAt + FLEET_MS - clock.now();
    if (waitMs > 0) {
      fleetTimer = setTimeout(() => {
        fleetTimer = undefined;
        showFleet();
      }, waitMs);
      return;
    }
    fleetAt = clock.now();
    shown.setState({ fleet });
  }

  function change(next: Known): void {
    if (next === latest) return;
    latest = next;
    callOff ??= clock.onFrame(show);
    for (const listener of listeners) listener(latest);
  }

  return {
    shown,
    latest: () => latest,
    onLatest: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    take: (said) => {
      const next = fold(latest, said, clock.now());
      if (next === null) return false;
      change(next);
      return true;
    },
    change: (next) => change(next(latest)),
    close: () => {
      callOff?.();
      callOff = undefined;
      clearTimeout(fleetTimer);
      fleetTimer = undefined;
    },
  };
}
