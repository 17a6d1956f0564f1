// Timers whose time moves only by hand.
import type { Timers } from "../timers.ts";

export interface ManualTimers extends Timers {
  /** Lets `ms` pass, and everything happen that is due within, in order. */
  pass(ms: number): void;
  waitingCount(): number;
}

export function createManualTimers(startMs = 1_000_000): ManualTimers {
  let nowMs = startMs;
  let waiting: readonly { readonly dueMs: number; readonly act: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after: (delayMs, act) => {
      const own = { dueMs: nowMs + delayMs, act };
      waiting = [...waiting, own].toSorted((a, b) => a.dueMs - b.dueMs);
      return () => {
        waiting = waiting.filter((one) => one !== own);
      };
    },
    pass: (ms) => {
      const endMs = nowMs + ms;
      for (let next = waiting[0]; next !== undefined && next.dueMs <= endMs; next = waiting[0]) {
        waiting = waiting.slice(1);
        nowMs = Math.max(nowMs, next.dueMs);
        next.act();
      }
      nowMs = endMs;
    },
    waitingCount: () => waiting.length,
  };
}
