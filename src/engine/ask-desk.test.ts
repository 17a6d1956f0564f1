import { expect, test } from "vitest";
import { runId, type ObligationKey } from "../domain/ids.ts";
import type { Ask, Asked } from "../domain/run/ask-state.ts";
import type { Reply } from "../journal/contract.ts";
import type { AskAnswer } from "../ports/agent.ts";
import { createAskDesk } from "./ask-desk.ts";
import type { EffectContext } from "./effect.ts";

const R11 = runId("R-1.1");
const PUBLISH: Asked = { kind: "permission", tool: "Bash", subject: "npm publish", detail: "" };

/** A desk whose state and journal say what the test says. */
function openDesk(reply: Partial<Reply> & { readonly kind: Reply["kind"] }) {
  const told: (readonly [string, AskAnswer])[] = [];
  let asks: readonly Ask[] = [];
  const context = {
    state: () => ({ runs: new Map([[R11, { asks }]]) }),
    submit: async () => reply,
  } as unknown as EffectContext; // all that the desk asks of it
  const session = { answer: (id: string, answer: AskAnswer) => void told.push([id, answer]) };
  const desk = createAskDesk({ run: R11, key: "R-1.1/run-agent#0" as ObligationKey, session }, context); // a key as the domain makes it
  const set = (call: string, state: Ask["state"]) => {
    asks = [{ n: 1, call, asked: PUBLISH, askedAt: 0 as Ask["askedAt"], state }]; // any instant does
    desk.look();
  };
  return { desk, told, set };
}

test("tells an agent the answer once, as soon as the state knows it", async () => {
  const { desk, told, set } = openDesk({ kind: "accepted", text: "" });
  set("call-1", { name: "open" });
  await desk.asked("call-1", PUBLISH);
  expect(told).toEqual([]);
  set("call-1", { name: "answered", answer: { choice: "once", text: "" } });
  set("call-1", { name: "answered", answer: { choice: "once", text: "" } });
  expect(told).toEqual([["call-1", { kind: "allowed" }]]);
});

test.each<readonly [string, Ask["state"], AskAnswer["kind"], string]>([
  ["expired", { name: "expired" }, "denied", "Nobody answered in time"],
  ["denied", { name: "answered", answer: { choice: "deny", text: "not today" } }, "denied", "not today"],
  ["words", { name: "answered", answer: { choice: "words", text: "4100" } }, "told", "4100"],
])("says what came of it: %s", async (_, state, kind, words) => {
  const { desk, told, set } = openDesk({ kind: "accepted", text: "" });
  set("call-1", { name: "open" });
  await desk.asked("call-1", PUBLISH);
  set("call-1", state);
  expect(told).toMatchObject([["call-1", { kind, text: expect.stringContaining(words) }]]);
});

test("asks nobody for what is granted, was not answered before, or cannot be asked", async () => {
  const granted = openDesk({ kind: "accepted", text: "granted" });
  await granted.desk.asked("call-1", PUBLISH);
  expect(granted.told).toEqual([["call-1", { kind: "allowed" }]]);
  const expired = openDesk({ kind: "accepted", text: "expired" });
  await expired.desk.asked("call-1", PUBLISH);
  expect(expired.told).toMatchObject([["call-1", { kind: "denied" }]]);
  const refused = openDesk({ kind: "refused", refusal: { code: "bound-reached", message: "too many" } });
  await refused.desk.asked("call-1", PUBLISH);
  expect(refused.told).toEqual([["call-1", { kind: "denied", text: "too many" }]]);
});

test("denies what the state does not know any more, and is silent about what was withdrawn", async () => {
  const gone = openDesk({ kind: "accepted", text: "" });
  await gone.desk.asked("call-1", PUBLISH);
  expect(gone.told).toMatchObject([["call-1", { kind: "denied" }]]);
  const withdrawn = openDesk({ kind: "accepted", text: "" });
  withdrawn.set("call-1", { name: "open" });
  await withdrawn.desk.asked("call-1", PUBLISH);
  await withdrawn.desk.withdrawn("call-1");
  withdrawn.set("call-1", { name: "answered", answer: { choice: "once", text: "" } });
  expect(withdrawn.told).toEqual([]);
});
