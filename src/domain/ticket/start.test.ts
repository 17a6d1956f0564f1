import { describe, expect, test } from "vitest";
import { branchName } from "../ids.ts";
import { must } from "../state.ts";
import { event, given, givenLimits, uuid } from "../testing/given.ts";
import { BASE, R11, T1, T2, T3, approve, draft, keyOf, observe, opened, start } from "../testing/stories.ts";
import { landingOf, upTo } from "../testing/ticket-story.ts";

describe("starting a queued ticket", () => {
  test("makes the next run from the target's tip, on a branch named after ticket and title, with the first message", () => {
    given(opened, upTo("queued", { spec: { title: "Größe: ändern, now!" } }))
      .when(start())
      .gives(
        event("run.created", {
          run: R11,
          ticket: T1,
          workerNumber: 1,
          base: BASE,
          branch: branchName("jarvis/t-1.1-gro-e-a-ndern-now"),
          workerType: "ticket-worker",
        }),
        event("ticket.started", { ticket: T1, run: R11 }),
        event("run.message-queued", { run: R11, n: 1, from: "ticket", uuid: uuid(5) }),
      )
      .replies("R-1.1")
      .owes("R-1.1/prepare-workspace#0");
  });

  test.each([
    ["a title without a letter of the alphabet", "暗黑模式", "jarvis/t-1.1-work"],
    [
      "a title of many words",
      "a very long title that goes on and on and on and ends",
      "jarvis/t-1.1-a-very-long-title-that-goes-on-and-on-an",
    ],
    [
      "a title that is cut at a blank",
      "one two three four five six seven eight n end",
      "jarvis/t-1.1-one-two-three-four-five-six-seven-eight",
    ],
  ])("gives %s a branch that git takes", (_, title, branch) => {
    const { state } = given(opened, upTo("queued", { spec: { title } })).when(start());
    expect(must(state.runs, R11).branch).toBe(branch);
  });

  test("changes nothing when its key is of an approval that was taken back", () => {
    const story = given(opened, upTo("queued"), { type: "ticket.undo-approval", ticket: T1 }, approve());
    story.when(start(T1, { key: "T-1/start-run#0" as never })).givesNothing();
    story.when(start(T1, { key: "T-1/start-run#1" as never })).replies("R-1.1");
  });

  test("waits for all that it depends on to land", () => {
    given(opened, upTo("queued"), draft({ dependsOn: [T1] }), approve(T2))
      .when(approve(T1))
      .owes("T-1/start-run#0");
    given(opened, upTo("landing"), draft({ dependsOn: [T1] }), approve(T2))
      .when((state) => ({
        type: "landing.observe-landed",
        key: keyOf(state, landingOf(state), "land"),
        landing: landingOf(state),
        commit: BASE,
      }))
      .owes("T-2/start-run#0", "R-1.1/stop-agent#0", "C1/begin-turn#0");
  });

  test("waits for a free worker, in the order of approval", () => {
    const limits = { runsMax: 1, unreviewedMax: 10 };
    const story = [opened, draft(), draft(), draft(), approve(T2)] as const;
    givenLimits(limits, ...story, { passMs: 1 })
      .when(approve(T1))
      .owes("T-2/start-run#0");
    givenLimits(limits, ...story, { passMs: 1 }, approve(T1), start(T2))
      .when(approve(T3))
      .owes("R-2.1/prepare-workspace#0");
    givenLimits(limits, ...story, approve(T1))
      .when(approve(T3))
      .owes("T-1/start-run#0");
  });

  test("lets one that waits for a dependency be overtaken", () => {
    givenLimits(
      { runsMax: 1, unreviewedMax: 10 },
      opened,
      upTo("reported"),
      draft({ dependsOn: [T1] }),
      draft(),
      approve(T2),
      { passMs: 1 },
    )
      .when(approve(T3))
      .owes("T-3/start-run#0", "R-1.1/import-commits#1");
  });

  test("waits for the user's review when enough reports wait", () => {
    givenLimits({ runsMax: 3, unreviewedMax: 1 }, opened, upTo("ready"), upTo("draft", { n: 2 }))
      .when(approve(T2))
      .owes("C1/begin-turn#0");
    givenLimits({ runsMax: 3, unreviewedMax: 2 }, opened, upTo("ready"), upTo("draft", { n: 2 }))
      .when(approve(T2))
      .owes("T-2/start-run#0", "C1/begin-turn#0");
  });
});

describe("undoing a start", () => {
  const undo = { type: "ticket.undo-approval", ticket: T1 } as const;

  test("makes a queued ticket a draft again", () => {
    given(opened, upTo("queued"))
      .when(undo)
      .gives(event("ticket.approval-undone", { ticket: T1 }))
      .owes();
  });

  test("ends the run as cancelled before its first tool call", () => {
    given(opened, upTo("working"))
      .when(undo)
      .gives(
        event("run.ended", { run: R11, outcome: "cancelled" }),
        event("ticket.approval-undone", { ticket: T1 }),
      )
      .owes("R-1.1/stop-agent#0");
  });

  test("is too late after the first tool call", () => {
    given(opened, upTo("working"), observe.tool())
      .when(undo)
      .refuses("too-late", "Worker 1 has begun", "its work is kept");
  });

  test("is too late in every stage after that, and before any start", () => {
    for (const stage of ["draft", "imported", "landing", "landed"] as const)
      given(opened, upTo(stage)).when(undo).refuses("too-late", "no start to undo");
  });
});
