// A ticket's spec from what a person or the orchestrator gave, and the digest that an approval covers.
import { createHash } from "node:crypto";
import type { z } from "zod";
import { RUNNING_MS_DEFAULT } from "../domain/budget/state.ts";
import { canonicalJson } from "../domain/canonical.ts";
import { contentHash, type BranchName, type ContentHash } from "../domain/ids.ts";
import { DECIDED_MAX, type Budget, type TicketSpec } from "../domain/ticket/state.ts";
import type { SpecInput } from "../wire/spec.ts";

const DEFAULT_BUDGET: Budget = { turnsMax: 200, costUsdMax: 5, runningMsMax: RUNNING_MS_DEFAULT };
/** A quote of the user that goes with a ticket is cut to this. */
export const DECIDED_CHARS_MAX = 1_000;

export function makeSpec(
  input: z.output<typeof SpecInput>,
  defaults: { readonly target: BranchName; readonly checks: readonly string[] },
  decided: readonly string[],
): TicketSpec {
  const { checks, budget, ...rest } = input;
  return {
    ...rest,
    checks: checks ?? defaults.checks,
    budget: { ...DEFAULT_BUDGET, ...budget },
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
