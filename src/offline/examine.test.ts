import { expect, test } from "vitest";
import type { Examined } from "../wire/offline.ts";
import { examine, type ExamineAccess } from "./examine.ts";

const HOME = "/nowhere/.jarvis";

const WELL: ExamineAccess = {
  journal: {
    checkJournal: () => ({ project: null, eventCount: 0, replyCount: 0, findings: [], isCutShort: false }),
  },
  readDaemon: () => null,
  readProcesses: () => [],
  findStopFile: () => null,
  readFreeMb: async () => 50_000,
  readGit: async () => ({ isGood: true, text: "git version 2.39.5" }),
  readModel: () => ({ name: "playbook", payer: "nobody", wall: null }),
};

async function examined(access: Partial<ExamineAccess>) {
  const all: Examined[] = [];
  for await (const one of examine(HOME, { ...WELL, ...access })) all.push(one);
  return all;
}

test("a machine in order has nothing to advise", async () => {
  const all = await examined({});
  expect(all.map(({ name, state }) => [name, state])).toEqual(
    ["git", "daemon", "disk", "model", "journals"].map((name) => [name, "well"]),
  );
  expect(all.filter(({ advice }) => advice !== null)).toEqual([]);
});

test.each<readonly [string, Partial<ExamineAccess>, string, RegExp]>([
  [
    "git that is missing",
    { readGit: async () => ({ isGood: false, text: "ENOENT" }) },
    "problem",
    /^ENOENT$/,
  ],
  [
    "git before 2.38",
    { readGit: async () => ({ isGood: true, text: "git version 2.34.1" }) },
    "problem",
    /2\.34/,
  ],
  [
    "processes without their daemon",
    { readProcesses: () => [{ pid: 12, slot: "R-1.1" }] },
    "problem",
    /1 process of agents and checks are alive: 12 \(R-1\.1\)/,
  ],
  ["a full disk", { readFreeMb: async () => 1_024 }, "problem", /^1\.0 GB free/],
  ["a disk that says nothing", { readFreeMb: async () => null }, "notice", /cannot be told/],
  ["the file that stops everything", { findStopFile: () => "/h/STOP" }, "notice", /everything is stopped/],
  [
    "workers without a wall",
    { readModel: () => ({ name: "claude", payer: "your plan", wall: "no bubblewrap" }) },
    "notice",
    /your plan; no bubblewrap/,
  ],
])("%s is told", async (_, access, state, found) => {
  const told = (await examined(access)).filter((one) => one.state !== "well");
  expect(told).toEqual([expect.objectContaining({ state, found: expect.stringMatching(found) })]);
});

test.each(["git version 2.38.0", "git version 2.50.1 (Apple Git-155)", "git version 3.0.0"])(
  "%s is new enough",
  async (text) => {
    const [git] = await examined({ readGit: async () => ({ isGood: true, text }) });
    expect(git).toMatchObject({ name: "git", state: "well", found: text });
  },
);

test("processes of a daemon that runs are its own", async () => {
  const [, daemon] = await examined({
    readDaemon: () => ({ pid: 7, url: "http://127.0.0.1:4747" }),
    readProcesses: () => [{ pid: 12, slot: "R-1.1" }],
  });
  expect(daemon).toMatchObject({ state: "well", found: expect.stringContaining("pid 7") });
});
