// A command with the same key is done once: whoever asks again, also while the first is under way, gets the first reply.
import { createHash } from "node:crypto";

/** Replies that are remembered; beyond, and after a restart, the journal knows the keys of what it has decided. */
const REPLIES_MAX = 1_000;

export interface Repeats<Reply> {
  /** `what`: everything that the key stands for. "other": the key was used for something else. A failure is not remembered. */
  once(key: string, what: string, act: () => Promise<Reply>): Promise<Reply> | "other";
}

export function createRepeats<Reply>(): Repeats<Reply> {
  const known = new Map<string, { readonly of: string; readonly reply: Promise<Reply> }>();
  return {
    once: (key, what, act) => {
      const of = createHash("sha256").update(what).digest("base64url");
      const first = known.get(key);
      if (first !== undefined) return first.of === of ? first.reply : "other";
      const reply = act();
      known.set(key, { of, reply });
      reply.catch(() => {
        // Its own caller is told; the next one may try again.
        known.delete(key);
      });
      if (known.size > REPLIES_MAX) known.delete(known.keys().next().value ?? key);
      return reply;
    },
  };
}
