// Goal: nobody is away unless all is green; while they are, nothing that needs a person happens; and they come back to the truth.
import { describe, expect, test } from "vitest";
import { obligations } from "../obligations.ts";
import { CONDITIONS, isAway, REFUSALS_MAX, type AwayReport } from "./state.ts";
import { boardRow } from "../status.ts";
import { must, type State } from "../state.ts";
import { ALL_GREEN, GO_AWAY } from "../testing/away-choices.ts";
import { event, given, START_AT, type CommandIn, type Step } from "../testing/given.ts";
import {
  R11,
  T1,
  T2,
  USAGE,
  approve,
  approveLanding,
  draft,
  observe,
  opened,
  orchestrator,
  says,
} from "../testing/stories.ts";
import { landed, upTo, verified } from "../testing/ticket-story.ts";
import { instant } from "../ids.ts";
import { reportLines } from "./words.ts";

const NO_FACTS = { read: () => null };
const back = { type: "project.come-back" } as const;
const timeIsOver: Step = [{ passMs: GO_AWAY.durationMs }, { type: "project.end-away" }];
const used = (costUsd: number, run = R11): CommandIn => observe.usage({ run, usage: { ...USAGE, costUsd } });
const reportOf = ({ awayReport }: State): AwayReport => {
  if (awayReport === null) throw new RangeError("no time away has ended");
  return awayReport;
};

describe("going away", () => {
  test("begins when each condition is green, with what was measured and its end on record", () => {
    const { state } = given(opened)
      .when(GO_AWAY)
      .gives(
        event("project.away-begun", {
          until: instant(START_AT + GO_AWAY.durationMs),
          costUsdMax: 30,
          conditions: ALL_GREEN,
        }),
      );
    expect(isAway(state, instant(START_AT))).toBe(true);
    expect(isAway(state, instant(START_AT + GO_AWAY.durationMs))).toBe(false);
    expect(obligations(state)).toMatchObject([
      { key: "project/end-away#3", notBefore: START_AT + GO_AWAY.durationMs },
    ]);
  });

  test.each(CONDITIONS)("is refused while %s is red, with what was found and what to do", (name) => {
    const conditions = ALL_GREEN.map((one) =>
      one.name === name ? { name, isGreen: false, found: "too little", todo: "Get more." } : one,
    );
    given(opened)
      .when({ ...GO_AWAY, conditions })
      .refuses("wrong-stage", `${name}: too little. Get more.`);
  });

  test("is refused when a condition was not measured", () => {
    given(opened)
      .when({ ...GO_AWAY, conditions: ALL_GREEN.slice(1) })
      .refuses("wrong-stage", "box: it was not measured");
  });

  test.each([
    [{ durationMs: 59_999 }, "at least 1 minute"],
    [{ durationMs: Number.NaN }, "at least 1 minute"],
    [{ durationMs: 7 * 24 * 60 * 60_000 + 1 }, "at most 7 days"],
    [{ costUsdMax: 0 }, "above $0.00"],
    [{ costUsdMax: Number.NaN }, "above $0.00"],
    [{ costUsdMax: 10_001 }, "at most $10000.00"],
  ])("is refused beyond its bounds: %o", (over, words) => {
    given(opened)
      .when({ ...GO_AWAY, ...over })
      .refuses("invalid", words);
  });

  test("is the user's alone, once, and not while everything is stopped", () => {
    given(opened, says("I am off")).when(GO_AWAY, orchestrator).refuses("not-yours");
    given(opened, GO_AWAY).when(GO_AWAY).refuses("wrong-stage", "away already");
    given(opened, { type: "project.halt", reason: "enough" })
      .when(GO_AWAY)
      .refuses("wrong-stage", "Everything is stopped");
  });
});

describe("while away", () => {
  test.each([
    ["ticket.approve", approve(T1), "T-1", [upTo("draft")]],
    ["landing.approve", approveLanding(T1), "T-1", [upTo("ready")]],
    [
      "ticket.raise-budget",
      { type: "ticket.raise-budget", ticket: T1, added: { costUsd: 5 } },
      "T-1",
      [upTo("working")],
    ],
    ["project.raise-budget", { type: "project.raise-budget", scope: "day", added: { costUsd: 5 } }, null, []],
    ["project.reset-fuse", { type: "project.reset-fuse" }, null, []],
    ["project.go-on", { type: "project.go-on" }, null, []],
  ] as const)("%s is refused and put on record", (command, asked, about, story) => {
    const away = given(opened, ...story, GO_AWAY);
    const { state } = away.when(asked).refuses("ask-the-user", "you are away", "jarvis back");
    expect(state.away?.refused).toEqual([{ command, about, by: "user", at: START_AT }]);
    expect(state.tickets).toEqual(away.state.tickets);
  });

  test("the orchestrator cannot pass on an approval either", () => {
    const { state } = given(opened, draft(), GO_AWAY, says("approve T-1"))
      .when(approve(T1), orchestrator)
      .refuses("ask-the-user");
    expect(state.away?.refused).toMatchObject([{ by: "orchestrator", about: "T-1" }]);
  });

  test("at most so many refusals are put on record", () => {
    const ask: Step = {
      type: "project.away-refused",
      data: { command: "ticket.approve", about: null, by: "user" },
    };
    const { state } = given(
      opened,
      draft(),
      GO_AWAY,
      Array.from({ length: REFUSALS_MAX }, () => ask),
    )
      .when(approve(T1))
      .refuses("ask-the-user");
    expect(state.away?.refused).toHaveLength(REFUSALS_MAX);
  });

  test("work stops, is drafted and is told of as ever", () => {
    given(opened, upTo("working"), GO_AWAY)
      .when({ type: "run.stop", run: R11, reason: "no" })
      .gives(event("run.ended"), event("ticket.approval-undone"));
    given(opened, GO_AWAY).when(draft()).gives(event("ticket.drafted"), event("conversation.put-up"));
  });

  test("what was approved to land when green lands", () => {
    const { state } = given(opened, upTo("checked", { spec: { landWhenGreen: true } }), GO_AWAY).when(
      observe.verdict(),
    );
    expect(obligations(state).map(({ key }) => key)).toContain("R-1.1/land-when-green#1");
  });
});

describe("the budget of a time away", () => {
  const away = [opened, upTo("working"), used(2), { ...GO_AWAY, costUsdMax: 1 }] as const;

  test("counts what is spent since it began, and holds what reaches it with its work", () => {
    given(...away)
      .when(used(2.9))
      .gives(event("run.usage-reported"));
    const { state } = given(...away)
      .when(used(3))
      .gives(
        event("run.usage-reported"),
        event("run.waiting", {
          run: R11,
          reason: "over the budget of your time away: $1.00 of $1.00",
          cause: expect.objectContaining({ scope: "away", until: null }),
        }),
        event("conversation.report-queued", { text: expect.stringContaining("jarvis back") }),
      );
    expect(boardRow(state, NO_FACTS, must(state.tickets, T1))).toMatchObject({
      word: "needs-you",
      waitsFor: "say that you are back",
    });
  });

  test("is reserved by who starts: a second run waits for the first", () => {
    const { state } = given(opened, upTo("working"), upTo("queued", { n: 2 }), {
      ...GO_AWAY,
      costUsdMax: 6,
    }).when(draft());
    expect(boardRow(state, NO_FACTS, must(state.tickets, T2)).status).toBe(
      "queued · waits for the budget of your time away ($5.00 of $6.00 spent or reserved)",
    );
  });

  test("holds beyond the end of the time, until the user is back", () => {
    const over = given(...away, used(3), timeIsOver);
    const goOns = (state: State) => obligations(state).filter(({ key }) => key.includes("/go-on#"));
    expect(goOns(over.state)).toEqual([]);
    const { state } = over.when(back).gives(event("project.came-back"));
    expect(goOns(state)).toMatchObject([{ key: "R-1.1/go-on#0", notBefore: null }]);
  });
});

describe("the end", () => {
  test("comes with the clock, once, even while everything is stopped", () => {
    given(opened, GO_AWAY).when({ type: "project.end-away" }).givesNothing();
    given(opened, GO_AWAY, { passMs: GO_AWAY.durationMs })
      .when({ type: "project.end-away" })
      .gives(event("project.away-ended", { why: "time" }));
    given(opened, GO_AWAY, timeIsOver).when({ type: "project.end-away" }).givesNothing();
    const { state } = given(opened, GO_AWAY).when({ type: "project.halt", reason: "enough" });
    expect(obligations(state).map(({ key }) => key)).toEqual(["project/end-away#3"]);
  });

  test("comes by the user's word, before the time, after it, and when nobody has noticed yet that it is over", () => {
    given(opened).when(back).refuses("wrong-stage", "not away");
    given(opened, GO_AWAY)
      .when(back)
      .gives(event("project.away-ended", { why: "back" }), event("project.came-back"))
      .owes();
    given(opened, GO_AWAY, timeIsOver).when(back).gives(event("project.came-back"));
    given(opened, GO_AWAY, { passMs: GO_AWAY.durationMs })
      .when(back)
      .gives(event("project.away-ended", { why: "time" }), event("project.came-back"));
  });

  test("lets approvals through again, and a further time begin", () => {
    given(opened, draft(), GO_AWAY, timeIsOver).when(approve(T1)).gives(event("ticket.approved"));
    given(opened, GO_AWAY, { passMs: GO_AWAY.durationMs })
      .when(GO_AWAY)
      .gives(event("project.away-ended"), event("project.came-back"), event("project.away-begun"));
  });
});

describe("the report", () => {
  const story: readonly Step[] = [
    opened,
    upTo("landing"),
    upTo("ready", { n: 2 }),
    upTo("working", { n: 3 }),
    { ...GO_AWAY, costUsdMax: 20 },
    { passMs: 60_000 },
    landed(),
    draft(),
    { type: "run.stop", run: "R-3.1", reason: "no" } as never,
    { passMs: 60_000 },
  ];

  test("says what landed, what waits in its order with minutes, what was refused, spent and kept", () => {
    const refused: Step = {
      type: "project.away-refused",
      data: { command: "landing.approve", about: "T-2", by: "user" },
    };
    const kept = observe.kept({ run: "R-3.1" as never });
    const stopped = observe.agentStopped({ run: "R-3.1" as never });
    const { state } = given(...story, stopped, kept, refused).when(back);
    expect(reportOf(state)).toMatchObject({
      why: "back",
      landed: [{ ticket: "T-1" }],
      waits: [
        { ticket: "T-2", what: "land or send back T-2", minutes: 8 },
        { ticket: "T-3", what: "approve T-3", minutes: 2 },
        { ticket: "T-4", what: "approve T-4", minutes: 2 },
      ],
      failed: [],
      refused: [{ about: "T-2", command: "landing.approve" }],
      spentUsd: 0,
      costUsdMax: 20,
      kept: [{ ticket: "T-3", run: "R-3.1", ref: "refs/jarvis/keep/R-3.1/1" }],
    });
    expect(reportLines(reportOf(state))).toEqual([
      "You are back, after 2 min.",
      "Landed:",
      expect.stringMatching(/^- T-1 Add a dark mode \([0-9a-f]{7}\)$/),
      "Waits for you, about 12 min:",
      "- T-2: land or send back T-2 (8 min)",
      "- T-3: approve T-3 (2 min)",
      "- T-4: approve T-4 (2 min)",
      "Failed: nothing.",
      "Refused:",
      "- an approval to land of T-2, asked by you",
      "Spent: $0.00 of $20.00.",
      "Kept:",
      "- R-3.1: refs/jarvis/keep/R-3.1/1",
    ]);
  });

  test("leaves out what was so before", () => {
    const { state } = given(opened, upTo("landed"), draft(), { passMs: 1 }, GO_AWAY).when(back);
    expect(reportOf(state)).toMatchObject({ landed: [], waits: [], failed: [], kept: [] });
  });

  test("says what failed and why", () => {
    const { state } = given(
      opened,
      upTo("verifying"),
      { type: "run.fix-asked", data: { run: R11, round: 3 } },
      GO_AWAY,
      verified({ color: "red" }),
    ).when(back);
    expect(reportOf(state).failed).toMatchObject([
      { ticket: "T-1", why: expect.stringContaining("not landed") },
    ]);
  });
});
