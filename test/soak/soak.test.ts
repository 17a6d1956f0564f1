// The parts of a soak that decide something: its schedule, its slope, and a judge that can say no. The soak itself is `npm run -s soak`.
import { describe, expect, onTestFinished, test } from "vitest";
import type { JournalEvent } from "../e2e/journal-of.ts";
import { makeScene } from "../e2e/scene.ts";
import { wrongOf, type SoakOutcome } from "./judge.ts";
import { FAULTS, scheduleOf } from "./schedule.ts";
import { slopeOfLives, WARM_UP_MS, type Sample } from "./slope.ts";
import { landedOf, lostCommits, spendingOf } from "./verify.ts";

const MINUTE_MS = 60_000;

/** Of half an hour, every ten seconds. */
function samples(megabytesAt: (hours: number, n: number) => number): readonly Sample[] {
  return Array.from({ length: 180 }, (_, n) => {
    const atMs = WARM_UP_MS + n * 10_000;
    return { atMs, rssMb: megabytesAt(atMs / 3_600_000, n), heapMb: 40 };
  });
}

describe("the schedule", () => {
  test("strikes every fault, each at its time, and is the same for a seed", () => {
    for (const minutes of [1, 2, 30, 120]) {
      const blows = scheduleOf(7, minutes);
      expect(new Set(blows.map(({ fault }) => fault))).toEqual(new Set(FAULTS));
      const times = blows.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(times.at(-1)).toBeLessThan(minutes * MINUTE_MS * 0.9);
      expect(scheduleOf(7, minutes)).toEqual(blows);
    }
    expect(scheduleOf(8, 30)).not.toEqual(scheduleOf(7, 30));
  });

  test("of half an hour leaves one daemon twenty minutes", () => {
    const lastKill = scheduleOf(1, 30).findLast(({ fault }) => fault === "daemonKilled");
    expect(30 * MINUTE_MS - (lastKill?.atMs ?? Infinity)).toBeGreaterThan(20 * MINUTE_MS);
  });
});

describe("the slope of memory", () => {
  test("is that of a leak, whatever spikes there are", () => {
    const leaking = samples((hours, n) => 150 + 6 * hours + (n % 20 === 0 ? 40 : 0));
    expect(slopeOfLives([leaking])).toBeCloseTo(6, 1);
  });

  test("is none when what grows is the start alone", () => {
    const begin = Array.from({ length: 12 }, (_, n) => ({ atMs: n * 10_000, rssMb: 80 + n * 5, heapMb: 40 }));
    expect(slopeOfLives([[...begin, ...samples(() => 150)]])).toBe(0);
  });

  test("is that of the longest life, and unknown of a short one", () => {
    const short = [{ atMs: 0, rssMb: 1, heapMb: 40 }];
    expect(slopeOfLives([short, [{ atMs: 0, rssMb: 150, heapMb: 40 }, ...samples(() => 150)]])).toBe(0);
    expect(slopeOfLives([short])).toBe(null);
  });
});

const GOOD: SoakOutcome = {
  minutes: 30,
  faults: { daemonKilled: 2, rateLimit: 3, outOfMemory: 3, signInRefused: 3, diskFull: 3, clockJump: 3 },
  lost: [],
  twice: [],
  corrupt: [],
  staleLocks: [],
  leftovers: [],
  survivors: [],
  troubles: [],
  landed: 80,
  rssSlopeMiBPerHour: 0.4,
  spendUsd: 20,
  budgetUsd: 30,
  overshootUsd: 0.1,
  statedOvershootUsd: 0.4,
};

describe("the judge", () => {
  test("finds nothing wrong with a soak that went well", () => {
    expect(wrongOf(GOOD)).toEqual([]);
  });

  test.each([
    ["lost", { lost: ["T-3 has not landed"] }],
    ["twice", { twice: ["T-3 is on main 2 times"] }],
    ["a survivor", { survivors: ["process 7"] }],
    ["corrupt", { corrupt: ["git fsck"] }],
    ["a stale lock", { staleLocks: ["index.lock"] }],
    ["left over", { leftovers: ["1 worktrees"] }],
    ["trouble", { troubles: ["the daemon died"] }],
    ["idle", { landed: 0 }],
    ["spendthrift", { overshootUsd: 0.9 }],
    ["leaking", { rssSlopeMiBPerHour: 1.2 }],
    ["unmeasured", { rssSlopeMiBPerHour: null }],
    ["undisturbed", { faults: { ...GOOD.faults, diskFull: 0 } }],
  ])("says no to one that is %s", (_what, change) => {
    expect(wrongOf({ ...GOOD, ...change })).toHaveLength(1);
  });

  test("does not judge the memory of a short one", () => {
    expect(wrongOf({ ...GOOD, minutes: 2, rssSlopeMiBPerHour: 300 })).toEqual([]);
  });
});

function journalOf(
  ...events: readonly (readonly [type: string, data: JournalEvent["data"]])[]
): readonly JournalEvent[] {
  return events.map(([type, data], n) => ({
    seq: n + 1,
    at: n,
    type,
    actor: { kind: "engine" },
    command: `c-${n}`,
    data,
  }));
}

describe("what is asked from outside", () => {
  test("tells a ticket that landed twice, one that is not there, and a commit that nothing leads to", () => {
    const at = makeScene({ files: { "README.md": "# Shop\n" } });
    onTestFinished(() => at.remove());
    at.commit("Note 1\n\nJarvis-Ticket: T-1");
    at.commit("Note 1 again\n\nJarvis-Ticket: T-1");
    const dropped = at.git("rev-parse", "HEAD").trim();
    const drafted = ["T-1", "T-2", "T-3", "T-4"].map((ticket) => ["ticket.drafted", { ticket }] as const);
    const journal = journalOf(
      ...drafted,
      ["ticket.landed", { ticket: "T-1" }],
      ["ticket.landed", { ticket: "T-2" }],
      ["ticket.closed", { ticket: "T-4" }],
    );
    expect(landedOf(at, journal)).toEqual({
      tickets: 4,
      landed: 1,
      lost: ["T-2 is said to have landed and is not on main", "T-3 has not landed"],
      twice: ["T-1 is on main 2 times"],
    });
    expect(lostCommits(at, new Set([dropped]))).toEqual([]);
    at.git("reset", "--quiet", "--hard", "HEAD~1");
    expect(lostCommits(at, new Set([dropped]))).toEqual([`nothing leads to the commit ${dropped}`]);
  });

  test("counts what was spent beyond the budget of that moment, not of the end", () => {
    const used = (run: string, costUsd: number, turnCount: number) =>
      ["run.usage-reported", { run, usage: { costUsd, turnCount } }] as const;
    const journal = journalOf(
      used("R-1.1", 0.5, 1),
      used("R-2.1", 0.5, 1),
      used("R-1.1", 0.75, 2),
      ["project.budget-raised", { scope: "project", added: { costUsd: 5 } }],
      used("R-2.1", 1, 3),
    );
    expect(spendingOf(journal, { budgetUsd: 1, workers: 8 })).toEqual({
      spendUsd: 1.75,
      budgetUsd: 6,
      overshootUsd: 0.25,
      statedOvershootUsd: 4,
    });
  });
});
