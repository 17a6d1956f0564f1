// Tokens that sign one browser in, once: printed as a link in the terminal, kept in memory only.
import { timingSafeEqual } from "node:crypto";
import { hashOf, makeSecret } from "./secrets.ts";

const VALID_MS = 10 * 60_000;
const LIVE_MAX = 20;

export interface SignInLinks {
  /** A token for ten minutes. The oldest goes when there are more than 20. */
  make(): string;
  /** True once for each token that is made, and never after its ten minutes. A wrong token spends nothing. */
  take(token: string): boolean;
}

/** @param nowMs milliseconds of a clock that may be moved by hand */
export function createSignInLinks(nowMs: () => number): SignInLinks {
  let live: readonly { readonly hash: Buffer; readonly madeAtMs: number }[] = [];
  const dropOld = (): void => {
    const now = nowMs();
    live = live.filter(({ madeAtMs }) => now - madeAtMs < VALID_MS).slice(-LIVE_MAX);
  };
  return {
    make: () => {
      const token = makeSecret();
      live = [...live, { hash: hashOf(token), madeAtMs: nowMs() }];
      dropOld();
      return token;
    },
    take: (token) => {
      dropOld();
      const hash = hashOf(token);
      // Looks at every one, so that the time does not tell which was close.
      const left = live.filter((link) => !timingSafeEqual(link.hash, hash));
      const isTaken = left.length < live.length;
      live = left;
      return isTaken;
    },
  };
}
