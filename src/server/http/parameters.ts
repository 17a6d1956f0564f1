// What stands in addresses: projects, runs, pages.
import { z } from "zod";
import { PAGE_MAX } from "../../wire/reads.ts";

const project = z.string().min(1).max(64).describe("A project's id, from `/api/projects`.");
const run = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/, "a run like R-1.1")
  .describe("`R-1.1`, the reviewer of it `R-1.1-review`, or the conversation `C1`.");
const number = z.coerce.number().int().min(0);

export const InProject = z.object({ project });
export const OfTicket = z.object({
  project,
  ticket: z.string().min(1).max(40).describe("`T-3`, or the worker `W1` or run `R-3.1` on it."),
});
export const OfRun = z.object({ project, run });
export const OfLine = z.object({ project, run, n: number.describe("The number of the line.") });

const limit = number.min(1).max(PAGE_MAX).default(100).describe(`At most ${PAGE_MAX}.`);
export const ConversationQuery = z.object({
  before: number.optional().describe("Items before this `n`; left out: the newest."),
  limit,
});
export const TimelineQuery = z.object({
  before: number.optional().describe("Lines before this `n`; left out, with `after` too: the last ones."),
  after: number.optional().describe("Lines after this `n`; wins over `before`."),
  limit,
});
export const EventsQuery = z.object({
  topics: z
    .string()
    .max(1_500)
    .default("")
    .describe("What to get besides rows, separated by commas: `deltas`, `run:R-1.1`."),
});
