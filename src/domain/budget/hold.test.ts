import { describe, expect, test } from "vitest";
import { obligations } from "../obligations.ts";
import type { Usage } from "../run/state.ts";
import { boardRow } from "../status.ts";
import { must, type Limits, type State } from "../state.ts";
import { ENGINE, event, given, givenLimits, type CommandIn } from "../testing/given.ts";
import {
  R11,
  R12,
  T1,
  USAGE,
  byOrchestrator,
  draft,
  observe,
  opened,
  says,
  start,
} from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";
import { reservationOf } from "./caps.ts";
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
const wentOn = { by: ENGINE, command: goOn() } as const;
/** What is owed by runs and tickets, with when. */
const owedBy = (state: State) =>
  obligations(state).flatMap(({ key, subject, notBefore }) =>
    subject.kind === "conversation" ? [] : [[key, notBefore]],
  );
const working = [opened, upTo("working")] as const;
const held = [working, used({ costUsd: 5.02 })] as const;

describe("a run that reaches a cap of its own", () => {
  test.each([
    [{ costUsd: 5 }, "costUsd", "over its budget: $5.00 of $5.00"],
    [{ turnCount: 200 }, "turnCount", "over its budget: 200 turns of 200 turns"],
    [{ runningMs: 2 * HOUR_MS }, "runningMs", "over its budget: 2 h of 2 h"],
  ])("is held with the report that says so, and the user is told once: %o", (usage, measure, reason) => {
    const { state } = given(working)
      .when(used(usage))
      .gives(
        event("run.usage-reported"),
        event("run.waiting", { run: R11, reason, cause: expect.objectContaining({ scope: "run", measure }) }),
        event("conversation.report-queued", { about: "needs-you", run: R11 }),
      );
    expect(obligations(state).filter(({ subject }) => subject.kind === "run")).toEqual([]);
    expect(must(state.runs, R11)).toMatchObject({ workspacePath: expect.any(String), life: 0 });
    expect(boardRow(state, NO_FACTS, must(state.tickets, T1))).toMatchObject({
      word: "needs-you",
      status: `needs you · ${reason}`,
      waitsFor: "raise the budget of T-1, or stop Worker 1",
    });
  });

  test("has no bound on tokens unless its ticket names one", () => {
    given(working)
      .when(used({ inputTokens: 1e9 }))
      .gives(event("run.usage-reported"));
    given(opened, upTo("working", { spec: { budget: { turnsMax: 9, costUsdMax: 5, tokensMax: 1_000 } } }))
      .when(used({ inputTokens: 900, outputTokens: 100 }))
      .gives(event("run.usage-reported"), event("run.waiting"), event("conversation.report-queued"));
  });

  test("is not held by the report that ends its work", () => {
    given(working)
      .when(observe.report({ usage: { ...USAGE, costUsd: 7 } }))
      .gives(event("run.messages-delivered"), event("run.usage-reported"), event("run.reported"));
  });

  test("keeps what it is told meanwhile, and is held again when only that is new", () => {
    given(held).when({ type: "run.send", run: R11, text: "hurry" }).gives(event("run.message-queued"));
    const { state } = given(
      held,
      { type: "run.send", run: R11, text: "hurry" },
      raise({ costUsd: 5 }),
      wentOn,
    );
    expect(must(state.runs, R11).messages.map(({ isDelivered }) => isDelivered)).toEqual([false, false]);
  });

  test("is not tried again, resumed or paused: it is raised or stopped", () => {
    given(held).when({ type: "run.try-again", run: R11 }).refuses("wrong-stage", "jarvis raise T-1 --cost 5");
    given(held).when({ type: "run.resume", run: R11 }).refuses("wrong-stage");
    given(held).when(goOn(), ENGINE).givesNothing();
  });

  test.each([
    [{ costUsd: 5.02 }, "over-budget"],
    [{ runningMs: 3 * HOUR_MS }, "timed-out"],
  ] as const)("ends by its budget when the user stops it: %o", (usage, outcome) => {
    given(working, used(usage))
      .when({ type: "run.stop", run: R11, reason: "enough" })
      .gives(
        event("run.ended", { outcome, detail: expect.stringContaining("; enough") }),
        event("ticket.approval-undone"),
      );
  });

  test("is held at once when the checks send it back", () => {
    given(opened, upTo("working"), observe.report({ usage: { ...USAGE, costUsd: 7 } }), observe.imported())
      .when({ type: "run.send", run: R11, text: "once more" })
      .gives(
        event("run.message-queued"),
        event("run.resumed"),
        event("ticket.sent-back"),
        event("run.waiting"),
        event("conversation.report-queued"),
      );
  });
});

describe("a raise", () => {
  test("lets a held run go on in a new life of the same session, as soon as a worker may start", () => {
    given(held)
      .when(raise({ costUsd: 1 }))
      .gives(event("ticket.budget-raised"));
    expect(owedBy(given(held, raise({ costUsd: 1 })).state)).toEqual([[`${R11}/go-on#0`, null]]);
    given(held, raise({ costUsd: 1 }))
      .when(goOn(), ENGINE)
      .gives(event("run.resumed", { life: 1 }));
    const busy = givenLimits(
      { runsMax: 1, unreviewedMax: 10 },
      held,
      upTo("working", { n: 2 }),
      raise({ costUsd: 1 }),
    );
    expect(boardRow(busy.state, NO_FACTS, must(busy.state.tickets, T1)).status).toContain("a free worker");
    busy.when(goOn(), ENGINE).givesNothing();
  });

  test("counts for what the run has spent: the next cap is the old one and what was added", () => {
    const { state } = given(held, raise({ costUsd: 1 }), wentOn, used({ costUsd: 5.9 }));
    expect(must(state.runs, R11).stage.name).toBe("working");
    given(held, raise({ costUsd: 1 }), wentOn)
      .when(used({ costUsd: 6 }))
      .gives(event("run.usage-reported"), event("run.waiting"), event("conversation.report-queued"));
  });

  test("is refused when it would not do, when it is nothing, or when nothing runs", () => {
    given(held)
      .when(raise({ costUsd: 0.02 }))
      .refuses("invalid", "$5.02 of $5.02");
    given(held).when(raise({})).refuses("invalid", "by how much");
    given(held)
      .when(raise({ costUsd: Number.NaN }))
      .refuses("invalid");
    given(held)
      .when(raise({ costUsd: 1e9 }))
      .refuses("invalid", "at most $10000.00");
    given(opened, draft())
      .when(raise({ costUsd: 1 }))
      .refuses("wrong-stage", "draft");
    given(opened, upTo("landed"))
      .when(raise({ costUsd: 1 }))
      .refuses("wrong-stage", "landed");
  });

  test("is the orchestrator's to give only in a turn of the user", () => {
    const { state } = given(held, says("give it a dollar"), byOrchestrator(raise({ costUsd: 1 })));
    expect(must(state.tickets, T1).raised.costUsd).toBe(1);
  });
});

describe("the budget of all runs of a ticket", () => {
  const ofTicket = limits({ ticket: { costUsd: 6 } });
  const again = { type: "ticket.retry", ticket: T1, reason: "again" } as const;

  test("counts the runs before, and holds the ticket back when it is used up", () => {
    const gone = [observe.agentStopped(), observe.kept(), observe.removed()] as const;
    const first = [working, used({ costUsd: 4 }), again, gone] as const;
    // Another run may take what is left, and reserves no more than that.
    expect(owedBy(givenLimits(ofTicket, first).state)[0]).toEqual(["T-1/start-run#1", null]);
    const second = [first, start(), observe.workspace({ run: R12 })] as const;
    expect(
      reservationOf(givenLimits(ofTicket, second).state, must(givenLimits(ofTicket, second).state.runs, R12))
        .costUsd,
    ).toBe(2);
    const over = [second, used({ costUsd: 2.5 }, R12)] as const;
    expect(
      boardRow(
        givenLimits(ofTicket, over).state,
        NO_FACTS,
        must(givenLimits(ofTicket, over).state.tickets, T1),
      ).status,
    ).toBe("needs you · over the budget of all runs of its ticket: $6.50 of $6.00");
    const third = [over, again, observe.agentStopped({ run: R12 }), observe.kept({ run: R12 })] as const;
    const { state } = givenLimits(ofTicket, third);
    expect(boardRow(state, NO_FACTS, must(state.tickets, T1)).status).toContain(
      "queued · waits for T-1's budget ($6.50 of $6.00 spent or reserved)",
    );
    expect(owedBy(state).map(([key]) => key)).toEqual(["R-1.2/remove-workspace#0"]);
    const raised = givenLimits(ofTicket, third, raise({ costUsd: 3 })).state;
    expect(owedBy(raised)[0]).toEqual(["T-1/start-run#2", null]);
  });
});
