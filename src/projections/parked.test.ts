import { describe, expect, test } from "vitest";
import { instant } from "../domain/ids.ts";
import { PLAN, refusal } from "../domain/testing/account-choices.ts";
import { ENGINE, START_AT, given, type Step } from "../domain/testing/given.ts";
import { R21, observe, opened, receive } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { must, type State } from "../domain/state.ts";
import { boardLine } from "./board.ts";
import { orchestratorRow } from "./orchestrator.ts";
import { parkedRow } from "./parked.ts";

const begin: Step = [
  ...opened,
  { by: ENGINE, command: { type: "account.connect", account: PLAN, name: "your plan", isChosen: false } },
];
const second: Step = upTo("working", { n: 2, spec: { title: "Second" } });
const nothing = { read: () => null };
const rowsOf = (state: State) =>
  [...state.tickets.values()].map((ticket) => boardLine(state, nothing, ticket));

describe("what waits for an account", () => {
  test("is one item for two workers and the conversation, and each row has the time", () => {
    const { state } = given(
      begin,
      upTo("working"),
      second,
      observe.refused(),
      observe.refused({ run: R21 }),
      receive("hello"),
    );
    const until = instant(START_AT + 30_000);
    expect(parkedRow(state)).toMatchObject({
      text: "2 workers and the conversation wait: rate limit of your plan",
      workers: ["W1", "W2"],
      isConversationWaiting: true,
      until,
      waitsFor: null,
    });
    expect(rowsOf(state).map(({ word, resumesAt }) => [word, resumesAt])).toEqual([
      ["parked", until],
      ["parked", until],
    ]);
    const conversation = must(state.conversations, [...state.conversations.keys()][0] ?? ("C1" as never));
    expect(orchestratorRow(state, nothing, conversation)).toMatchObject({
      word: "offline",
      trouble: "rate limit of your plan: Too fast.",
    });
  });

  test.each([
    ["window", "1 worker waits: usage window of your plan is used up", null],
    ["overloaded", "1 worker waits: the model's service is overloaded (your plan)", null],
    ["auth", "1 worker waits: sign-in refused (your plan)", "connect it again in Settings"],
  ] as const)("by %s says so", (cause, text, waitsFor) => {
    const refused = observe.refused({ refusal: refusal({ cause }) });
    expect(parkedRow(given(begin, upTo("working"), refused).state)).toMatchObject({ text, waitsFor });
  });

  test("is none when nothing is refused, or one tries", () => {
    const story: Step = [begin, upTo("working"), observe.refused()];
    expect(parkedRow(given(begin, upTo("working")).state)).toBe(null);
    const release = { by: ENGINE, command: { type: "account.release", account: PLAN } } as const;
    expect(parkedRow(given(story, release).state)).toBe(null);
  });
});
