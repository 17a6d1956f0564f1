import { describe, expect, test } from "vitest";
import type { Command } from "../commands.ts";
import { obligations } from "../obligations.ts";
import { FIX_ROUNDS_MAX } from "../run/state.ts";
import { must, type State } from "../state.ts";
import { START_AT, event, given, type CommandIn, type Step } from "../testing/given.ts";
import {
  CANDIDATE,
  HEAD,
  R11,
  T1,
  approveLanding,
  byOrchestrator,
  keyOf,
  opened,
  says,
} from "../testing/stories.ts";
import { candidate, landed, landingOf, upTo, verified } from "../testing/ticket-story.ts";
import { BLOCKED_RETRY_MS, LANDING_ATTEMPTS_MAX, LANDING_UNDO_MS } from "./state.ts";

const roundsUsed: Step = { type: "run.fix-asked", data: { run: R11, round: FIX_ROUNDS_MAX } };
const undo: Command = { type: "landing.undo", ticket: T1 };
const begin: CommandIn = (state) => ({ type: "landing.begin", landing: landingOf(state) });
const inLanding = (state: State) => must(state.landings, landingOf(state));

function observeOf(over: Record<string, unknown>): CommandIn {
  return (state) => {
    const kind = over["type"] === "landing.observe-conflict" ? "verify-landing" : "land";
    const landing = landingOf(state);
    return { key: keyOf(state, landing, kind), landing, ...over } as Command;
  };
}
const targetMoved = observeOf({ type: "landing.observe-target-moved", tip: HEAD });
const conflict = observeOf({ type: "landing.observe-conflict", files: ["a.txt"] });
const blockedBy = (...files: string[]) =>
  observeOf({ type: "landing.observe-blocked", path: "/project", files });

describe("the queue", () => {
  const second = { n: 2, spec: { title: "Add a profile" } };

  test("lands one at a time, in the order of approval", () => {
    given(opened, upTo("ready", { n: 1 }), upTo("landing-queued", second))
      .when(approveLanding(T1))
      .owes(expect.stringMatching(/^\S{36}\/begin#0$/) as never, "C1/begin-turn#0");
    given(opened, upTo("ready"), upTo("landing-queued", second), approveLanding(T1))
      .when(begin)
      .givesNothing();
    given(opened, upTo("landing"), upTo("landing-queued", second))
      .when(landed())
      .owes("R-1.1/stop-agent#0", expect.stringMatching(/^\S{36}\/begin#0$/) as never, "C1/begin-turn#0");
  });

  test("begins each landing once", () => {
    given(opened, upTo("landing-queued")).when(begin).gives(event("landing.verifying"));
    given(opened, upTo("verifying")).when(begin).givesNothing();
  });
});

describe("verifying the exact tree", () => {
  test.each(["green", "already-red"] as const)(
    "that is %s, as when it was approved, lets it land",
    (color) => {
      const { state } = given(opened, upTo("verifying", { color }))
        .when(verified({ color }))
        .gives(event("landing.verified", { candidate: candidate(color) }));
      expect(keyOf(state, landingOf(state), "land")).toMatch(/\/land#0$/);
    },
  );

  test("that is unverified lets it land only when the approval said so", () => {
    given(opened, upTo("verifying", { color: "unverified" }))
      .when(verified({ color: "unverified" }))
      .gives(event("landing.verified"));
    given(opened, upTo("verifying"))
      .when(verified({ color: "unverified" }))
      .gives(
        event("landing.rejected", { reason: expect.stringContaining("no check is configured any more") }),
        event("ticket.landing-left"),
        event("conversation.report-queued", { about: "checks-red" }),
      );
  });

  test("that is red is rejected and told to the user when the fix rounds are used up", () => {
    given(opened, upTo("verifying"), roundsUsed)
      .when(verified({ color: "red" }))
      .gives(
        event("landing.rejected", { reason: expect.stringContaining("$ npm test") }),
        event("ticket.landing-left", { ticket: T1 }),
        event("conversation.report-queued", { about: "checks-red", ticket: T1 }),
      );
  });

  test("that conflicts puts its run back to the user, with the files", () => {
    given(opened, upTo("verifying"))
      .when(conflict)
      .gives(
        event("landing.conflicted", { files: ["a.txt"] }),
        event("ticket.landing-left", { ticket: T1, reason: "conflict in 1 file(s)" }),
        event("run.merge-conflicted", { run: R11, files: ["a.txt"] }),
        event("conversation.report-queued", { about: "conflict" }),
      )
      .owes("C1/begin-turn#0");
  });
});

describe("moving the target", () => {
  test("is due at once after a click, and not before the words can be undone no more", () => {
    const clicked = given(opened, upTo("landing")).state;
    expect(inLanding(clicked).notBefore).toBe(START_AT);
    const { state } = given(
      opened,
      upTo("ready"),
      says("land it"),
      byOrchestrator(approveLanding()),
      begin,
    ).when(verified());
    const [due] = obligations(state);
    expect(due).toMatchObject({ kind: "land", notBefore: START_AT + LANDING_UNDO_MS });
  });

  test("lands the ticket, ends its run, tells the user, and cleans up", () => {
    given(opened, upTo("landing"))
      .when(landed())
      .gives(
        event("landing.landed", { commit: CANDIDATE }),
        event("ticket.landed", { ticket: T1, run: R11, commit: CANDIDATE }),
        event("run.ended", { run: R11, outcome: "landed" }),
        event("conversation.report-queued", { about: "landed", text: "T-1 landed on main as eeeeeee." }),
      )
      .owes("R-1.1/stop-agent#0", "C1/begin-turn#0");
  });

  test("verifies a new candidate when the target moved meanwhile", () => {
    const { state } = given(opened, upTo("landing"))
      .when(targetMoved)
      .gives(event("landing.target-moved", { tip: HEAD }));
    expect(keyOf(state, landingOf(state), "verify-landing")).toMatch(/\/verify-landing#1$/);
    const again = given(opened, upTo("landing"), targetMoved).when(verified()).state;
    expect(keyOf(again, landingOf(again), "land")).toMatch(/\/land#1000000$/);
  });

  test(`asks the user when the target moved ${LANDING_ATTEMPTS_MAX} times under it`, () => {
    const moved: Step = Array.from({ length: LANDING_ATTEMPTS_MAX - 1 }, () => [targetMoved, verified()]);
    given(opened, upTo("landing"), moved)
      .when(targetMoved)
      .gives(
        event("landing.rejected", { reason: "the target moved 20 times under it" }),
        event("ticket.landing-left"),
        event("conversation.report-queued", { about: "checks-red" }),
      );
  });

  test("waits while the user's files are in the way, tells it once and tries again", () => {
    const { state } = given(opened, upTo("landing"), { passMs: 500 })
      .when(blockedBy("a.txt", "b.txt"))
      .gives(
        event("landing.blocked", { path: "/project", files: ["a.txt", "b.txt"] }),
        event("conversation.report-queued", {
          about: "needs-you",
          text: expect.stringContaining("your uncommitted a.txt, b.txt in /project would be overwritten"),
        }),
      );
    expect(obligations(state)).toContainEqual(
      expect.objectContaining({
        key: `${landingOf(state)}/land#1`,
        notBefore: START_AT + 500 + BLOCKED_RETRY_MS,
      }),
    );
    given(opened, upTo("landing"), blockedBy("a.txt"))
      .when(blockedBy("a.txt"))
      .gives(event("landing.blocked"));
    given(opened, upTo("landing"), blockedBy("a.txt")).when(landed()).replies("");
  });

  test("can be taken back while it waits for the user's files", () => {
    const story: Step = [upTo("landing"), { passMs: 1 }, blockedBy("a.txt")];
    given(opened, story, { passMs: BLOCKED_RETRY_MS - 1 })
      .when(undo)
      .gives(event("landing.rejected"), event("ticket.landing-left"));
    given(opened, story, { passMs: BLOCKED_RETRY_MS }).when(undo).refuses("too-late");
  });
});
