// What may be asked of a ticket, as a form, a file and an agent's tool call say it.
import { z } from "zod";
import { ticketId } from "../domain/ids.ts";

const TicketRef = z
  .string()
  .regex(/^T-[1-9]\d*$/, "a ticket like T-3")
  .transform(ticketId);

const fields = {
  title: z.string().min(1).max(120).describe("One line of plain text"),
  description: z
    .string()
    .max(65_536)
    .describe("Markdown: what is wanted and why; fenced blocks are kept as they are"),
  criteria: z.array(z.string().min(1)).max(50).describe("Acceptance criteria, each one checkable"),
  scope: z.array(z.string().min(1)).max(50).describe("Paths or globs to stay within; empty: anywhere"),
  checks: z
    .array(z.string().min(1))
    .max(50)
    .describe("Command lines that must pass; left out: the project's own"),
  workerType: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, "a worker type like ticket-worker"),
  model: z.string().max(100).nullable(),
  fallbackModel: z
    .string()
    .max(100)
    .nullable()
    .describe(
      "Only when the user asked for it: a run goes on with this model when its own is refused (limit, window, overload)",
    ),
  budget: z
    .object({
      turnsMax: z.number().int().min(1).max(10_000).describe("Model turns of one run"),
      costUsdMax: z.number().min(0.01).max(10_000).describe("US dollars of one run"),
      tokensMax: z
        .number()
        .int()
        .min(1_000)
        .max(10_000_000_000)
        .optional()
        .describe("Tokens of one run, in and out; left out: no bound"),
      runningMsMax: z
        .number()
        .int()
        .min(10_000)
        .max(2_592_000_000)
        .optional()
        .describe(
          "Milliseconds that the agent of one run may be at work while the machine is awake; left out: two hours",
        ),
      ticketCostUsdMax: z
        .number()
        .min(0.01)
        .max(100_000)
        .optional()
        .describe("US dollars of all runs of the ticket; left out: no bound but the project's"),
    })
    .describe("What one run may use before it is stopped with its work kept"),
  dependsOn: z.array(TicketRef).max(50),
  landWhenGreen: z
    .boolean()
    .describe(
      "Only when the user asked for it: lands without another question once checks are green and the review accepts",
    ),
};

/** What may be asked of a ticket; what is left out takes its default. */
export const SpecInput = z.object({
  ...fields,
  criteria: fields.criteria.default([]),
  scope: fields.scope.default([]),
  checks: fields.checks.optional(),
  workerType: fields.workerType.default("ticket-worker"),
  model: fields.model.default(null),
  fallbackModel: fields.fallbackModel.optional(),
  budget: fields.budget.optional(),
  dependsOn: fields.dependsOn.default([]),
  landWhenGreen: fields.landWhenGreen.default(false),
});

/** A change of a draft: what is left out stays. No defaults here, or a patch would reset what it does not name. */
export const SpecPatch = z.object(fields).partial();

/** A ticket of a proposal: a spec, and which tickets of the same proposal it waits for. */
const PlannedInput = SpecInput.extend({
  after: z
    .array(z.number().int().min(1).max(8))
    .max(7)
    .default([])
    .describe("Which tickets of this list must have landed first, by their place: 1 is the first"),
});

/** A large wish, split: in the order in which the tickets are to be done. */
export const ProposalInput = z.object({
  title: z.string().min(1).max(120).describe("The whole wish in one line"),
  tickets: z
    .array(PlannedInput)
    .min(2)
    .max(8)
    .describe("In the order in which they are to be done. Two whose scopes meet must wait for each other"),
});
