// What the parts of the conversation share: the ways out of it, which cards can be acted on by key, and which were put off.
import { createContext, useContext, useEffect, useState } from "react";
import type { ReviewRow, TicketRow } from "../../../../src/wire/rows.ts";

export interface TalkLinks {
  readonly onOpenWorker: (run: string) => void;
  readonly onOpenReview: (ticket: string) => void;
  readonly onOpenSettings: () => void;
}

/** What a key may do to a card; what cannot be done now is left out. */
export interface CardActs {
  readonly approve?: () => void;
  readonly edit?: () => void;
  readonly putOff?: () => void;
  readonly land?: () => void;
  readonly undo?: () => void;
}

/** A window over the conversation. It belongs to no card: a card goes when it is scrolled away, or when a newer one takes its place. */
export type Overlay =
  | { readonly kind: "edit"; readonly row: TicketRow }
  | { readonly kind: "discard"; readonly row: TicketRow }
  | { readonly kind: "first-message"; readonly ticket: string }
  | { readonly kind: "diff"; readonly review: ReviewRow }
  | { readonly kind: "land-unverified"; readonly review: ReviewRow };

export interface Talk extends TalkLinks {
  readonly open: (overlay: Overlay) => void;
  /** Texts that are being written in cards, by what they are for: they outlive their card. */
  readonly texts: Map<string, string>;
  /** Cards that are drawn, by `data-card`. */
  readonly cards: Map<string, CardActs>;
  /** The draft, or the proposal, that a key acts on when no card has the focus. */
  readonly newestDraft: string | null;
  /** A draft that the user put off stays a draft; a newer card of it stands whole again. */
  readonly isPutOff: (ticket: string, n: number) => boolean;
  readonly putOff: (ticket: string, n: number | null) => void;
}

const Context = createContext<Talk | null>(null);

export const TalkContext = Context;

class NoTalk extends Error {
  constructor() {
    super("A part of the conversation was drawn outside of TalkScreen. Put TalkContext above it.");
    this.name = "NoTalk";
  }
}

/** @throws NoTalk outside of TalkScreen */
export function useTalk(): Talk {
  const talk = useContext(Context);
  if (talk === null) throw new NoTalk();
  return talk;
}

/** Offers what can be done to a card to the keys, while it is drawn. */
export function useCardActs(card: string, acts: CardActs): void {
  const { cards } = useTalk();
  useEffect(() => {
    cards.set(card, acts);
    return () => {
      if (cards.get(card) === acts) cards.delete(card);
    };
  });
}

/** A text that is being written in a card; null: none is. */
export function useCardText(name: string): [string | null, (text: string | null) => void] {
  const { texts } = useTalk();
  const [text, setText] = useState(() => texts.get(name) ?? null);
  return [
    text,
    (next) => {
      if (next === null) texts.delete(name);
      else texts.set(name, next);
      setText(next);
    },
  ];
}
