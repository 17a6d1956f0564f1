import { describe, expect, test } from "vitest";
import { accountId, instant } from "../ids.ts";
import { obligations } from "../obligations.ts";
import { must, type State } from "../state.ts";
import { boardRows } from "../status.ts";
import { KEY, PLAN, refusal } from "../testing/account-choices.ts";
import { ENGINE, START_AT, event, given, type Step } from "../testing/given.ts";
import {
  R11,
  R21,
  T1,
  T2,
  T3,
  approve,
  approveLanding,
  draft,
  keyOf,
  observe,
  opened,
  start,
} from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";
import type { ModelRefusal } from "./state.ts";

const connect = (account = PLAN, isChosen = false): Step => ({
  by: ENGINE,
  command: { type: "account.connect", account, name: "your plan", isChosen },
});
const begin: Step = [...opened, connect()];
const release: Step = { by: ENGINE, command: { type: "account.release", account: PLAN } };
const answeredAgain: Step = { by: ENGINE, command: { type: "account.observe-answered", account: PLAN } };
const goOn = (run: typeof R11): Step => ({ by: ENGINE, command: { type: "run.go-on", run } });
const refusedBy = (over: Partial<ModelRefusal>) => observe.refused({ refusal: refusal(over) });
const second: Step = [draft({ title: "Second" }), approve(T2), start(T2), observe.workspace({ run: R21 })];
const twoRefused: Step = [begin, upTo("working"), second, observe.refused(), observe.refused({ run: R21 })];
const statusOf = (state: State) => state.accounts.get(PLAN)?.status;

describe("a run whose model refuses the account", () => {
  test("waits parked, keeps what it has, and is not counted as lost", () => {
    const outcome = given(begin, upTo("working")).when(observe.refused());
    outcome.gives(
      event("account.parked", {
        account: PLAN,
        cause: "rate-limit",
        attempt: 1,
        until: instant(START_AT + 30_000),
      }),
      event("run.parked", { run: R11, life: 1 }),
    );
    const run = must(outcome.state.runs, R11);
    expect(run).toMatchObject({
      stage: { name: "parked" },
      lostCount: 0,
      messages: [{ isDelivered: false }],
    });
    expect(run.workspacePath).not.toBe(null);
    outcome.owes("plan/release#2");
  });

  test("parks the account once for all its runs", () => {
    given(begin, upTo("working"), second, observe.refused())
      .when(observe.refused({ run: R21 }))
      .gives(event("run.parked", { run: R21 }));
  });

  test("tells again only when the service takes longer, or the sign-in is the matter", () => {
    const first = [begin, upTo("working"), second, refusedBy({ resumesAt: instant(START_AT + 60_000) })];
    const later = { resumesAt: instant(START_AT + 120_000) };
    const state = given(first);
    state
      .when(observe.refused({ run: R21, refusal: refusal(later) }))
      .gives(event("account.parked", { until: later.resumesAt, attempt: 1 }), event("run.parked"));
    state
      .when(observe.refused({ run: R21, refusal: refusal({ cause: "auth" }) }))
      .gives(event("account.parked", { until: null, cause: "auth" }), event("run.parked"));
    state.when(observe.refused({ run: R21 })).gives(event("run.parked"));
  });

  test("is of no consequence for an account that does not pay any more", () => {
    const outcome = given(begin, upTo("working"), connect(KEY)).when(observe.refused());
    outcome.gives(event("run.parked", { run: R11 })).owes("R-1.1/go-on#1");
  });

  test("takes a message along, may be paused, and may be stopped", () => {
    const parked = given(begin, upTo("working"), observe.refused());
    parked.when({ type: "run.send", run: R11, text: "and tests" }).gives(event("run.message-queued"));
    parked.when({ type: "run.pause", run: R11 }).gives(event("run.paused"));
    parked
      .when({ type: "run.stop", run: R11, reason: "enough" })
      .gives(event("run.ended"), event("ticket.approval-undone"));
  });
});

describe("the next try", () => {
  test.each([
    ["the service's own time", { resumesAt: instant(START_AT + 5_000) }, START_AT + 5_000],
    ["a back-off when the time has passed", { resumesAt: instant(START_AT) }, START_AT + 30_000],
    ["at most eight days", { resumesAt: instant(START_AT + 1e12) }, START_AT + 8 * 86_400_000],
    ["never by itself without a sign-in", { cause: "auth", resumesAt: instant(START_AT + 5) }, null],
  ] as const)("is %s", (_, over, until) => {
    expect(statusOf(given(begin, upTo("working"), refusedBy(over)).state)).toMatchObject({
      name: "parked",
      until,
    });
  });

  test("comes later with each refusal of the one that tries, up to half an hour", () => {
    const untils: number[] = [];
    let story: Step = [begin, upTo("working"), observe.refused()];
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      const { state } = given(story);
      const status = statusOf(state);
      untils.push(status?.name === "parked" ? (status.until ?? 0) - START_AT : 0);
      story = [story, release, goOn(R11), observe.refused()];
    }
    expect(untils.map((ms) => ms / 1_000)).toEqual([30, 60, 120, 240, 480, 960, 1_800, 1_800, 1_800]);
  });

  test("is not before the back-off when the service's time was wrong before", () => {
    const story = [begin, upTo("working"), observe.refused(), release, goOn(R11)];
    const soon = given(story, refusedBy({ resumesAt: instant(START_AT + 1_000) }));
    expect(statusOf(soon.state)).toMatchObject({ attempt: 2, until: START_AT + 60_000 });
    const late = given(story, refusedBy({ resumesAt: instant(START_AT + 90_000) }));
    expect(statusOf(late.state)).toMatchObject({ attempt: 2, until: START_AT + 90_000 });
  });

  test("begins anew after an answer", () => {
    const story = [begin, upTo("working"), observe.refused(), release, goOn(R11), answeredAgain];
    expect(statusOf(given(story, observe.refused()).state)).toMatchObject({ attempt: 1 });
  });
});

describe("when the account is released", () => {
  test("the one that waits longest tries for all, and no other", () => {
    const released = given(twoRefused).when({ type: "account.release", account: PLAN }, ENGINE);
    released.gives(event("account.released")).owes("R-1.1/go-on#1", "plan/answered#3");
    const tried = given(twoRefused, release, goOn(R11));
    expect(tried.state.runs.get(R11)?.stage.name).toBe("working");
    tried.when({ type: "run.go-on", run: R21 }, ENGINE).givesNothing();
  });

  test("all stay parked when it is refused again", () => {
    const again = given(twoRefused, release, goOn(R11)).when(observe.refused());
    again.gives(event("account.parked", { attempt: 2 }), event("run.parked")).owes("plan/release#4");
  });

  test("the others go on after its answer, one after another", () => {
    const answered = given(twoRefused, release, goOn(R11), { passMs: 1_000 }, answeredAgain);
    const { state } = answered
      .when({ type: "run.go-on", run: R21 }, ENGINE)
      .gives(event("run.resumed", { run: R21 }));
    expect(state.runs.get(R21)?.stage.name).toBe("working");
    const waits = keyOf(answered.state, R21, "follow-up");
    expect(waits).toBe("R-2.1/go-on#1");
  });

  test("the next one waits for one that was refused too, and for nothing else that starts", () => {
    const answered: Step = [twoRefused, release, goOn(R11), { passMs: 1_000 }, answeredAgain];
    const at = (state: State) => obligations(state).find(({ key }) => key === "R-2.1/go-on#1")?.notBefore;
    const third: Step = [{ passMs: 1_000 }, draft({ title: "Third" }), approve(T3), start(T3)];
    const alone = at(given(answered).state);
    expect(alone).toBeGreaterThan(START_AT);
    expect(at(given(answered, third).state)).toBe(alone);
  });

  test("the next one tries when the first is stopped", () => {
    const stopped = given(twoRefused, release, goOn(R11), { type: "run.stop", run: R11, reason: "enough" });
    expect(keyOf(stopped.state, R21, "follow-up")).toBe("R-2.1/go-on#1");
  });

  test("by the user who tries again, it is now", () => {
    given(twoRefused).when({ type: "run.try-again", run: R21 }).gives(event("account.released"));
    given(twoRefused, release).when({ type: "run.try-again", run: R21 }).refuses("wrong-stage", "by itself");
  });

  test("by the user who connects a model, it is now, but not by a start of the daemon", () => {
    const refused = given(begin, upTo("working"), refusedBy({ cause: "auth" }));
    const by = (account: typeof PLAN, isChosen: boolean) =>
      ({ type: "account.connect", account, name: "your plan", isChosen }) as const;
    refused.when(by(PLAN, false), ENGINE).givesNothing();
    refused.when(by(PLAN, true), ENGINE).gives(event("account.released"));
    refused
      .when(by(accountId("other"), false), ENGINE)
      .gives(
        event("account.connected", { account: accountId("other") }),
        event("account.released", { account: accountId("other") }),
      );
  });
});

describe("while the model refuses", () => {
  const refused: Step = [begin, upTo("working"), observe.refused()];

  test("no ticket starts, and its row says why", () => {
    const { state } = given(refused, draft({ title: "Second" }), approve(T2));
    const rows = boardRows(state, { read: () => null });
    expect(rows.map(({ word, status }) => [word, status])).toEqual([
      ["parked", "parked · waits for the rate limit of your plan"],
      ["queued", "queued · waits for the rate limit of your plan"],
    ]);
  });

  test("a run that would begin to work is parked with what lets it", () => {
    const preparing = [draft({ title: "Second" }), approve(T2), start(T2)];
    given(begin, upTo("working"), preparing, observe.refused())
      .when(observe.workspace({ run: R21 }))
      .gives(event("run.workspace-prepared"), event("run.parked", { run: R21, life: 0 }));
    given(begin, upTo("working"), second, observe.refused())
      .when(observe.lost({ run: R21 }))
      .gives(event("run.agent-lost"), event("run.parked", { run: R21, life: 1 }));
  });

  test("a review waits, and is asked anew", () => {
    const reviewing = given(begin, upTo("checked")).when(observe.reviewRefused());
    reviewing.gives(event("account.parked"), event("run.review-parked")).owes("plan/release#2");
    const { state } = given(begin, upTo("checked"), observe.reviewRefused());
    expect(boardRows(state, { read: () => null })[0]).toMatchObject({
      word: "parked",
      status: "review waits for the rate limit of your plan",
    });
    given(begin, upTo("checked"), observe.reviewRefused(), release)
      .when({ type: "run.go-on", run: R11 }, ENGINE)
      .gives(event("run.review-resumed", { report: 2 }))
      .owes("R-1.1/review-run#2", "plan/answered#3");
  });

  test("landing goes on: it asks no model", () => {
    const ready = given(begin, upTo("ready"), second, observe.refused({ run: R21 }));
    const { state } = ready.when(approveLanding(T1));
    expect(state.tickets.get(T1)?.stage.name).toBe("landing");
  });
});
