// How a run gets back to its worker: by red checks, by work that is not committed, by the user.
import { describe, expect, test } from "vitest";
import type { Command } from "../commands.ts";
import { must, type State } from "../state.ts";
import { event, given, uuid, type Step } from "../testing/given.ts";
import { BASE, R11, T1, checkedTree, observe, opened } from "../testing/stories.ts";
import { landingOf, upTo, verified } from "../testing/ticket-story.ts";
import { FIX_ROUNDS_MAX, RUN_MESSAGE_CHARS_MAX, RUN_MESSAGES_MAX } from "./state.ts";

const run = (state: State) => must(state.runs, R11);
const red = checkedTree("red");
const again: Step = [observe.report(), observe.imported()];
/** Three rounds of red checks, and the fourth report is imported. */
const roundsUsed: Step = [
  opened,
  upTo("imported"),
  observe.checked({ checked: red }),
  again,
  observe.checked({ checked: red }),
  again,
  observe.checked({ checked: red }),
  again,
];

describe("red checks", () => {
  test("go back to the same worker with their output, as a fix round", () => {
    const { state } = given(opened, upTo("imported"))
      .when(observe.checked({ checked: red }))
      .gives(
        event("run.fix-asked", { run: R11, round: 1 }),
        event("run.message-queued", {
          n: 2,
          from: "checks",
          text: expect.stringContaining("$ npm test\n(exit 1)\nred output"),
        }),
        event("run.resumed", { run: R11, life: 1, reason: "fix 1/3" }),
        event("ticket.sent-back", { ticket: T1, run: R11, reason: "fix 1/3" }),
      )
      .owes("R-1.1/run-agent#1");
    expect(run(state)).toMatchObject({ fixRound: 1, stage: { name: "working" } });
  });

  test("name only the checks that block, and the target they were merged with", () => {
    const checks = [
      { command: "npm test", color: "red", exitCode: null, durationMs: 1, output: "killed" },
      { command: "npm run lint", color: "already-red", exitCode: 1, durationMs: 1, output: "old sins" },
      { command: "npm run types", color: "green", exitCode: 0, durationMs: 1, output: "fine" },
    ] as const;
    const { state } = given(opened, upTo("imported")).when(observe.checked({ checked: { ...red, checks } }));
    expect(run(state).messages.at(-1)?.text).toBe(
      "Checks failed on your work merged with the target ddddddd. Mend it, commit, report again.\n\n$ npm test\n(exit by signal)\nkilled",
    );
  });

  test(`are shown to the user, reviewed and red, after ${FIX_ROUNDS_MAX} rounds`, () => {
    given(roundsUsed)
      .when(observe.checked({ checked: red }))
      .gives(event("run.checked", { run: R11, checked: red }))
      .owes("R-1.1/review-run#4");
  });

  test("at the landing go back to the worker too, and take the landing from the queue", () => {
    const { state } = given(opened, upTo("verifying"))
      .when(verified({ color: "red" }))
      .gives(
        event("run.fix-asked", { round: 1 }),
        event("run.message-queued", { from: "checks" }),
        event("run.resumed", { life: 1 }),
        event("landing.rejected", { reason: "fix 1/3" }),
        event("ticket.landing-left", { ticket: T1, run: R11 }),
        event("ticket.sent-back", { ticket: T1, run: R11 }),
      )
      .owes("R-1.1/run-agent#1", "C1/begin-turn#0");
    expect(state.queue).toEqual([]);
  });
});

describe("work that is not committed", () => {
  test("is sent back with its paths before anything is imported", () => {
    given(opened, upTo("reported"))
      .when(observe.imported({ uncommitted: ["a.ts", "b.ts"] }))
      .gives(
        event("run.fix-asked", { round: 1 }),
        event("run.message-queued", {
          from: "engine",
          text: expect.stringContaining("2 changed path(s) are not committed: a.ts, b.ts"),
        }),
        event("run.resumed", { life: 1 }),
      );
  });

  test("is sent back even when there is no commit at all", () => {
    given(opened, upTo("reported"))
      .when(observe.imported({ head: BASE, uncommitted: ["a.ts"] }))
      .gives(event("run.fix-asked"), event("run.message-queued"), event("run.resumed"));
  });

  test(`is left where it is after ${FIX_ROUNDS_MAX} rounds: what is committed is judged`, () => {
    const uncommitted: Step = [observe.imported({ uncommitted: ["a.ts"] }), observe.report()];
    given(opened, upTo("reported"), uncommitted, uncommitted, uncommitted)
      .when(observe.imported({ uncommitted: ["a.ts"] }))
      .gives(event("run.imported"), event("ticket.review-entered"));
  });
});

describe("a message of the user", () => {
  const send: Command = { type: "run.send", run: R11, text: "use the theme's own colours" };
  const queued = event("run.message-queued", {
    run: R11,
    n: 2,
    from: "user",
    text: "use the theme's own colours",
  });
  const resumed = event("run.resumed", { run: R11, life: 1, reason: "sent back by the user" });
  const sentBack = event("ticket.sent-back", { ticket: T1, run: R11 });
  const conflicted: Step = [upTo("imported"), observe.conflict()];
  const waiting: Step = [upTo("working"), observe.lost({ needs: "a sign-in" })];

  test("goes into the life that there is, while the worker works or is about to", () => {
    given(opened, upTo("preparing")).when(send).gives(queued).owes("R-1.1/prepare-workspace#0");
    given(opened, upTo("working")).when(send).gives(queued).replies("R-1.1").owes("R-1.1/run-agent#0");
  });

  test("makes a worker go on that needed the user", () => {
    const failed: Step = (state) => ({
      type: "obligation.failed",
      key: "R-1.1/run-agent#0" as never,
      subject: { kind: "run", run: run(state).id },
      code: "survivors-left",
      detail: "Cannot stop R-1.1.",
    });
    given(opened, upTo("working"), { by: { kind: "engine" }, command: failed as never })
      .when(send)
      .gives(queued, event("run.attention-cleared", { run: R11 }))
      .owes("R-1.1/run-agent#1", "C1/begin-turn#0");
  });

  test("makes a waiting worker go on", () => {
    given(opened, waiting)
      .when(send)
      .gives(queued, event("run.resumed", { life: 2 }))
      .owes("R-1.1/run-agent#2", "C1/begin-turn#0");
  });

  test("sends a report back before it is imported", () => {
    given(opened, upTo("reported")).when(send).gives(queued, resumed);
  });

  test.each<[string, Step]>([
    ["while its checks run", upTo("imported")],
    ["while it is reviewed", upTo("checked")],
    ["that is ready", upTo("ready")],
    ["that conflicts", conflicted],
  ])("sends reviewed work back %s", (_, story) => {
    const { state } = given(opened, story).when(send).gives(queued, resumed, sentBack);
    expect(run(state)).toMatchObject({ landHash: null, landing: null });
  });

  test("takes work from the queue that has not begun to land", () => {
    for (const stage of ["landing-queued", "verifying"] as const)
      given(opened, upTo(stage))
        .when(send)
        .gives(queued, resumed, event("landing.rejected"), event("ticket.landing-left"), sentBack);
  });

  test("is too late while the target may be moving", () => {
    given(opened, upTo("landing")).when(send).refuses("too-late", "T-1 is landing at this moment");
  });

  test("is refused to a run that has ended, and says how it ended", () => {
    given(opened, upTo("landed")).when(send).refuses("wrong-stage", "Worker 1 has ended (landed)");
  });

  test("is refused when it is empty or too long", () => {
    given(opened, upTo("working"))
      .when({ ...send, text: " \n" })
      .refuses("invalid", "empty");
    given(opened, upTo("working"))
      .when({ ...send, text: "x".repeat(RUN_MESSAGE_CHARS_MAX + 1) })
      .refuses("bound-reached", `at most ${RUN_MESSAGE_CHARS_MAX}`);
    given(opened, upTo("working"))
      .when({ ...send, text: "x".repeat(RUN_MESSAGE_CHARS_MAX) })
      .gives(event("run.message-queued"));
  });

  test(`is refused when the run has had ${RUN_MESSAGES_MAX}`, () => {
    const many: Step = Array.from({ length: RUN_MESSAGES_MAX - 2 }, () => send);
    given(opened, upTo("working"), many).when(send).gives(event("run.message-queued"));
    given(opened, upTo("working"), many, send).when(send).refuses("bound-reached", "retry the ticket");
  });
});

describe("stopping a run", () => {
  const stop: Command = { type: "run.stop", run: R11, reason: "wrong way" };
  const ended = event("run.ended", { run: R11, outcome: "cancelled", detail: "wrong way" });
  const undone = event("ticket.approval-undone", { ticket: T1 });

  test("makes its ticket a draft again, from every stage before the landing", () => {
    for (const stage of ["preparing", "working", "reported", "imported", "checked", "ready"] as const)
      given(opened, upTo(stage)).when(stop).gives(ended, undone).replies("R-1.1");
  });

  test("takes its landing from the queue", () => {
    const { state } = given(opened, upTo("verifying"))
      .when(stop)
      .gives(event("landing.rejected", { reason: "wrong way" }), ended, undone);
    expect(state.queue).toEqual([]);
  });

  test("is too late while the target may be moving, and when it has ended", () => {
    given(opened, upTo("landing")).when(stop).refuses("too-late");
    given(opened, upTo("working"), stop).when(stop).refuses("wrong-stage", "has ended already (cancelled)");
  });
});

describe("trying again", () => {
  const tryAgain: Command = { type: "run.try-again", run: R11 };

  test("gives a waiting agent a new life for the messages that it has not answered", () => {
    given(opened, upTo("working"), observe.lost({ needs: "a sign-in" }))
      .when(tryAgain)
      .gives(event("run.resumed", { run: R11, life: 2, reason: "tried again by the user" }))
      .owes("R-1.1/run-agent#2", "C1/begin-turn#0");
  });

  test("gives a waiting agent something to do when it has answered everything", () => {
    given(opened, upTo("reported"), observe.imported({ head: BASE }))
      .when(tryAgain)
      .gives(
        event("run.message-queued", {
          n: 2,
          uuid: uuid(9),
          from: "engine",
          text: "Try again: it reported without a commit. Finish what the ticket asks, commit it, then report.",
        }),
        event("run.resumed", { life: 1 }),
      );
  });

  test("is refused when nothing needs the user", () => {
    given(opened, upTo("working")).when(tryAgain).refuses("wrong-stage", "needs nothing from you");
  });

  test("is bounded like every message", () => {
    const send: Command = { type: "run.send", run: R11, text: "more" };
    const many: Step = Array.from({ length: RUN_MESSAGES_MAX - 1 }, () => send);
    given(opened, upTo("working"), many, observe.report(), observe.imported({ head: BASE }))
      .when(tryAgain)
      .refuses("bound-reached");
  });
});

test("a landing that is sent back leaves the others in the queue", () => {
  const { state } = given(
    opened,
    upTo("landing-queued"),
    upTo("landing-queued", { n: 2, spec: { title: "Add a profile" } }),
  ).when({ type: "run.send", run: R11, text: "no" });
  expect(state.queue).toEqual([landingOf(state, 2)]);
});
