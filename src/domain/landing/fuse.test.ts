// Goal: when landings go wrong again and again, none happens by itself until the user has looked; their own word still lands.
import { describe, expect, test } from "vitest";
import { obligations } from "../obligations.ts";
import { FIX_ROUNDS_MAX } from "../run/state.ts";
import { must, type State } from "../state.ts";
import { boardRow } from "../status.ts";
import { ENGINE, event, given, type CommandIn, type Step } from "../testing/given.ts";
import { R11, T1, T2, T3, approveLanding, observe, opened, says, orchestrator } from "../testing/stories.ts";
import { landingOf, upTo, verified } from "../testing/ticket-story.ts";
import { DELETION_LINES_MAX, EJECTED_MAX, isOutsizedDeletion } from "./fuse.ts";

const green = { spec: { landWhenGreen: true } } as const;
const reset = { type: "project.reset-fuse" } as const;
const begin =
  (n: number): CommandIn =>
  (state) => ({ type: "landing.begin", landing: landingOf(state, n) });
const byItself = (n: number): Step => ({
  by: ENGINE,
  command: approveLanding([T1, T2, T3][n - 1] ?? T1),
});
/** Its rounds of mending are used up, so that a red candidate leaves the queue for good. */
const noRounds = (n: number): Step => ({
  type: "run.fix-asked",
  data: { run: `R-${n}.1` as never, round: FIX_ROUNDS_MAX },
});
const failed = (n: number): Step => [upTo("verifying", { n }), noRounds(n), verified({ n, color: "red" })];
const blown: readonly Step[] = [opened, failed(1), failed(2)];
const keys = (state: State) => obligations(state).map(({ key }) => key);
const rowOf = (state: State, ticket: typeof T1) =>
  boardRow(state, { read: () => null }, must(state.tickets, ticket));

describe("the fuse blows", () => {
  test("when the second candidate in a row fails, with what it failed for", () => {
    expect(EJECTED_MAX).toBe(2);
    const { state } = given(opened, failed(1), upTo("verifying", { n: 2 }), noRounds(2))
      .when(verified({ n: 2, color: "red" }))
      .gives(
        event("landing.rejected", { isEjected: true }),
        event("ticket.landing-left"),
        event("conversation.report-queued"),
        event("project.fuse-blown", {
          cause: "ejected",
          reason: expect.stringContaining("2 candidates failed in a row"),
        }),
      );
    expect(state.fuse.blown?.reason).not.toContain("\n");
  });

  test("also when a failed candidate goes back to its worker", () => {
    const { state } = given(opened, upTo("verifying")).when(verified({ color: "red" }));
    expect(state.fuse.ejectedCount).toBe(1);
    expect(state.tickets.get(T1)?.stage.name).toBe("running");
  });

  test("not when a landing came between, and not for what somebody took out or what conflicts", () => {
    const between = given(
      opened,
      failed(1),
      upTo("landed", { n: 2 }),
      upTo("verifying", { n: 3 }),
      noRounds(3),
    );
    expect(between.when(verified({ n: 3, color: "red" })).state.fuse).toMatchObject({
      ejectedCount: 1,
      blown: null,
    });
    const undone = given(opened, failed(1), upTo("verifying", { n: 2 })).when({
      type: "landing.undo",
      ticket: T2,
    });
    expect(undone.state.fuse).toMatchObject({ ejectedCount: 1, blown: null });
  });

  test("when the target's own checks turned red since the review: what lands by itself does not", () => {
    given(opened, upTo("ready", green), byItself(1), begin(1))
      .when(verified({ color: "already-red" }))
      .gives(
        event("landing.rejected", { reason: "the checks of the target itself are red" }),
        event("ticket.landing-left"),
        event("conversation.report-queued"),
        event("project.fuse-blown", { cause: "red-target" }),
      );
    given(opened, upTo("verifying"))
      .when(verified({ color: "already-red" }))
      .gives(event("landing.verified"), event("project.fuse-blown", { cause: "red-target" }));
  });
});

describe("while it is blown", () => {
  const ready = [...blown, upTo("checked", { n: 3, ...green })] as const;
  const verdict = observe.verdict({ run: "R-3.1" as never });

  test("nothing lands by itself, and the board says why; after the reset it does", () => {
    const held = given(...ready, verdict);
    expect(keys(held.state)).not.toContain("R-3.1/land-when-green#1");
    expect(rowOf(held.state, T3)).toMatchObject({
      word: "ready",
      status: expect.stringContaining("landing fuse blown: 2 candidates failed in a row"),
    });
    const { state } = held.when(reset).gives(event("project.fuse-reset"));
    expect(keys(state)).toContain("R-3.1/land-when-green#1");
    expect(state.fuse).toEqual({ ejectedCount: 0, blown: null });
  });

  test("what waited in the queue to land by itself stays there, and what the user approved overtakes it", () => {
    const queue = [
      opened,
      upTo("ready", { n: 1, ...green }),
      byItself(1),
      upTo("ready", { n: 2 }),
      { type: "project.fuse-blown", data: { cause: "ejected", reason: "why" } },
    ] as const satisfies readonly Step[];
    const held = given(...queue);
    expect(keys(held.state).filter((key) => key.includes("/begin#"))).toEqual([]);
    expect(rowOf(held.state, T1)).toMatchObject({
      word: "needs-you",
      waitsFor: "reset the landing fuse, or land T-1",
    });
    const { state } = given(...queue, approveLanding(T2))
      .when(begin(2))
      .gives(event("landing.verifying"));
    expect(keys(state)).toContain(`${landingOf(state, 2)}/verify-landing#0`);
    // Reset meanwhile, the one that was begun goes to its end before the first of the queue.
    const after = given(...queue, approveLanding(T2), begin(2), reset)
      .when(begin(1))
      .givesNothing();
    expect(keys(after.state)).toContain(`${landingOf(after.state, 2)}/verify-landing#0`);
  });

  test("the user lands what it holds by their own word", () => {
    given(opened, upTo("ready", green), byItself(1), {
      type: "project.fuse-blown",
      data: { cause: "ejected", reason: "why" },
    })
      .when(approveLanding(T1))
      .gives(
        event("landing.rejected", { reason: "it is landed by the user's word instead" }),
        event("ticket.landing-left"),
        event("landing.queued", { by: { kind: "click", session: "s-1" } }),
        event("ticket.landing-entered"),
        event("run.landing-asked"),
      );
  });

  test("runs go on, and it blows no second time", () => {
    const { state } = given(...blown, upTo("verifying", { n: 3 }), noRounds(3)).when(
      verified({ n: 3, color: "red" }),
    );
    expect(state.fuse.ejectedCount).toBe(3);
    given(...blown)
      .when(reset)
      .gives(event("project.fuse-reset"));
  });

  test("only the user resets it, and only when it has blown", () => {
    given(...blown, says("reset it"))
      .when(reset, orchestrator)
      .refuses("not-yours");
    given(opened).when(reset).refuses("wrong-stage", "nothing to reset");
  });
});

test("a ticket that takes much away asks before it lands, whatever was approved with it", () => {
  const change = (removed: number, added = 0) => ({ removed, added }) as never;
  expect(isOutsizedDeletion(change(DELETION_LINES_MAX))).toBe(false);
  expect(isOutsizedDeletion(change(DELETION_LINES_MAX + 1))).toBe(true);
  // A file that was written anew is no deletion.
  expect(isOutsizedDeletion(change(5_000, 4_900))).toBe(false);
  const { state } = given(opened, upTo("checked", { ...green, change: { removed: 2_000, added: 0 } })).when(
    observe.verdict({ run: R11 }),
  );
  expect(keys(state)).not.toContain("R-1.1/land-when-green#1");
});
