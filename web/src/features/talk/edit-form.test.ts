import { expect, test } from "vitest";
import { ticketRow } from "../../feed/testing/rows.ts";
import { changeOf, formOf, formProblems, rebased } from "./edit-form.ts";

const BASE = formOf(ticketRow(), "the whole description");

test("nothing changed is no change", () => {
  expect(changeOf(BASE, { ...BASE })).toEqual({});
});

test("only what was changed is sent, lists without empty lines and bullets", () => {
  const form = { ...BASE, title: " New title ", criteria: "- one\n\n  * two \nthree", scope: "" };
  expect(changeOf(BASE, form)).toEqual({ title: "New title", criteria: ["one", "two", "three"], scope: [] });
});

test("one bound of the budget brings the other along, since they are one field", () => {
  expect(changeOf(BASE, { ...BASE, turnsMax: "50" })).toEqual({ budget: { turnsMax: 50, costUsdMax: 5 } });
});

test("says what cannot be saved", () => {
  const form = { ...BASE, title: " ", turnsMax: "1.5", costUsdMax: "free" };
  expect(Object.keys(formProblems(form)).toSorted()).toEqual(["costUsdMax", "title", "turnsMax"]);
  expect(formProblems(BASE)).toEqual({});
});

test("what the user changed stays when somebody else changes the ticket, what they did not comes from there", () => {
  const mine = { ...BASE, title: "Mine", checks: "npm test" };
  const theirs = { ...BASE, title: "Theirs", scope: "src/new" };
  expect(rebased(BASE, mine, theirs)).toEqual({
    ...BASE,
    title: "Mine",
    checks: "npm test",
    scope: "src/new",
  });
});
