// Instants as people read them. One ticker serves every clock on the page and rests while the tab is hidden.
import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** Runs exactly while somebody looks: a listener is there and the tab is visible. */
function steer(): void {
  const isWanted = listeners.size > 0 && document.visibilityState === "visible";
  if (isWanted && timer === undefined) {
    timer = setInterval(tick, TICK_MS);
    tick();
  }
  if (!isWanted && timer !== undefined) {
    clearInterval(timer);
    timer = undefined;
  }
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener("visibilitychange", steer);
  listeners.add(listener);
  steer();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) document.removeEventListener("visibilitychange", steer);
    steer();
  };
}

/** Milliseconds since 1970, renewed once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, readNow);
}

function readNow(): number {
  // The first reader after a pause must not see the time of the last tick.
  if (timer === undefined) now = Math.max(now, Date.now() - (Date.now() % TICK_MS));
  return now;
}

export interface ElapsedProps {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** When it ended; without it the clock runs. */
  readonly until?: number | null;
}

/** How long something takes or took: "41 s", "3 min 05 s", "2 h 10 min". */
export function Elapsed({ since, until }: ElapsedProps) {
  return typeof until === "number" ? (
    <Instant at={since} text={formatDuration(until - since)} />
  ) : (
    <RunningElapsed since={since} />
  );
}

function RunningElapsed({ since }: { readonly since: number }) {
  return <Instant at={since} text={formatDuration(useNow() - since)} />;
}

/** How long ago something happened: "just now", "4 min ago", "Mar 3". */
export function Age({ at }: { readonly at: number }) {
  return <Instant at={at} text={formatAge(at, useNow())} />;
}

function Instant({ at, text }: { readonly at: number; readonly text: string }) {
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()} className="tnum whitespace-nowrap">
      {text}
    </time>
  );
}

/** Two units at most; below a minute whole seconds. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ${twoDigits((ms % MINUTE_MS) / SECOND_MS)} s`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ${twoDigits((ms % HOUR_MS) / MINUTE_MS)} min`;
  return `${Math.floor(ms / DAY_MS)} d ${Math.floor((ms % DAY_MS) / HOUR_MS)} h`;
}

export function formatAge(at: number, nowMs: number): string {
  const ago = nowMs - at;
  if (ago < 5 * SECOND_MS) return "just now";
  if (ago < MINUTE_MS) return `${Math.floor(ago / SECOND_MS)} s ago`;
  if (ago < HOUR_MS) return `${Math.floor(ago / MINUTE_MS)} min ago`;
  if (ago < DAY_MS) return `${Math.floor(ago / HOUR_MS)} h ago`;
  if (ago < 7 * DAY_MS) return `${Math.floor(ago / DAY_MS)} d ago`;
  return new Date(at).toLocaleDateString(undefined, { month: "short", day: "numeric", year: "numeric" });
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}

/** "03:10" by the reader's clock; with the day when that is not within a day. */
export function clockOf(at: number): string {
  const isNear = Math.abs(at - Date.now()) < 86_400_000;
  return new Date(at).toLocaleString(undefined, {
    ...(!isNear && { month: "short", day: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
}
