// Drafts that the user put off: remembered in this browser, by the card that was put off, so that a newer card of a ticket stands whole.
import { useState } from "react";
import { readStored, writeStored } from "../../ui/stored.ts";

export interface PutOff {
  readonly isPutOff: (ticket: string, n: number) => boolean;
  /** Null: the draft stands whole again. */
  readonly putOff: (ticket: string, n: number | null) => void;
}

export function usePutOff(project: string): PutOff {
  const key = `later.${project}`;
  const [cards, setCards] = useState(() => parsed(readStored(key)));
  return {
    isPutOff: (ticket, n) => (cards.get(ticket) ?? 0) >= n,
    putOff: (ticket, n) => {
      const next = new Map(cards);
      if (n === null) next.delete(ticket);
      else next.set(ticket, n);
      setCards(next);
      writeStored(key, JSON.stringify([...next]));
    },
  };
}

function parsed(text: string | null): ReadonlyMap<string, number> {
  try {
    const pairs: unknown = JSON.parse(text ?? "[]");
    return new Map(Array.isArray(pairs) ? pairs.filter(isPair) : []);
  } catch {
    // Whatever wrote it was not this page; nothing is put off then, and the next choice writes it anew.
    return new Map();
  }
}

function isPair(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number";
}
