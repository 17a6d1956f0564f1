// A command that the user runs in worktrees of runs: what is asked, and what is answered line by line while it runs.
import { z } from "zod";

export const RUN_SECONDS_DEFAULT = 600;

export const RunCommand = z.object({
  worker: z
    .string()
    .min(1)
    .max(40)
    .describe("W1, R-3.1, or the ticket T-3 it works on; all: every run with a worktree"),
  argv: z
    .array(z.string().max(16_384))
    .min(1)
    .max(1_000)
    .describe("Program and arguments; no shell reads them"),
  timeLimitSeconds: z.number().int().min(1).max(3_600).default(RUN_SECONDS_DEFAULT),
});

/** One line of the answer: JSON, then a line break. Each run has one `started`, and one `ended` last. */
export const RunLine = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("started"), run: z.string(), worker: z.string(), ticket: z.string() }),
  z.object({ kind: z.literal("output"), run: z.string(), stream: z.enum(["out", "err"]), text: z.string() }),
  z.object({
    kind: z.literal("ended"),
    run: z.string(),
    outcome: z.enum(["exited", "timed-out", "stopped", "not-started", "refused"]),
    /** Null when it was ended by a signal or by us, or not begun. */
    exitCode: z.number().nullable(),
    signal: z.string().nullable(),
    durationMs: z.number(),
    /** Output beyond the bound was let go. */
    isCut: z.boolean(),
    /** Why it was not begun; else empty. */
    detail: z.string(),
  }),
]);

export type RunCommand = z.infer<typeof RunCommand>;
export type RunCommandInput = z.input<typeof RunCommand>;
export type RunLine = z.infer<typeof RunLine>;
