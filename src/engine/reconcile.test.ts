import { describe, expect, test } from "vitest";
import type { Command } from "../domain/commands.ts";
import type { Obligation } from "../domain/obligation.ts";
import type { State } from "../domain/state.ts";
import { START_AT, given, type Step } from "../domain/testing/given.ts";
import { R11, T1, approveLanding, byOrchestrator, opened, says, observe } from "../domain/testing/stories.ts";
import { landingOf, upTo, verified } from "../domain/testing/ticket-story.ts";
import { LANDING_UNDO_MS } from "../domain/landing/state.ts";
import { JournalFull } from "../journal/failures.ts";
import { AgentUnavailable } from "../ports/agent.ts";
import { ImportRefused, PathOutsideTree, RepositoryFailed } from "../ports/repository.ts";
import {
  ATTEMPTS_AFTER_CHANGE_MAX,
  ATTEMPTS_MAX,
  BACKOFF_FIRST_MS,
  BACKOFF_MAX_MS,
  createReconciler,
} from "./reconcile.ts";
import { createVirtual } from "./testing/virtual.ts";

const SOON = new RepositoryFailed(["status"], 1, "locked");
const AFTER_CHANGE = new AgentUnavailable("sign in first");
const NEVER = new PathOutsideTree("../x");

interface Run {
  readonly key: string;
  readonly atMs: number;
  readonly signal: AbortSignal;
  done(): void;
  fail(error: unknown): void;
}

function start(options: { readonly giveUp?: () => Promise<void> } = {}) {
  const virtual = createVirtual();
  const runs: Run[] = [];
  const givenUp: { readonly key: string; readonly code: string; readonly detail: string }[] = [];
  const defects: unknown[] = [];
  const reconciler = createReconciler({
    clock: virtual.clock,
    run: ({ key }, signal) =>
      new Promise((resolve, reject) => {
        runs.push({ key, atMs: virtual.clock.now() - START_AT, signal, done: resolve, fail: reject });
      }),
    giveUp: async ({ key }: Obligation, code, detail) => {
      givenUp.push({ key, code, detail });
      await options.giveUp?.();
    },
    onDefect: (_obligation, error) => void defects.push(error),
  });
  return {
    ...virtual,
    reconciler,
    runs,
    givenUp,
    defects,
    keys: () => runs.map((run) => run.key),
    last: () => runs.at(-1) as Run,
    reconcile: async (state: State) => {
      reconciler.reconcile(state, null);
      await virtual.clock.settle();
    },
  };
}

const stateOf = (...story: readonly Step[]) => given(opened, ...story).state;
const stop: Command = { type: "run.stop", run: R11, reason: "no" };
const working = stateOf(upTo("working"));

describe("reconciling", () => {
  test("starts what is owed, once", async () => {
    const { reconcile, reconciler, keys } = start();
    await reconcile(working);
    await reconcile(working);
    expect(keys()).toEqual(["R-1.1/run-agent#0"]);
    expect(reconciler.inFlight()).toEqual(["R-1.1/run-agent#0"]);
  });

  test("never starts in the caller's stack", () => {
    const { reconciler, runs } = start();
    reconciler.reconcile(working, null);
    expect(runs).toEqual([]);
  });

  test("aborts what is not owed any more, and starts nothing for the same subject before that has settled", async () => {
    const { reconcile, runs, keys, clock } = start();
    await reconcile(working);
    await reconcile(stateOf(upTo("working"), stop));
    expect(runs[0]?.signal.aborted).toBe(true);
    expect(keys()).toEqual(["R-1.1/run-agent#0"]);
    runs[0]?.fail(new RangeError("aborted"));
    await clock.settle();
    expect(keys()).toEqual(["R-1.1/run-agent#0", "R-1.1/stop-agent#0"]);
  });

  test("starts again what was let go and owed again twice before it had settled", async () => {
    const { reconcile, runs, keys, clock } = start();
    const halted = stateOf(upTo("working"), { type: "project.halt", reason: "no" });
    for (const state of [working, halted, working, halted]) await reconcile(state);
    runs[0]?.fail(new RangeError("aborted"));
    await clock.settle();
    await reconcile(working);
    expect(keys()).toEqual(["R-1.1/run-agent#0", "R-1.1/run-agent#0"]);
  });

  test("starts nothing for a subject that is held back until then", async () => {
    const { reconciler, reconcile, keys, clock } = start();
    const until = Promise.withResolvers<void>();
    reconciler.holdBack("R-1.1", until.promise);
    await reconcile(working);
    expect(keys()).toEqual([]);
    until.resolve();
    await clock.settle();
    expect(keys()).toEqual(["R-1.1/run-agent#0"]);
  });

  test("does not wait for the aborted one of another subject", async () => {
    const { reconcile, keys } = start();
    await reconcile(working);
    await reconcile(stateOf(upTo("working"), stop, upTo("queued", { n: 2 })));
    expect(keys()).toEqual(["R-1.1/run-agent#0", "T-2/start-run#0"]);
  });

  test("takes what an aborted effect throws for no failure", async () => {
    const { reconcile, last, givenUp, defects, clock } = start();
    await reconcile(working);
    const first = last();
    await reconcile(stateOf());
    first.fail(new RangeError("aborted"));
    await clock.settle();
    expect([givenUp, defects]).toEqual([[], []]);
  });

  test("compares again what was done and is still owed, a little later each time", async () => {
    const { reconcile, runs, last, until } = start();
    await reconcile(working);
    for (let n = 1; n <= 4; n += 1) {
      last().done();
      await until(() => runs.length === n + 1);
    }
    expect(runs.map((run) => run.atMs)).toEqual([0, 200, 600, 1_400, 3_000]);
  });

  test("starts a new generation at once, whatever became of the former one", async () => {
    const { reconcile, last, keys, clock } = start();
    await reconcile(working);
    last().fail(SOON);
    await clock.settle();
    await reconcile(
      stateOf(
        upTo("working"),
        { type: "ticket.retry", ticket: T1, reason: "again" },
        observe.agentStopped(),
        observe.kept(),
      ),
    );
    expect(keys()).toEqual(["R-1.1/run-agent#0", "T-1/start-run#1", "R-1.1/remove-workspace#0"]);
  });

  test("waits until an obligation is due", async () => {
    const begin: Step = (state) => ({ type: "landing.begin", landing: landingOf(state) });
    const words = stateOf(
      upTo("ready"),
      says("land it"),
      byOrchestrator(approveLanding()),
      begin,
      verified(),
    );
    const { reconcile, runs, until } = start();
    await reconcile(words);
    await until(() => runs.some((run) => run.key.includes("/land#")));
    expect(runs.find((run) => run.key.includes("/land#"))?.atMs).toBe(LANDING_UNDO_MS);
  });
});

describe("an effect that fails", () => {
  async function failing(error: unknown, attempts: number, state = working) {
    const started = start();
    await started.reconcile(state);
    for (let n = 1; n <= attempts; n += 1) {
      // Of the first obligation; a report that waits is in flight beside it.
      const mine = () => started.runs.filter((run) => run.key === started.runs[0]?.key);
      await started.until(() => mine().length === n);
      mine().at(-1)?.fail(error);
      await started.clock.settle();
    }
    return started;
  }

  test("is tried again after a pause that doubles, up to its bound", async () => {
    const { runs } = await failing(SOON, 12, stateOf(upTo("landing")));
    const mine = runs.filter((run) => run.key === runs[0]?.key);
    const pauses = mine.map((run, index) => run.atMs - (mine[index - 1]?.atMs ?? 0)).slice(1);
    expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000, 30_000]);
    expect([pauses[0], Math.max(...pauses)]).toEqual([BACKOFF_FIRST_MS, BACKOFF_MAX_MS]);
  });

  test.each<[string, unknown, number]>([
    ["may work in a moment", SOON, ATTEMPTS_MAX],
    ["needs somebody to act", AFTER_CHANGE, ATTEMPTS_AFTER_CHANGE_MAX],
    ["will never work", NEVER, 1],
    ["is a defect of ours", new RangeError("broken"), ATTEMPTS_AFTER_CHANGE_MAX],
  ])(
    "that %s is given up after its attempts, with its code and what was found",
    async (_, error, attempts) => {
      const before = await failing(error, attempts - 1);
      expect(before.givenUp).toEqual([]);
      const { givenUp, defects } = await failing(error, attempts);
      const code = error instanceof RangeError ? "defect" : (error as typeof SOON).code;
      expect(givenUp).toEqual([{ key: "R-1.1/run-agent#0", code, detail: (error as Error).message }]);
      expect(defects).toEqual(error instanceof RangeError ? [error, error] : []);
    },
  );

  test.each([SOON, AFTER_CHANGE, NEVER, new ImportRefused(R11, "moved", "gone"), new RangeError("broken")])(
    "is never given up when it is the landing itself, which may have happened: %s",
    async (error) => {
      const { givenUp, keys } = await failing(error, ATTEMPTS_MAX + 3, stateOf(upTo("landing")));
      expect(givenUp).toEqual([]);
      expect(keys().filter((key) => key.includes("/land#"))).toHaveLength(ATTEMPTS_MAX + 3);
    },
  );

  test("since the journal takes no more is tried on and on: nothing can be given up in a journal that is full", async () => {
    const full = new JournalFull("journal.db");
    const { givenUp, defects } = await failing(full, ATTEMPTS_MAX + 3);
    expect(givenUp).toEqual([]);
    expect(new Set(defects)).toEqual(new Set([full]));
  });

  test("counts only failures in a row", async () => {
    const { reconcile, last, givenUp, runs, until } = start();
    await reconcile(working);
    for (let n = 1; n <= 4; n += 1) {
      await until(() => runs.length === n);
      if (n === 2) last().done();
      else last().fail(AFTER_CHANGE);
    }
    await until(() => givenUp.length > 0);
    expect(runs).toHaveLength(4);
  });

  test("and cannot be given up hurts nobody: it is recorded and tried again", async () => {
    const broken = new JournalFull("journal.db");
    const started = start({ giveUp: () => Promise.reject(broken) });
    await started.reconcile(working);
    for (let n = 1; n <= 4; n += 1) {
      await started.until(() => started.runs.length === n);
      started.last().fail(AFTER_CHANGE);
    }
    await started.until(() => started.givenUp.length === 3);
    expect(started.defects).toEqual([broken, broken, broken]);
    expect(started.reconciler.inFlight()).toEqual([]);
  });
});

describe("stopping", () => {
  test("aborts all that is in flight, waits until it has settled, and starts nothing more", async () => {
    const { reconcile, reconciler, runs, clock, keys } = start();
    await reconcile(stateOf(upTo("working"), upTo("queued", { n: 2 })));
    expect(keys()).toEqual(["T-2/start-run#0", "R-1.1/run-agent#0"]);
    let isStopped = false;
    const stopped = reconciler.stop().then(() => {
      isStopped = true;
    });
    await clock.settle();
    expect([isStopped, runs.every((run) => run.signal.aborted)]).toEqual([false, true]);
    for (const run of runs) run.fail(new RangeError("aborted"));
    await stopped;
    await reconcile(stateOf(upTo("queued")));
    expect([runs.length, reconciler.inFlight()]).toEqual([2, []]);
    expect(clock.advance()).toBe(false);
  });

  test("forgets what it would have woken for", async () => {
    const { reconcile, reconciler, last, clock } = start();
    await reconcile(working);
    last().fail(SOON);
    await clock.settle();
    await reconciler.stop();
    expect(clock.advance()).toBe(false);
  });
});
