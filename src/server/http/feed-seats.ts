// How many clients follow the feeds at once, and the beat in which each is asked whether it is still there.
import type { Timers } from "./timers.ts";

/** All projects together. Each costs a socket and, when it is slow, up to CLOSE_BYTES. */
export const SEATS_MAX = 200;
export const BEAT_MS = 15_000;

export interface FeedSeats {
  /** `beat` is called every BEAT_MS. Returns the way to give the seat back; null: all are taken. */
  take(beat: () => void): (() => void) | null;
  takenCount(): number;
}

export function createFeedSeats(timers: Timers): FeedSeats {
  const beats = new Set<() => void>();
  let callOff: (() => void) | null = null;

  function schedule(): void {
    callOff = timers.after(BEAT_MS, () => {
      for (const beat of beats) beat();
      callOff = null;
      if (beats.size > 0) schedule();
    });
  }

  return {
    take: (beat) => {
      if (beats.size >= SEATS_MAX) return null;
      // One seat, one beat, even of the same function.
      const own = () => beat();
      beats.add(own);
      if (callOff === null) schedule();
      return () => {
        beats.delete(own);
        if (beats.size > 0) return;
        callOff?.();
        callOff = null;
      };
    },
    takenCount: () => beats.size,
  };
}
