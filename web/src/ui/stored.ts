// Choices of the reader that outlive the page, in the browser's storage; where that is switched off, for this visit.
import { useSyncExternalStore } from "react";

const PREFIX = "jarvis.";

const memory = new Map<string, string>();
const listeners = new Set<() => void>();

/** The raw text under a key; null: never set. */
export function readStored(key: string): string | null {
  const kept = memory.get(key);
  if (kept !== undefined) return kept;
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    // Storage is switched off: what was never set in this visit is not set.
    return null;
  }
}

export function writeStored(key: string, value: string): void {
  memory.set(key, value);
  keep(PREFIX + key, value);
  for (const listener of listeners) listener();
}

/** False where storage is switched off or full: the choice then holds for this visit, which is all that can be done. */
function keep(name: string, value: string): boolean {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    // `memory` has the choice already.
    return false;
  }
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener("storage", takeOver);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener("storage", takeOver);
  };
}

/** Another tab chose: its choice counts here, too. */
function takeOver(event: StorageEvent): void {
  if (event.key === null) memory.clear();
  else if (event.key.startsWith(PREFIX)) memory.delete(event.key.slice(PREFIX.length));
  for (const listener of listeners) listener();
}

function useStoredText(key: string): string | null {
  return useSyncExternalStore(subscribe, () => readStored(key));
}

export function useStoredFlag(key: string, initial: boolean): [boolean, (next: boolean) => void] {
  const text = useStoredText(key);
  return [text === null ? initial : text === "true", (next) => writeStored(key, String(next))];
}

export function useStoredNumber(key: string, initial: number): [number, (next: number) => void] {
  const value = Number(useStoredText(key) ?? Number.NaN);
  return [Number.isFinite(value) ? value : initial, (next) => writeStored(key, String(next))];
}

/** One of `choices`; anything else that is found there counts as never set. */
export function useStoredChoice<T extends string>(
  key: string,
  choices: readonly T[],
  initial: T,
): [T, (next: T) => void] {
  const text = useStoredText(key);
  return [choices.find((choice) => choice === text) ?? initial, (next) => writeStored(key, next)];
}
