// A ticket's spec from what a person or the orchestrator gave, and the digest that an approval covers.
import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../domain/canonical.ts";
import { contentHash, ticketId, type BranchName, type ContentHash } from "../domain/ids.ts";
import { DECIDED_MAX, type Budget, type TicketSpec } from "../domain/ticket/state.ts";

const DEFAULT_BUDGET: Budget = { turnsMax: 200, costUsdMax: 5 };
/** A quote of the user that goes with a ticket is cut to this. */
export const DECIDED_CHARS_MAX = 1_000;

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
  dependsOn: fields.dependsOn.default([]),
  landWhenGreen: fields.landWhenGreen.default(false),
});

/** A change of a draft: what is left out stays. No defaults here, or a patch would reset what it does not name. */
export const SpecPatch = z.object(fields).partial();

export function makeSpec(
  input: z.output<typeof SpecInput>,
  defaults: { readonly target: BranchName; readonly checks: readonly string[] },
  decided: readonly string[],
): TicketSpec {
  const { checks, ...rest } = input;
  return {
    ...rest,
    checks: checks ?? defaults.checks,
    budget: DEFAULT_BUDGET,
    target: defaults.target,
    decided: decided.slice(-DECIDED_MAX),
  };
}

/** The former spec with what the patch names; a field that is left out stays. */
export function patchSpec(spec: TicketSpec, patch: Partial<Record<string, unknown>>): TicketSpec {
  const named = Object.fromEntries(
    Object.entries(patch).filter(([name, value]) => name in spec && value !== undefined),
  );
  return { ...spec, ...named };
}

export function hashOf(spec: TicketSpec): ContentHash {
  return contentHash(createHash("sha256").update(canonicalJson(spec)).digest("hex"));
}
