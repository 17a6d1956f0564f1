// What waits because a model refuses the account that pays: one item, however many workers it concerns.
import { z } from "zod";

const Instant = z.number();

export const ParkedRow = z.object({
  /** For people: `your API key …4f2a`, `your plan`. */
  account: z.string(),
  cause: z.enum(["rate-limit", "window", "overloaded", "auth"]),
  /** `2 workers wait: rate limit of your plan`; the reader adds when it is tried again. */
  text: z.string(),
  /** What the service said. */
  detail: z.string(),
  since: Instant,
  /** The next try; null: when the user connects a model. */
  until: Instant.nullable(),
  /** Refusals in a row. */
  attempt: z.number(),
  /** What the user must do; null: nothing. */
  waitsFor: z.string().nullable(),
  /** `W1`, of runs and reviews that wait. */
  workers: z.array(z.string()),
  /** The conversation has something to answer, and waits too. */
  isConversationWaiting: z.boolean(),
});

export type ParkedRow = z.infer<typeof ParkedRow>;
