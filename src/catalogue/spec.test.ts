import { expect, test } from "vitest";
import { branchName } from "../domain/ids.ts";
import { SpecInput, SpecPatch } from "../wire/spec.ts";
import { hashOf, makeSpec, patchSpec } from "./spec.ts";

const defaults = { target: branchName("main"), checks: ["npm test"] };
const spec = makeSpec(
  SpecInput.parse({ title: "one", description: "", criteria: ["works"], landWhenGreen: true }),
  defaults,
  ["said so"],
);

test("takes the project's checks when a ticket names none, and none when it says none", () => {
  expect(spec.checks).toEqual(["npm test"]);
  expect(
    makeSpec(SpecInput.parse({ title: "one", description: "", checks: [] }), defaults, []).checks,
  ).toEqual([]);
});

test("changes what a patch names and nothing else", () => {
  const patched = patchSpec(spec, SpecPatch.parse({ title: "two" }));
  expect(patched).toEqual({ ...spec, title: "two" });
});

test("takes no field into a spec that a spec does not have", () => {
  expect(patchSpec(spec, { ticket: "T-1", extra: true })).toEqual(spec);
});

test.for([
  ["title", { title: "two" }],
  ["description", { description: "more" }],
  ["criteria", { criteria: ["other"] }],
  ["scope", { scope: ["src"] }],
  ["checks", { checks: ["true"] }],
  ["worker type", { workerType: "test-writer" }],
  ["model", { model: "haiku" }],
  ["other model", { fallbackModel: "haiku" }],
  ["land when green", { landWhenGreen: false }],
] as const)("covers the %s by the digest that an approval names", ([, patch]) => {
  expect(hashOf(patchSpec(spec, patch))).not.toBe(hashOf(spec));
});

test("gives the same digest for the same spec, whatever the order of its fields", () => {
  const turned = Object.fromEntries(Object.entries(spec).toReversed());
  expect(hashOf(patchSpec(spec, turned))).toBe(hashOf(spec));
});

test("another model is in the spec only when one is named, and can be taken out again", () => {
  expect("fallbackModel" in spec).toBe(false);
  const input = { title: "one", description: "", fallbackModel: "haiku" };
  expect(makeSpec(SpecInput.parse(input), defaults, []).fallbackModel).toBe("haiku");
  const allowed = patchSpec(spec, SpecPatch.parse({ fallbackModel: "haiku" }));
  expect(allowed.fallbackModel).toBe("haiku");
  expect(hashOf(patchSpec(allowed, SpecPatch.parse({ fallbackModel: null })))).toBe(hashOf(spec));
});
