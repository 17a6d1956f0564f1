import { describe, expect, test } from "vitest";
import { obligations } from "../obligations.ts";
import { must } from "../state.ts";
import { boardRow } from "../status.ts";
import { waitsFor } from "../ticket/admission.ts";
import { ENGINE, event, given, givenLimits } from "../testing/given.ts";
import { HEAD, R11, T1, T2, approve, draft, keyOf, opened } from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";
import type { CommandIn } from "../testing/given.ts";
import type { HandWork } from "./state.ts";

const takeOver = { type: "run.take-over", run: R11 } as const;
const handedOver: CommandIn = (state) => ({
  type: "run.observe-handed-over",
  key: keyOf(state, R11, "hand-over"),
  run: R11,
  head: HEAD,
});
const yours = [opened, upTo("working"), takeOver, handedOver] as const;
const WORK: HandWork = { commits: [{ commit: HEAD, subject: "By hand" }], isCut: false, uncommitted: [] };
const giveBack = { type: "run.give-back", run: R11, isDone: false, work: WORK, text: null } as const;
const NO_FACTS = { read: () => null };
const ofRun = (state: Parameters<typeof obligations>[0]) =>
  obligations(state).flatMap(({ kind, subject }) => (subject.kind === "run" ? [kind] : []));

describe("a run that the user takes over", () => {
  test("owes first that its processes are gone, then nothing", () => {
    const asked = given(opened, upTo("working"), takeOver).state;
    expect(ofRun(asked)).toEqual(["hand-over"]);
    const { state } = given(yours);
    expect(ofRun(state)).toEqual([]);
    expect(must(state.runs, R11)).toMatchObject({
      stage: { name: "taken-over", head: HEAD },
      workspacePath: "/project-worktrees/R-1.1",
    });
    expect(boardRow(state, NO_FACTS, must(state.tickets, T1))).toMatchObject({
      word: "taken-over",
      status: "taken over by you · /project-worktrees/R-1.1",
      waitsFor: "give Worker 1 back",
    });
  });

  test("is no busy worker", () => {
    const { state } = givenLimits({ runsMax: 1, unreviewedMax: 10 }, ...yours, draft(), approve(T2));
    expect(waitsFor(state, must(state.tickets, T2))).toBeNull();
  });

  test("is taken from its review, or from the row of landings", () => {
    const { state } = given(opened, upTo("landing-queued"), takeOver);
    expect(must(state.tickets, T1).stage.name).toBe("running");
    expect(state.queue).toEqual([]);
  });

  test("hears what it is told when it goes on, and can be stopped", () => {
    given(yours).when({ type: "run.send", run: R11, text: "and hurry" }).gives(event("run.message-queued"));
    given(yours)
      .when({ type: "run.stop", run: R11, reason: "no" })
      .gives(event("run.ended"), event("ticket.approval-undone"));
  });

  test("has a worktree, and is neither taken over already nor ended nor landing now", () => {
    given(opened, upTo("preparing")).when(takeOver).refuses("wrong-stage", "no worktree yet");
    given(yours).when(takeOver).refuses("wrong-stage", "/project-worktrees/R-1.1");
    given(opened, upTo("landed")).when(takeOver).refuses("wrong-stage", "has ended (landed)");
    given(opened, upTo("landing"), { passMs: 20_000 }).when(takeOver).refuses("too-late");
  });
});

describe("a run that is given back", () => {
  test("is told what was done by hand, and goes on in a new life of its session when a worker is free", () => {
    const work = { ...WORK, uncommitted: ["a.txt"] };
    const outcome = given(yours).when({ ...giveBack, work, text: "the tests are yours" });
    outcome.gives(event("run.message-queued", { from: "user" }), event("run.given-back"));
    const told = must(outcome.state.runs, R11).messages.at(-1)?.text ?? "";
    for (const part of ["ccccccc By hand", "Left uncommitted, as it is: a.txt", "the tests are yours"])
      expect(told).toContain(part);
    given(yours, giveBack)
      .when({ type: "run.go-on", run: R11 }, ENGINE)
      .gives(event("run.resumed", { life: 2 }));
  });

  test("as done is reported as it is, and imported", () => {
    const outcome = given(yours).when({ ...giveBack, isDone: true, text: "all of it" });
    outcome.gives(event("run.reported", { report: 1 }));
    expect(ofRun(outcome.state)).toEqual(["import-commits"]);
    expect(must(outcome.state.runs, R11).reportText).toMatch(/by hand[^]*By hand[^]*all of it/);
  });

  test("as done has nothing uncommitted", () => {
    given(yours)
      .when({ ...giveBack, isDone: true, work: { ...WORK, uncommitted: ["a.txt"] } })
      .refuses("wrong-stage", "a.txt", "/project-worktrees/R-1.1", "give it back to the worker");
  });

  test("was taken over, and its processes are gone", () => {
    given(opened, upTo("working")).when(giveBack).refuses("wrong-stage", "is not taken over (working)");
    given(opened, upTo("working"), takeOver).when(giveBack).refuses("wrong-stage", "still being stopped");
  });
});
