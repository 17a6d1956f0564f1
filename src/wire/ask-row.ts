// What a worker asks, as a client shows it: part of its row of the board.
import { z } from "zod";

/** Milliseconds since 1970. */
const Instant = z.number();

/** What a worker asks the user, and can still be answered. Texts are plain, and what is allowed is whole. */
export const AskRow = z.object({
  /** The n-th of its run. */
  n: z.number(),
  kind: z.enum(["permission", "question"]),
  /** Empty for a question. */
  tool: z.string(),
  /** The exact command, address or path; of a question its words. */
  subject: z.string(),
  /** What the call brings besides; empty: nothing. */
  detail: z.string(),
  options: z.array(z.object({ label: z.string(), description: z.string() })),
  isMultiple: z.boolean(),
  askedAt: Instant,
  /** When it counts as denied. */
  dueAt: Instant,
  /** Nobody answered in time: its worker went on without it, and may still be answered. */
  isExpired: z.boolean(),
});

export type AskRow = z.infer<typeof AskRow>;
