// Numbers that the user can take instead of a command, each for what its card showed.
import type { Choice, Said } from "./client.ts";

export interface Offers {
  make(offers: readonly Offer[]): readonly Choice[];
  /** Takes one. */
  choose(n: number): Promise<Said>;
}

export interface Offer {
  readonly label: string;
  readonly choose: () => Promise<Said>;
}

/** Numbers of the last cards that can still be chosen. */
const CHOICES_MAX = 200;

export function createOffers(): Offers {
  const choices = new Map<number, Offer["choose"]>();
  let next = 1;
  return {
    make: (offers) =>
      offers.map(({ label, choose }) => {
        const n = next;
        next += 1;
        choices.set(n, choose);
        choices.delete(n - CHOICES_MAX);
        return { n, label };
      }),
    choose: (n) =>
      choices.get(n)?.() ??
      Promise.resolve({ kind: "refused", text: `There is no choice ${n}; the last card has the numbers.` }),
  };
}
