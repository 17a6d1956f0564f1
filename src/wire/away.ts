// What rows say of a time in which nobody watches, and of what came of it.
import { z } from "zod";

/** What came of the last one; told from the journal alone. */
export const AwayReportRow = z.object({
  since: z.number(),
  endedAt: z.number(),
  /** Its time was over, or the user said before that they are back. */
  why: z.enum(["time", "back"]),
  landed: z.array(z.object({ ticket: z.string(), title: z.string(), commit: z.string() })),
  /** In the order in which it is best done. `ticket` null: it is about the whole project. */
  waits: z.array(
    z.object({
      ticket: z.string().nullable(),
      title: z.string(),
      what: z.string(),
      /** About how long it takes the user. */
      minutes: z.number(),
    }),
  ),
  failed: z.array(z.object({ ticket: z.string(), title: z.string(), why: z.string() })),
  refused: z.array(
    z.object({
      at: z.number(),
      /** What was asked, in words. */
      what: z.string(),
      by: z.enum(["user", "orchestrator"]),
      about: z.string().nullable(),
    }),
  ),
  spentUsd: z.number(),
  costUsdMax: z.number(),
  kept: z.array(z.object({ ticket: z.string(), run: z.string(), ref: z.string() })),
  /** Entries that did not fit. */
  leftOutCount: z.number(),
  /** All of it, a line each. */
  lines: z.array(z.string()),
});

export const AwayRow = z.object({
  since: z.number(),
  until: z.number(),
  costUsdMax: z.number(),
  spentUsd: z.number(),
  isUnsafe: z.boolean(),
  /** Its time is over and the user has not said that they are back: its budget holds on. */
  isOver: z.boolean(),
});

export type AwayReportRow = z.infer<typeof AwayReportRow>;
export type AwayRow = z.infer<typeof AwayRow>;
