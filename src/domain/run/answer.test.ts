import { describe, expect, test } from "vitest";
import { obligations } from "../obligations.ts";
import { must, type State } from "../state.ts";
import { boardRow } from "../status.ts";
import { ENGINE, event, given, givenLimits, type CommandIn, type Step } from "../testing/given.ts";
import { R11, T1, keyOf, observe, opened, orchestrator, says } from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";
import { ASK_MS_DEFAULT, ASKS_OPEN_MAX, type AnswerChoice, type Asked } from "./ask-state.ts";
import { isBusy } from "./is-busy.ts";

const PUBLISH: Asked = { kind: "permission", tool: "Bash", subject: "npm publish", detail: "" };
const PORT: Asked = { kind: "question", question: "Which port?", options: [], isMultiple: false };

const asks =
  (asked: Asked = PUBLISH, call = "call-1", run = R11): CommandIn =>
  (state) => ({ type: "run.observe-asked", key: keyOf(state, run, "run-agent"), run, call, asked });
const withdraws =
  (call: string | null): CommandIn =>
  (state) => ({
    type: "run.observe-ask-withdrawn",
    key: keyOf(state, R11, "run-agent"),
    run: R11,
    call,
  });
const answers = (choice: AnswerChoice, text = "", ask: number | null = null) =>
  ({ type: "run.answer", run: R11, ask, choice, text }) as const;
const expire = (ask: number) => ({ type: "run.expire-ask", run: R11, ask }) as const;

const working: readonly Step[] = [opened, upTo("working"), observe.agentStarted()];
const asking: readonly Step[] = [...working, asks()];
const expired: readonly Step[] = [...asking, { passMs: ASK_MS_DEFAULT }, { by: ENGINE, command: expire(1) }];

const runOf = (state: State) => must(state.runs, R11);
const keys = (state: State) => obligations(state).map(({ key }) => key);

describe("a worker that asks", () => {
  test("waits with what it asks for, keeps its process and its place, and says so on the board", () => {
    const outcome = given(...working).when(asks());
    outcome.gives(event("run.asked", { ask: 1, asked: PUBLISH }), event("conversation.report-queued"));
    const run = runOf(outcome.state);
    expect(run.stage).toEqual({ name: "waiting", reason: "asks to run: npm publish", cause: "asked" });
    expect(isBusy(run)).toBe(true);
    expect(keys(outcome.state)).toContain("R-1.1/run-agent#0");
    expect(keys(outcome.state)).toContain("R-1.1/expire-ask#1");
    expect(boardRow(outcome.state, { read: () => null }, must(outcome.state.tickets, T1))).toMatchObject({
      word: "needs-you",
      status: "needs you · asks to run: npm publish",
      waitsFor: "answer Worker 1",
    });
  });

  test("works again when all is answered", () => {
    const both = given(...asking, asks(PORT, "call-2"), answers("once", "", 1));
    expect(runOf(both.state).stage).toMatchObject({ reason: "asks: Which port?" });
    const { state } = both.when(answers("words", "4100"));
    expect(runOf(state).stage).toEqual({ name: "working" });
  });

  test("asks for no more than can be answered", () => {
    const many = Array.from({ length: ASKS_OPEN_MAX }, (_, n) => asks(PORT, `call-${n}`));
    given(...working, ...many)
      .when(asks(PUBLISH, "one-more"))
      .refuses("bound-reached");
  });

  test("says the same call twice, and is asked for once", () => {
    given(...asking)
      .when(asks())
      .givesNothing();
  });
});

describe("an answer", () => {
  test("is given once, by number when there are several", () => {
    given(...asking)
      .when(answers("once"))
      .gives(event("run.answered", { ask: 1, answer: { choice: "once", text: "" } }));
    given(...asking, answers("deny"))
      .when(answers("once", "", 1))
      .refuses("wrong-stage", "answered already");
    given(...working)
      .when(answers("once"))
      .refuses("wrong-stage", "asks nothing");
    given(...asking, asks(PORT, "call-2"))
      .when(answers("deny"))
      .refuses("invalid", "1: asks to run: npm publish · 2: asks: Which port?");
  });

  test("fits what is asked", () => {
    given(...asking)
      .when(answers("words", "yes"))
      .refuses("invalid", "once, ticket or deny");
    const question = given(...working, asks(PORT));
    question.when(answers("once")).refuses("invalid", "words");
    question.when(answers("words", "  ")).refuses("invalid", "empty");
    question.when(answers("words", "x".repeat(5_000))).refuses("bound-reached");
  });

  test("for the ticket lets the same call through in every later run, and nothing else", () => {
    const granted = given(...asking, answers("ticket"));
    granted.when(asks(PUBLISH, "call-2")).gives().replies("granted");
    granted
      .when(asks({ ...PUBLISH, subject: "npm publish --force" }, "call-3"))
      .gives(event("run.asked"), event("conversation.report-queued"));
    const retry = { type: "ticket.retry", ticket: T1, reason: "again" } as const;
    const later = given(...asking, answers("ticket"), retry);
    expect(must(later.state.tickets, T1).grants).toEqual([{ tool: "Bash", subject: "npm publish" }]);
  });

  test("that allows something is the user's own; the orchestrator relays words and denials", () => {
    const talking = given(...asking, says("let it"));
    talking.when(answers("once"), orchestrator).refuses("ask-the-user", "Only the user");
    talking.when(answers("ticket"), orchestrator).refuses("ask-the-user");
    talking.when(answers("deny"), orchestrator).gives(event("run.answered"));
    given(...working, asks(PORT), says("4100"))
      .when(answers("words", "4100"), orchestrator)
      .gives(event("run.answered"));
  });
});

describe("what nobody answers", () => {
  test("is denied when it is due, not before, and stays", () => {
    given(...asking, { passMs: ASK_MS_DEFAULT - 1 })
      .when(expire(1), ENGINE)
      .givesNothing();
    const { state } = given(...expired);
    expect(runOf(state)).toMatchObject({
      stage: { name: "working" },
      asks: [{ state: { name: "expired" } }],
    });
    given(...expired)
      .when(expire(1), ENGINE)
      .givesNothing();
  });

  test("is denied at once under a limit of nothing", () => {
    const limits = { runsMax: 3, unreviewedMax: 10, askMsMax: 0 };
    givenLimits(limits, ...working)
      .when(asks())
      .gives(event("run.asked"), event("conversation.report-queued"), event("run.ask-expired", { ask: 1 }));
  });

  test("is denied again without a question when it is asked again", () => {
    given(...expired)
      .when(asks(PUBLISH, "call-2"))
      .givesNothing()
      .replies("expired");
  });

  test("may be answered late: the worker is told, and what it may do now is remembered", () => {
    given(...expired)
      .when(answers("once"))
      .refuses("too-late", "Allow it for the ticket");
    given(...expired)
      .when(answers("ticket"))
      .gives(
        event("run.answered"),
        event("ticket.permission-granted", { ticket: T1, tool: "Bash", subject: "npm publish" }),
        event("run.message-queued", { from: "user" }),
      );
    given(...expired)
      .when(answers("deny"))
      .gives(event("run.answered"));
  });
});

describe("what no process waits for any more", () => {
  test.each<readonly [string, Step]>([
    ["interrupted", { type: "run.interrupt", run: R11, text: null }],
    ["paused", { type: "run.pause", run: R11 }],
    ["taken over", { type: "run.take-over", run: R11 }],
    ["stopped", { type: "run.stop", run: R11, reason: "enough" }],
    ["lost", observe.lost()],
    ["a new process", observe.agentStarted()],
    ["withdrawn", withdraws("call-1")],
    ["of a former process", withdraws(null)],
  ])("is gone: %s", (_, step) => {
    const { state } = given(...asking, step);
    expect(runOf(state).asks).toEqual([]);
    expect(keys(state).join()).not.toContain("expire-ask");
    given(...asking, step)
      .when(answers("once", "", 1))
      .refuses("wrong-stage");
  });

  test("is asked anew by the process that comes after, with a number of its own", () => {
    const { state } = given(...asking, observe.agentStarted(), asks(PUBLISH, "call-9"));
    expect(runOf(state).asks).toMatchObject([{ n: 2, call: "call-9", state: { name: "open" } }]);
  });
});

test("a message to a worker that asks waits for it, and one to all reaches it", () => {
  given(...asking)
    .when({ type: "run.send", run: R11, text: "hurry" })
    .gives(event("run.message-queued", { text: "hurry" }));
  given(...asking)
    .when({ type: "run.send-all", text: "all of you" })
    .replies("Worker 1");
});

test("an interrupted worker whose agent could not be kept goes on in another life", () => {
  const interrupt = { type: "run.interrupt", run: R11, text: null } as const;
  given(...working, interrupt, { type: "run.attention-raised", data: { run: R11, detail: "broken" } })
    .when({ type: "run.send", run: R11, text: "go on" })
    .gives(event("run.message-queued"), event("run.resumed", { life: 1 }));
});
