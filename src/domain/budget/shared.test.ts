import { describe, expect, test } from "vitest";
import { obligations } from "../obligations.ts";
import type { Usage } from "../run/state.ts";
import { boardRow } from "../status.ts";
import { must, type Limits, type State } from "../state.ts";
import { ENGINE, event, givenLimits, type CommandIn } from "../testing/given.ts";
import { R11, R21, T1, T2, USAGE, observe, opened } from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";
import { NO_LIMITS } from "./state.ts";

const HOUR_MS = 60 * 60_000;
const NO_FACTS = { read: () => null };
const limits = (budgets: Partial<NonNullable<Limits["budgets"]>>): Limits => ({
  runsMax: 3,
  unreviewedMax: 10,
  budgets: { ...NO_LIMITS, ...budgets },
});
const used = (usage: Partial<Usage>, run = R11): CommandIn =>
  observe.usage({ run, usage: { ...USAGE, ...usage } });
const raise = (added: object, ticket = T1) => ({ type: "ticket.raise-budget", ticket, added }) as const;
const goOn = (run = R11) => ({ type: "run.go-on", run }) as const;
/** What is owed by runs and tickets, with when. */
const owedBy = (state: State) =>
  obligations(state).flatMap(({ key, subject, notBefore }) =>
    subject.kind === "conversation" ? [] : [[key, notBefore]],
  );
const working = [opened, upTo("working")] as const;

describe("a budget that all runs share", () => {
  const day = limits({ day: { costUsd: 10 } });
  const two = [working, upTo("working", { n: 2 })] as const;
  const spent = [
    two,
    used({ costUsd: 4 }),
    used({ costUsd: 4.9 }, R21),
    raise({ costUsd: 1 }),
    raise({ costUsd: 1 }, T2),
  ] as const;

  test("holds every live run in one breath, and is one thing to do", () => {
    const outcome = givenLimits(day, spent)
      .when(used({ costUsd: 5.2 }))
      .gives(
        event("run.usage-reported"),
        event("run.waiting", { run: R11, reason: "over today's budget: $10.10 of $10.00" }),
        event("run.waiting", { run: R21 }),
        event("conversation.report-queued", { text: expect.stringContaining("2 workers are held") }),
      );
    const rows = [T1, T2].map((id) => boardRow(outcome.state, NO_FACTS, must(outcome.state.tickets, id)));
    expect(rows.map(({ waitsFor }) => waitsFor)).toEqual(["raise today's budget", null]);
    expect(rows[1]?.status).toBe("held · over today's budget: $10.10 of $10.00 · goes on tomorrow");
  });

  test("is used up by the conversation and by reviews as well", () => {
    const talk = (costUsd: number) =>
      ({
        type: "project.observe-usage",
        spender: "conversation",
        spent: { costUsd, tokens: 10, turnCount: 1, runningMs: 1 },
      }) as const;
    givenLimits(day, spent).when(talk(1), ENGINE).gives(event("project.usage-reported"));
    givenLimits(day, spent)
      .when(talk(1.2), ENGINE)
      .gives(
        event("project.usage-reported"),
        event("run.waiting", { run: R11, reason: "over today's budget: $10.10 of $10.00" }),
        event("run.waiting", { run: R21 }),
        event("conversation.report-queued", { text: expect.stringContaining("2 workers are held") }),
      );
  });

  test("lets them go on when the day is over", () => {
    const story = [spent, used({ costUsd: 5.2 })] as const;
    expect(owedBy(givenLimits(day, story).state)).toEqual([
      [`${R11}/go-on#0`, 24 * HOUR_MS],
      [`${R21}/go-on#0`, 24 * HOUR_MS],
    ]);
    givenLimits(day, story).when(goOn(), ENGINE).givesNothing();
    givenLimits(day, story, { passMs: 24 * HOUR_MS })
      .when(goOn(), ENGINE)
      .gives(event("run.resumed"));
  });

  test("begins at the user's midnight", () => {
    const east = limits({ day: { costUsd: 10 }, utcOffsetMs: 5.75 * HOUR_MS });
    const owed = owedBy(givenLimits(east, spent, used({ costUsd: 5.2 })).state);
    expect(owed[0]).toEqual([`${R11}/go-on#0`, 18.25 * HOUR_MS]);
  });

  test("lets them go on at once when the user raises today", () => {
    const today = { type: "project.raise-budget", scope: "day", added: { costUsd: 20 } } as const;
    const raised = givenLimits(day, spent, used({ costUsd: 5.2 }), today);
    raised.when(goOn(), ENGINE).gives(event("run.resumed"));
    raised.when({ ...today, added: { tokens: 5 } }).refuses("invalid", "no bound");
    givenLimits(day, spent, used({ costUsd: 5.2 }))
      .when({ ...today, added: { costUsd: 0.1 } })
      .refuses("invalid", "$10.10 of $10.10");
  });

  test("of the project is used up for good, until it is raised", () => {
    const project = limits({ project: { costUsd: 10 } });
    const { state } = givenLimits(project, spent, used({ costUsd: 5.2 }), { passMs: 48 * HOUR_MS });
    expect(owedBy(state)).toEqual([]);
    givenLimits(project, spent, used({ costUsd: 5.2 }), {
      type: "project.raise-budget",
      scope: "project",
      added: { costUsd: 20 },
    })
      .when(goOn(), ENGINE)
      .gives(event("run.resumed"));
  });
});

describe("a queued ticket", () => {
  const day = limits({ day: { costUsd: 12 } });
  const story = [
    working,
    upTo("working", { n: 2 }),
    used({ costUsd: 1.5 }),
    upTo("queued", { n: 3 }),
  ] as const;

  test("waits while what is spent or reserved leaves no room for a whole run, and is owed tomorrow", () => {
    const { state } = givenLimits(day, story);
    // $1.50 spent; $3.50 and $5 are reserved by the runs that live: $2 are left of $12.
    const [, , third] = [...state.tickets.values()];
    expect(third && boardRow(state, NO_FACTS, third).status).toBe(
      "queued · waits for today's budget ($10.00 of $12.00 spent or reserved)",
    );
    const owed = obligations(state).find(({ key }) => key === "T-3/start-run#0");
    // Tomorrow $8.50 are reserved of $12: still too much.
    expect(owed).toBe(undefined);
    const alone = givenLimits(limits({ day: { costUsd: 14 } }), story).state;
    expect(obligations(alone).find(({ key }) => key === "T-3/start-run#0")?.notBefore).toBe(24 * HOUR_MS);
  });

  test("is never kept waiting by a day that is smaller than one run", () => {
    const small = givenLimits(limits({ day: { costUsd: 2 } }), opened, upTo("queued"));
    expect(obligations(small.state)).toMatchObject([{ key: "T-1/start-run#0", notBefore: null }]);
  });

  test("does not overtake one that was approved before it", () => {
    const budget = { turnsMax: 9, costUsdMax: 1 };
    const { state } = givenLimits(
      limits({ day: { costUsd: 13 } }),
      story,
      upTo("queued", { n: 4, spec: { budget } }),
    );
    expect(
      obligations(state).filter(({ kind, notBefore }) => kind === "start-run" && notBefore === null),
    ).toEqual([]);
  });
});
