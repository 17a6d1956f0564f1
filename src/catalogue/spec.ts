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
  const { checks, budget, fallbackModel, ...rest } = input;
  return {
    ...rest,
    ...withFallback(fallbackModel),
    checks: checks ?? defaults.checks,
    budget: { ...DEFAULT_BUDGET, ...budget },
    target: defaults.target,
    decided: decided.slice(-DECIDED_MAX),
  };
}

/** The former spec with what the patch names; a field that is left out stays. */
export function patchSpec(spec: TicketSpec, patch: Partial<Record<string, unknown>>): TicketSpec {
  const { fallbackModel, ...rest } = patch;
  const named = Object.fromEntries(
    Object.entries(rest).filter(([name, value]) => name in spec && value !== undefined),
  );
  if (fallbackModel === undefined) return { ...spec, ...named };
  const { fallbackModel: _former, ...others } = spec;
  return { ...others, ...named, ...withFallback(fallbackModel) };
}

/** In the spec only when there is one: the digest of a ticket without one is what it always was. */
function withFallback(model: unknown): Pick<TicketSpec, "fallbackModel"> {
  return typeof model === "string" && model.trim() !== "" ? { fallbackModel: model } : {};
}

export function hashOf(spec: TicketSpec): ContentHash {
  return contentHash(createHash("sha256").update(canonicalJson(spec)).digest("hex"));
}
