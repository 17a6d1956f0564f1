import { describe, expect, test } from "vitest";
import type { Command } from "./commands.ts";
import { instant } from "./ids.ts";
import { boardRow, boardRows, type Fact, type Facts } from "./status.ts";
import { must } from "./state.ts";
import { START_AT, given, givenLimits, type Step } from "./testing/given.ts";
import {
  BASE,
  C1,
  R11,
  R12,
  T1,
  T2,
  approve,
  approveLanding,
  checkedTree,
  draft,
  keyOf,
  observe,
  opened,
  start,
} from "./testing/stories.ts";
import { landingOf, upTo } from "./testing/ticket-story.ts";

const NOTHING: Facts = { read: () => null };

function known(facts: Readonly<Record<string, string>>): Facts {
  return {
    read: (subject, name): Fact | null => {
      const value = facts[`${subject} ${name}`];
      return value === undefined ? null : { value, observedAt: instant(START_AT + 41) };
    },
  };
}

function rowOf(story: Step, facts: Facts = NOTHING) {
  const { state } = given(opened, story);
  return boardRow(state, facts, must(state.tickets, T1));
}

const stop: Command = { type: "run.stop", run: R11, reason: "wrong way" };
const red: Step = [
  { type: "run.fix-asked", data: { run: R11, round: 3 } },
  observe.checked({ checked: checkedTree("red") }),
];
const blocked: Step = (state) => ({
  type: "landing.observe-blocked",
  key: keyOf(state, landingOf(state), "land"),
  landing: landingOf(state),
  path: "/project",
  files: ["a.txt"],
});
const broken: Step = [
  stop,
  {
    by: { kind: "engine" },
    command: (state) => ({
      type: "obligation.failed",
      key: keyOf(state, R11, "stop-agent"),
      subject: { kind: "run", run: R11 },
      code: "survivors-left",
      detail: "pid 7 lives",
    }),
  },
];

describe("the board says of each stage what is done and what the user must do", () => {
  test.each<[string, Step, string, string | null]>([
    ["a draft", upTo("draft"), "draft", "approve T-1"],
    ["a queued ticket", upTo("queued"), "queued · waits for its start", null],
    ["a run that begins", upTo("preparing"), "preparing its worktree", null],
    ["a working run of which nothing was observed", upTo("working"), "working · its agent starts", null],
    [
      "a fix round",
      [upTo("imported"), observe.checked({ checked: checkedTree("red") })],
      "working · fix 1/3 · its agent starts",
      null,
    ],
    [
      "a waiting run",
      [upTo("working"), observe.lost({ needs: "a sign-in" })],
      "needs you · a sign-in",
      "answer Worker 1",
    ],
    [
      "a run with something in its way",
      [upTo("reported"), observe.importRefused({ detail: "too large" })],
      "needs you · too large",
      "look at Worker 1",
    ],
    ["a report", upTo("reported"), "reported · importing its commits", null],
    ["imported work", upTo("imported"), "reported · checks run on the merged tree", null],
    ["checked work", upTo("checked"), "in review · checks green on the merged tree", null],
    [
      "work without checks",
      upTo("checked", { color: "unverified" }),
      "in review · UNVERIFIED: no check is configured",
      null,
    ],
    [
      "accepted work",
      upTo("ready"),
      "ready · checks green on the merged tree · review accepts",
      "land or send back T-1",
    ],
    [
      "work that fails as the target does",
      upTo("ready", { color: "already-red", verdict: { opinion: "changes" } }),
      "needs you · checks red, but only as on the target itself · review asks for changes",
      "land or send back T-1",
    ],
    ["red work", [upTo("imported"), red], "in review · checks RED on the merged tree", null],
    [
      "a conflict",
      [upTo("imported"), observe.conflict({ files: Array.from({ length: 12 }, (_, n) => `f${n}`) })],
      "conflict with the target · f0, f1, f2, f3, f4, f5, f6, f7, f8, f9 and 2 more",
      "tell Worker 1 what to do",
    ],
    ["a landing that waits", upTo("landing-queued"), "landing · place 1 in the queue", null],
    ["a landing that is verified", upTo("verifying"), "landing · verifying the exact tree", null],
    ["a landing", upTo("landing"), "landing", null],
    [
      "a landing that the user's files block",
      [upTo("landing"), blocked],
      "landing waits for your uncommitted a.txt",
      "commit or move these files",
    ],
    ["a landed ticket", upTo("landed"), "landed · eeeeeee · cleaning up", null],
    [
      "a landed ticket that is cleaned up",
      [upTo("landed"), observe.agentStopped(), observe.kept(), observe.removed()],
      "landed · eeeeeee",
      null,
    ],
    [
      "a closed ticket",
      [upTo("draft"), { type: "ticket.cancel", ticket: T1, reason: "not now" }],
      "closed · cancelled · not now",
      null,
    ],
    ["a stopped run", [upTo("working"), stop], "draft · cleaning up", "approve T-1"],
    [
      "a stopped run that cannot be cleaned up",
      [upTo("working"), broken],
      "draft · cleaning up needs you: pid 7 lives",
      "look at Worker 1",
    ],
    [
      "a new run beside an old one that cannot be cleaned up",
      [upTo("working"), broken, approve(), start()],
      "preparing its worktree · cleaning up needs you: pid 7 lives",
      "look at Worker 1",
    ],
    [
      "a new run beside an old one that is being cleaned up",
      [upTo("working"), stop, approve(), observe.agentStopped(), observe.kept(), start()],
      "preparing its worktree",
      null,
    ],
  ])("%s", (_, story, status, waitsFor) => {
    expect(rowOf(story)).toMatchObject({ ticket: "T-1", status, waitsFor });
  });
});

describe("a row", () => {
  test("tells run, worker, branch, last commit, cost and since when", () => {
    expect(rowOf([upTo("working"), { passMs: 700 }, observe.report(), observe.imported()])).toEqual({
      ticket: "T-1",
      stage: "review",
      word: "checking",
      title: "Add a dark mode",
      run: "R-1.1",
      worker: "W1",
      branch: "jarvis/t-1.1-add-a-dark-mode",
      lastCommit: "ccccccc",
      status: "reported · checks run on the merged tree",
      since: START_AT + 700,
      waitsFor: null,
      costUsd: 0.25,
    });
    expect(rowOf(upTo("queued"))).toMatchObject({ run: null, worker: null, branch: null, lastCommit: null });
    expect(rowOf(upTo("working"))).toMatchObject({ lastCommit: null, costUsd: 0 });
  });

  test("tells the step and the commit that were observed last, and since when", () => {
    const facts = known({ "R-1.1 step": "Bash npm test", "R-1.1 last-commit": "abc1234 Add a switch" });
    expect(rowOf(upTo("working"), facts)).toMatchObject({
      status: "working · Bash npm test",
      since: START_AT + 41,
      lastCommit: "abc1234 Add a switch",
    });
  });

  test("is about the latest run", () => {
    const retry: Command = { type: "ticket.retry", ticket: T1, reason: "again" };
    expect(rowOf([upTo("working"), retry, observe.agentStopped(), observe.kept(), start()])).toMatchObject({
      run: R12,
      worker: "W2",
    });
  });

  test("is bounded, whatever a failure says", () => {
    const lost = observe.lost({ needs: "x".repeat(5_000) });
    expect(rowOf([upTo("working"), lost]).status).toHaveLength(400);
  });

  test("says what a queued ticket waits for", () => {
    const again: Command = { type: "ticket.retry", ticket: T1, reason: "again" };
    expect(rowOf([upTo("working"), again]).status).toBe(
      "queued · waits for the end of Worker 1 · cleaning up",
    );
    const two: Step = [upTo("working"), draft({ dependsOn: [T1] }), approve(T2)];
    const { state } = given(opened, two);
    expect(boardRows(state, NOTHING).map((row) => row.status)).toEqual([
      "working · its agent starts",
      "queued · waits for T-1 to land",
    ]);
    const full = givenLimits({ runsMax: 1, unreviewedMax: 9 }, opened, upTo("working"), draft(), approve(T2));
    expect(boardRows(full.state, NOTHING)[1]?.status).toBe("queued · waits for a free worker (1 of 1 busy)");
    const many = givenLimits({ runsMax: 3, unreviewedMax: 1 }, opened, upTo("ready"), draft(), approve(T2));
    expect(boardRows(many.state, NOTHING)[1]?.status).toBe("queued · waits for your review (1 reports wait)");
  });

  test("says the place in the queue", () => {
    const second = { n: 2, spec: { title: "Add a profile" } };
    const { state } = given(opened, upTo("ready"), upTo("landing-queued", second), approveLanding(T1));
    expect(boardRows(state, NOTHING).map((row) => row.status)).toEqual([
      "landing · place 2 in the queue",
      "landing · place 1 in the queue",
    ]);
  });
});

test("a run that reported without a commit waits for the user, and the board says so", () => {
  expect(rowOf([upTo("reported"), observe.imported({ head: BASE })]).status).toBe(
    "needs you · it reported without a commit",
  );
  expect(given(opened, upTo("reported")).state.conversations.get(C1)?.queue).toEqual([]);
});
