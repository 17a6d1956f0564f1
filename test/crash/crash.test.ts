// Every eighth blow of the crash suite: `npm run -s crash` strikes them all.
import { beforeAll, describe, expect, test } from "vitest";
import { blowsOf, kindsWithout } from "./enumerate.ts";
import { figuresOf } from "./run.ts";
import { faultTexts, strikeEvery, type CrashReport } from "./suite.ts";

const EVERY = 8;
/** About two minutes on two cores with nothing beside. */
const SUITE_MS_MAX = 900_000;

let report: CrashReport;

beforeAll(async () => {
  report = await strikeEvery(EVERY, { progress: () => undefined });
}, SUITE_MS_MAX);

describe("a SIGKILL of the daemon, of git, of an agent or of all of them", () => {
  test("may fall at hundreds of points, and every effect of the registry has some", () => {
    expect(report.points).toBeGreaterThanOrEqual(200);
    expect(report.uncoveredEffects).toEqual([]);
    expect(new Set(report.list).size).toBe(report.points);
  });

  test("loses nothing, does nothing twice, and leaves nothing half done", () => {
    const wrong = report.outcomes.flatMap((outcome) => {
      const { point, victim } = outcome.blow;
      return faultTexts(outcome).map((fault) => `${point} × ${victim}: ${fault}`);
    });
    expect(wrong).toEqual([]);
    expect(figuresOf(report)).toMatchObject({
      lost: 0,
      twice: 0,
      stuck: 0,
      corrupt: 0,
      staleLocks: 0,
      missed: 0,
    });
  });

  test("is struck in the real binary's scene wherever an agent is called", () => {
    const ofAgents = report.outcomes.filter(({ blow }) => /\/(?:agents|session)\./.test(blow.point));
    expect(ofAgents.length).toBeGreaterThan(0);
    expect(ofAgents.every(({ blow }) => blow.scene === "agents")).toBe(true);
  });

  test("is seen to lose work and to land twice where a protection is off", () => {
    expect(report.controlsFailed).toEqual({ "lands-blindly": true, "keeps-nothing": true });
  });
});

test("an effect that no scene comes by is named", () => {
  const blows = blowsOf({
    git: [{ point: "land.1/repository.land#1/before", effect: "land", hasAgent: false, git: null }],
    agents: [],
  });
  expect(blows).toMatchObject([{ scene: "git", victim: "daemon" }]);
  const missing = kindsWithout(blows);
  expect(missing).toContain("keep-work");
  expect(missing).not.toContain("land");
});
