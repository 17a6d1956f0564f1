// Going away and coming back by the command line: what is sent, what is said, and what is refused before anything is sent.
import { describe, expect, test } from "vitest";
import { projectRow, upserts } from "../testing/rows.ts";
import { fakeWith, jsonOf, on, ready, working } from "../testing/story.ts";

const REPORT = {
  since: 0,
  endedAt: 1,
  why: "back",
  landed: [],
  waits: [],
  failed: [],
  refused: [],
  spentUsd: 0,
  costUsdMax: 30,
  kept: [],
  leftOutCount: 0,
  lines: ["You are back, after 2 h.", "Landed: nothing."],
} as const;
const withReport = upserts.project(projectRow({ awayReport: structuredClone(REPORT) as never }));
const AWAY = { since: 0, until: 1, costUsdMax: 30, spentUsd: 4.5, isUnsafe: false, isOver: true };

describe("away", () => {
  test.each([
    ["8h", 480],
    ["90m", 90],
    ["1h30m", 90],
    ["2d", 2_880],
    ["45min", 45],
  ])("sends %s as minutes, with its budget", async (given, minutes) => {
    const fake = await fakeWith(working);
    const { exitCode, stdout } = await on(fake, ["away", given, "--budget", "$30", "--unsafe"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^You are away until .*, for at most \$30\.00\. Come back: jarvis back\n$/);
    expect(fake.commands.map(({ name, input }) => ({ name, input }))).toEqual([
      { name: "go-away", input: { minutes, costUsd: 30, isUnsafe: true } },
    ]);
  });

  test.each([
    [["8h"], "Expected how much"],
    [["8", "--budget", "3"], "Expected how long"],
    [["0h", "--budget", "3"], "Expected how long"],
    [["8d", "--budget", "3"], "from 1m to 7d"],
    [["8h", "--report"], "Expected a duration and --budget"],
    [["--budget", "3"], "Expected a duration and --budget"],
  ])("%s is no use, and nothing is sent", async (argv, words) => {
    const fake = await fakeWith(working);
    const { exitCode, stderr } = await on(fake, ["away", ...argv]);
    expect({ exitCode, sent: fake.commands }).toEqual({ exitCode: 2, sent: [] });
    expect(stderr).toContain(words);
  });

  test("without a duration says whether the user is away", async () => {
    expect((await on(await fakeWith(working), ["away"])).stdout).toContain("You are not away");
    const fake = await fakeWith([upserts.project(projectRow({ away: AWAY }))]);
    expect((await on(fake, ["away"])).stdout).toContain("Your time away is over ($4.50 of $30.00 spent)");
    expect((await on(fake, ["ls"])).stdout).toContain("Your time away is over");
    expect((await jsonOf(fake, ["away"])).json).toEqual({ away: AWAY });
  });
});

describe("back", () => {
  test("sends it, and tells what came of the time away", async () => {
    const fake = await fakeWith([withReport]);
    expect((await on(fake, ["back"])).stdout).toBe("You are back, after 2 h.\nLanded: nothing.\n");
    expect((await jsonOf(fake, ["back"])).json).toEqual({ report: REPORT });
    expect(fake.commands.map(({ name }) => name)).toEqual(["come-back", "come-back"]);
    expect((await on(fake, ["away", "--report"])).stdout).toContain("You are back, after 2 h.");
    expect((await on(await fakeWith(working), ["away", "--report"])).stdout).toContain("There is no report");
  });
});

test("a blown fuse is told by ls and land, and reset", async () => {
  const blown = upserts.project(projectRow({ fuse: { reason: "2 candidates failed in a row", since: 0 } }));
  const fake = await fakeWith([...ready, blown]);
  expect((await on(fake, ["ls"])).stdout).toContain("Landing fuse blown: 2 candidates failed in a row.");
  expect((await on(fake, ["land", "T-1"])).stderr).toContain("T-1 lands by your word all the same");
  expect((await on(fake, ["reset-fuse"])).stdout).toContain("The landing fuse is reset");
  expect(fake.commands.map(({ name }) => name)).toEqual(["land", "reset-fuse"]);
});
