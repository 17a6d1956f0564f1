import { describe, expect, test } from "vitest";
import type { Command } from "../commands.ts";
import { obligations } from "../obligations.ts";
import { FIX_ROUNDS_MAX } from "../run/state.ts";
import { ENGINE, START_AT, USER, event, given, type CommandIn, type Step } from "../testing/given.ts";
import {
  BASE,
  HEAD,
  LAND_HASH,
  R11,
  SPEC,
  T1,
  T2,
  approveLanding,
  byOrchestrator,
  checkedTree,
  hashOf,
  observe,
  opened,
  says,
} from "../testing/stories.ts";
import { landingOf, upTo, verified, type StoryOptions } from "../testing/ticket-story.ts";
import { LANDING_UNDO_MS } from "./state.ts";

const queuedEvents = [event("landing.queued"), event("ticket.landing-entered"), event("run.landing-asked")];
const roundsUsed: Step = { type: "run.fix-asked", data: { run: R11, round: FIX_ROUNDS_MAX } };
const undo: Command = { type: "landing.undo", ticket: T1 };
const begin: CommandIn = (state) => ({ type: "landing.begin", landing: landingOf(state) });

describe("approving a landing by a click", () => {
  test("queues run, base and head as they were shown, due at once", () => {
    const { state } = given(opened, upTo("ready"))
      .when(approveLanding())
      .gives(
        event("landing.queued", {
          ticket: T1,
          run: R11,
          branch: SPEC.target,
          base: BASE,
          head: HEAD,
          hash: LAND_HASH,
          by: { kind: "click", session: "s-1" },
          isUnverifiedAccepted: false,
          notBefore: START_AT as never,
        }),
        event("ticket.landing-entered", { ticket: T1, run: R11 }),
        event("run.landing-asked", { run: R11 }),
      );
    expect(state.queue).toEqual([landingOf(state)]);
  });

  test("is refused when a new commit came after it was shown", () => {
    given(opened, upTo("ready"))
      .when({ type: "landing.approve", ticket: T1, hash: hashOf("older"), isUnverifiedAccepted: false })
      .refuses("changed-since", "look at the new card");
  });

  test("is refused before the review is done, and says what is due", () => {
    given(opened, upTo("working")).when(approveLanding()).refuses("wrong-stage", "only reviewed work");
    given(opened, upTo("imported")).when(approveLanding()).refuses("wrong-stage", "check is still due");
    given(opened, upTo("checked")).when(approveLanding()).refuses("wrong-stage", "review is still due");
    given(opened, upTo("draft")).when(approveLanding(T2)).refuses("unknown-subject", "T-2");
  });

  test("never lands red work, also not for the user", () => {
    const redAndReady: Step = [observe.checked({ checked: checkedTree("red") }), observe.verdict()];
    const story = given(opened, upTo("imported"), roundsUsed, redAndReady);
    story.when(approveLanding(), USER).refuses("wrong-stage", "red on the merged tree", "Worker 1");
  });

  test("lands what is red on the target too, and what the reviewer would change, since the user decides", () => {
    for (const options of [{ color: "already-red" }, { verdict: { opinion: "changes" } }] as StoryOptions[])
      given(opened, upTo("ready", options))
        .when(approveLanding(), USER)
        .gives(...queuedEvents);
  });

  test("of unverified work needs a click that says so", () => {
    const story = [opened, upTo("ready", { spec: { checks: [] }, color: "unverified" })] as const;
    given(...story)
      .when(approveLanding())
      .refuses("ask-the-user", "unverified: no check is configured");
    given(...story)
      .when(approveLanding(T1, true))
      .gives(event("landing.queued", { isUnverifiedAccepted: true }), ...queuedEvents.slice(1));
  });
});

describe("landing when green", () => {
  const whenGreen = { landWhenGreen: true };

  test("is asked for by the state itself and lands with the ticket's approval", () => {
    const { state } = given(opened, upTo("checked", { spec: whenGreen }))
      .when(observe.verdict())
      .owes("R-1.1/land-when-green#1", "C1/begin-turn#0");
    const command = { type: "landing.approve", ticket: T1, hash: LAND_HASH, isUnverifiedAccepted: false };
    expect(obligations(state)[0]).toMatchObject({ kind: "follow-up", command });
    given(opened, upTo("ready", { spec: whenGreen }))
      .when(approveLanding(), ENGINE)
      .gives(
        event("landing.queued", { by: { kind: "with-ticket" }, notBefore: START_AT as never }),
        ...queuedEvents.slice(1),
      );
  });

  test.each<[string, StoryOptions]>([
    ["was not approved with the ticket", { spec: { landWhenGreen: false } }],
    ["would touch protected paths", { spec: whenGreen, change: { protectedPaths: [".github/ci.yml"] } }],
    ["is red on the target too", { spec: whenGreen, color: "already-red" }],
    ["is unverified", { spec: whenGreen, color: "unverified" }],
    ["was reviewed with changes", { spec: whenGreen, verdict: { opinion: "changes" } }],
  ])("asks the user when it %s", (_, options) => {
    const story = given(opened, upTo("ready", options));
    expect(obligations(story.state).map((one) => one.key)).toEqual(["C1/begin-turn#0"]);
    story.when(approveLanding(), ENGINE).refuses("ask-the-user", "needs the user's approval to land");
    story.when(approveLanding(T1, true), USER).gives(...queuedEvents);
  });

  test("is not asked for again after the user took the landing back", () => {
    given(opened, upTo("landing-queued", { spec: whenGreen }))
      .when(undo)
      .gives(event("landing.rejected"), event("ticket.landing-left"))
      .owes("C1/begin-turn#0");
  });
});

describe("undoing a landing", () => {
  test("takes it from the queue while it waits or is being verified", () => {
    for (const stage of ["landing-queued", "verifying"] as const) {
      const { state } = given(opened, upTo(stage))
        .when(undo)
        .gives(
          event("landing.rejected", { reason: "the approval was undone" }),
          event("ticket.landing-left", { ticket: T1, run: R11 }),
        )
        .owes("C1/begin-turn#0");
      expect(state.queue).toEqual([]);
    }
  });

  test(`is possible for ${LANDING_UNDO_MS / 1_000} s after the words, also when the candidate is ready`, () => {
    const byWords: Step = [
      upTo("ready"),
      says("land it"),
      byOrchestrator(approveLanding()),
      begin,
      verified(),
    ];
    given(opened, byWords, { passMs: LANDING_UNDO_MS - 1 })
      .when(undo)
      .gives(event("landing.rejected"), event("ticket.landing-left"));
    given(opened, byWords, { passMs: LANDING_UNDO_MS })
      .when(undo)
      .refuses("too-late", "landing at this moment");
  });

  test("is too late when the target may be moving, when it has landed, and before there is one", () => {
    given(opened, upTo("landing")).when(undo).refuses("too-late", "landing at this moment");
    given(opened, upTo("landed")).when(undo).refuses("too-late", "no landing to undo");
    given(opened, upTo("ready")).when(undo).refuses("too-late", "no landing to undo");
    given(opened).when(undo).refuses("unknown-subject");
  });
});
