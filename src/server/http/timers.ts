// Time as the ways in need it: what the feed waits for between two frames, and how often a client is asked whether it is still there.

export interface Timers {
  /** Epoch milliseconds. May jump, as the clock of a laptop does: nothing here waits longer because of it. */
  nowMs(): number;
  /** Does `act` once, after `delayMs` and never in the same turn of the event loop. Returns the way to call it off. */
  after(delayMs: number, act: () => void): () => void;
}

/** Its timers keep no process alive. */
export const systemTimers: Timers = {
  nowMs: () => Date.now(),
  after: (delayMs, act) => {
    const timer = setTimeout(act, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
