import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { branchName, commitSha, runId } from "../domain/ids.ts";
import type { KeptWorkFound, KeptWorks } from "../ports/kept-works.ts";
import { RepositoryUnusable } from "../ports/repository.ts";
import { listKept, restoreKept, showKept, type RecoverAccess } from "./recover.ts";

const COMMIT = commitSha("c".repeat(40));

function work(run: string, n: string): KeptWorkFound {
  const ref = `refs/jarvis/keep/${run}/${n}`;
  return { run: runId(run), n, ref, commit: COMMIT, at: 1, fileCount: 2, sizeBytes: 3, isOnTarget: false };
}

const WORKS = [work("R-2.1", "2"), work("R-1.1", "1"), work("R-2.1", "1")];

let home: string;
/** Paths that were opened; each is closed again. */
let opened: string[];
let closedCount = 0;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "jarvis-recover-"));
  opened = [];
  closedCount = 0;
});
afterEach(() => {
  expect(closedCount).toBe(opened.length);
  rmSync(home, { recursive: true });
});

function access(works = WORKS): RecoverAccess {
  const kept: KeptWorks = {
    root: "/code/shop",
    commonDir: "/code/shop/.git",
    listNames: async () => works,
    measure: async (one) => ({ ...one, fileCount: 2, sizeBytes: 3, isOnTarget: false }),
    list: async () => ({ target: branchName("main"), works, leftOutCount: 0, totalBytes: 9 }),
    read: async () => ({ base: COMMIT, head: COMMIT, files: [], otherCommits: [] }),
    readDiff: async () => "+x\n",
    restore: async ({ branch, into, work: { n } }) => ({
      branch: branch ?? n,
      path: into ?? "/there",
      head: COMMIT,
      otherCommits: [],
      isThereAlready: false,
    }),
    close: async () => void closedCount++,
  };
  return {
    openKept: async (_, path) => {
      if (path === "/nowhere") throw new RepositoryUnusable(path, "not-a-repository", "no git", "Make one.");
      opened.push(path);
      return kept;
    },
    readTitles: (_, commonDir) => new Map(commonDir === kept.commonDir ? [["T-2", "Add a lamp"]] : []),
  };
}

const request = (more = {}) => ({ home, project: null, from: "/code/shop", ...more });

test("kept works are named, with the titles that the journal knows", async () => {
  const { works, ...rest } = await listKept(request(), access());
  expect(rest).toEqual({ root: "/code/shop", target: "main", leftOutCount: 0, totalBytes: 9 });
  expect(works.map(({ name, ticket, title }) => [name, ticket, title])).toEqual([
    ["R-2.1/2", "T-2", "Add a lamp"],
    ["R-1.1/1", "T-1", null],
    ["R-2.1/1", "T-2", "Add a lamp"],
  ]);
});

test("a run alone is its newest work, and the others are told", async () => {
  const shown = await showKept({ ...request(), name: "r-2.1", withPatch: true }, access());
  expect(shown).toMatchObject({ name: "R-2.1/2", others: ["R-2.1/1"], patch: "+x\n", fileCount: 2 });
  const older = await showKept({ ...request(), name: "R-2.1/1", withPatch: false }, access());
  expect(older).toMatchObject({ name: "R-2.1/1", others: ["R-2.1/2"], patch: null });
  const restored = await restoreKept({ ...request(), name: "R-1.1", branch: "b", into: "/i" }, access());
  expect(restored).toMatchObject({ name: "R-1.1/1", branch: "b", path: "/i", fileCount: 2 });
});

test("what is not kept is refused, and what is kept is named", async () => {
  const shown = (name: string, works = WORKS) =>
    showKept({ ...request(), name, withPatch: false }, access(works));
  await expect(shown("R-2.1/3")).rejects.toMatchObject({
    code: "not-kept",
    message:
      'Cannot find kept work "R-2.1/3" in /code/shop: there is R-2.1/2, R-1.1/1, R-2.1/1. See them: jarvis recover list.',
  });
  await expect(shown("R-2.1", [])).rejects.toThrow("nothing is kept in it");
  const many = Array.from({ length: 11 }, (_, index) => work("R-1.1", String(index + 1)));
  await expect(shown("R-5.1", many)).rejects.toThrow("R-1.1/8 and 3 more. See them");
});

test("the repository is the project that is named, else the one around, else the only one of the home", async () => {
  const folder = join(home, "projects", "0123456789ab");
  mkdirSync(folder, { recursive: true });
  await listKept(request(), access());
  await listKept(request({ project: "/code/other" }), access());
  writeFileSync(join(folder, "project.json"), JSON.stringify({ root: "/code/blog" }));
  await listKept(request({ project: "0123456789ab" }), access());
  await listKept(request({ project: "blog" }), access());
  await listKept(request({ from: "/nowhere" }), access());
  expect(opened).toEqual(["/code/shop", "/code/other", "/code/blog", "/code/blog", "/code/blog"]);
  rmSync(folder, { recursive: true });
  await expect(listKept(request({ from: "/nowhere" }), access())).rejects.toMatchObject({
    code: "project-not-found",
  });
});
