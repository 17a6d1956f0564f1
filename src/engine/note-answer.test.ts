import { expect, test } from "vitest";
import { PLAN } from "../domain/testing/account-choices.ts";
import { ENGINE, given, type Step } from "../domain/testing/given.ts";
import { R11, approve, draft, observe, opened, start } from "../domain/testing/stories.ts";
import type { WorkerEvent } from "../ports/agent.ts";
import { noteAnswer } from "./note-answer.ts";

const refused: Step = [
  ...opened,
  { by: ENGINE, command: { type: "account.connect", account: PLAN, name: "your plan", isChosen: false } },
  draft({ fallbackModel: "smaller" }),
  approve(),
  start(),
  observe.workspace(),
  observe.refused(),
];
const released: Step = { by: ENGINE, command: { type: "account.release", account: PLAN } };
const text: WorkerEvent = { type: "text", text: "I look." };
const tool: WorkerEvent = { type: "tool-started", id: "1", name: "Bash", input: {} };
const retrying: WorkerEvent = { type: "retrying", attempt: 1, delayMs: 1, status: 429, detail: "" };

test("an answer proves that the model takes the account again, while one tries", () => {
  const { state } = given(refused, released);
  const answered = { type: "account.observe-answered", account: PLAN };
  expect(noteAnswer(state, { subject: "C1", event: text })).toEqual(answered);
  expect(noteAnswer(state, { subject: "R-2.1", event: tool })).toEqual(answered);
  expect(noteAnswer(state, { subject: "C1", event: retrying })).toBe(null);
});

test("it proves nothing while nobody tries, nor when another model gave it", () => {
  expect(noteAnswer(given(refused).state, { subject: "C1", event: text })).toBe(null);
  expect(noteAnswer(given(refused, released).state, { subject: R11, event: text })).toBe(null);
});
