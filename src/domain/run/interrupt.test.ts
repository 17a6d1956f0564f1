import { describe, expect, test } from "vitest";
import { obligations } from "../obligations.ts";
import { must } from "../state.ts";
import { boardRow } from "../status.ts";
import { ENGINE, event, given } from "../testing/given.ts";
import {
  R11,
  R21,
  T1,
  T2,
  USAGE,
  approve,
  draft,
  keyOf,
  observe,
  opened,
  start,
} from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";

const interrupt = { type: "run.interrupt", run: R11, text: null } as const;
const send = { type: "run.send", run: R11, text: "do it so" } as const;
const interrupted = [opened, upTo("working"), interrupt] as const;
const keys = (state: Parameters<typeof obligations>[0]) => obligations(state).map(({ key }) => key);

describe("a worker that is interrupted", () => {
  test("owes its agent as before, under the same key: the process stays and waits for the user's word", () => {
    const before = given(opened, upTo("working")).state;
    const { state } = given(interrupted);
    expect(keys(state)).toEqual(keys(before));
    expect(must(state.runs, R11).stage).toEqual({
      name: "waiting",
      reason: "interrupted by you",
      cause: "interrupted",
    });
    expect(boardRow(state, { read: () => null }, must(state.tickets, T1))).toMatchObject({
      word: "needs-you",
      status: "needs you · interrupted by you",
    });
  });

  test("goes on in the same life with the next message, or with the word that it may", () => {
    given(interrupted)
      .when(send)
      .gives(
        event("run.message-queued", { text: "do it so", from: "user" }),
        event("run.resumed", { life: 0 }),
      );
    given(interrupted)
      .when({ type: "run.resume", run: R11 })
      .gives(event("run.message-queued", { from: "engine" }), event("run.resumed", { life: 0 }));
  });

  test("with words is interrupted and told at once", () => {
    const told = given(opened, upTo("working")).when({ ...interrupt, text: "use the old parser" });
    told.gives(
      event("run.interrupted", { n: 1 }),
      event("run.message-queued", { text: "use the old parser" }),
      event("run.resumed", { life: 0 }),
    );
    expect(must(told.state.runs, R11)).toMatchObject({ stage: { name: "working" }, interruptCount: 1 });
  });

  test("has not reported what it said in the moment of the interruption", () => {
    const outcome = given(interrupted).when(observe.report());
    outcome.gives(event("run.messages-delivered"), event("run.usage-reported", { usage: USAGE }));
    expect(must(outcome.state.runs, R11).stage.name).toBe("waiting");
    given(interrupted, observe.report())
      .when((state) => ({
        type: "run.observe-report",
        key: keyOf(state, R11, "run-agent"),
        run: R11,
        text: "again",
        uuids: must(state.runs, R11).messages.map(({ uuid }) => uuid),
        usage: USAGE,
      }))
      .givesNothing();
  });

  test("can be paused, which frees its process, and has a word to go on with when it is resumed", () => {
    const paused = [interrupted, observe.report(), { type: "run.pause", run: R11 }] as const;
    given(paused)
      .when({ type: "run.resume", run: R11 })
      .gives(event("run.message-queued", { from: "engine" }), event("run.resume-asked"));
  });

  test("is one that works: not one that waits, has reported, or is interrupted already", () => {
    given(interrupted).when(interrupt).refuses("wrong-stage", "Worker 1 is interrupted already");
    given(opened, upTo("preparing")).when(interrupt).refuses("wrong-stage", "preparing");
    given(opened, upTo("ready")).when(interrupt).refuses("wrong-stage", "reported");
    given(opened, upTo("working"))
      .when({ ...interrupt, text: "  " })
      .refuses("invalid", "empty");
    given(opened, upTo("working"))
      .when({ ...interrupt, run: R21 })
      .refuses("unknown-subject");
  });
});

describe("a message to all", () => {
  const all = { type: "run.send-all", text: "main has moved" } as const;

  test("reaches every worker that works or is held, names them, and wakes nobody", () => {
    const two = [interrupted, draft(), approve(T2), start(T2)] as const;
    const outcome = given(two).when(all);
    outcome.gives(event("run.message-queued", { run: R11 }), event("run.message-queued", { run: R21 }));
    outcome.replies("Worker 1, Worker 2");
    expect(must(outcome.state.runs, R11).stage.name).toBe("waiting");
  });

  test("is refused when it would reach nobody, and says who is there", () => {
    given(opened).when(all).refuses("wrong-stage", "No worker is live");
    given(opened, upTo("ready")).when(all).refuses("wrong-stage", "W1 (reported)");
    given(opened, upTo("working"))
      .when({ ...all, text: "" })
      .refuses("invalid");
    given(opened, upTo("working")).when(all, { kind: "worker", run: R11 }).refuses("not-yours");
    given(opened, upTo("working")).when(all, ENGINE).replies("Worker 1");
  });
});
