import { ok } from "node:assert/strict";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  branchName,
  commitSha,
  instant,
  landingId,
  runId,
  treeSha,
  type BranchName,
  type CommitSha,
  type LandingId,
  type RunId,
} from "../domain/ids.ts";
import type { LandRequest, Repository } from "./repository.ts";

/** Path → content; null deletes. */
export type Files = Readonly<Record<string, string | null>>;

export interface RepositoryHarness {
  readonly repository: Repository;
  readonly target: BranchName;
  /** Gives the run a workspace, as a worker finds it. @returns its base: the target's commit */
  readonly startRun: (run: RunId) => Promise<CommitSha>;
  readonly commitInWorkspace: (run: RunId, files: Files, message: string) => Promise<CommitSha>;
  /** Replaces the run's newest commit by one with other files. */
  readonly amendInWorkspace: (run: RunId, files: Files, message: string) => Promise<CommitSha>;
  /** Replaces the run's history by one that does not contain its base. */
  readonly abandonBase: (run: RunId) => Promise<void>;
  /** Somebody else's commit. */
  readonly commitOnTarget: (files: Files) => Promise<CommitSha>;
  /** Saves files in the user's checkout without committing them; null deletes. */
  readonly writeInCheckout: (files: Files) => Promise<void>;
  readonly readInCheckout: (path: string) => Promise<string | null>;
  readonly close: () => Promise<void>;
}

/** `checked-out`: the user stands on the target · `elsewhere`: the target is checked out nowhere. */
export type TargetPlace = "checked-out" | "elsewhere";
type Make = (options: { readonly target: TargetPlace; readonly files: Files }) => Promise<RepositoryHarness>;

const LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
const FILES: Files = {
  "readme.md": "# App\n",
  "src/lines.txt": LINES,
  "src/deep/er/leaf.ts": "export const leaf = 1;\n",
  "package.json": `{"name":"app","scripts":{"test":"vitest"}}\n`,
};
const RUN = runId("R-12.1");
const OTHER = runId("R-7.2");
const LANDING = landingId("00000000-0000-4000-8000-000000000001");
const NOWHERE = commitSha("0123456789012345678901234567890123456789");

export function repositoryConformance(name: string, make: Make): void {
  describe(`repository: ${name}`, () => {
    describe.each<TargetPlace>(["checked-out", "elsewhere"])("with the target %s", (target) => {
      let harness: RepositoryHarness;
      beforeEach(async () => {
        harness = await make({ target, files: FILES });
      });
      afterEach(() => harness.close());
      const get = (): RepositoryHarness => harness;
      testLanding(get);
      if (target === "elsewhere") {
        testImport(get);
        testMerge(get);
        testReading(get);
        testHistory(get);
      } else testCheckout(get);
    });
  });
}

function testImport(get: () => RepositoryHarness): void {
  test("takes the commits of a run, with what they changed", async () => {
    const { repository, startRun, commitInWorkspace } = get();
    const base = await startRun(RUN);
    await commitInWorkspace(RUN, { "src/new.txt": "a\nb\n" }, "Add a file\n\nWith a reason.");
    const head = await commitInWorkspace(
      RUN,
      { "readme.md": null, "src/lines.txt": `${LINES}eight\n` },
      "Change",
    );
    expect(await repository.importCommits({ run: RUN, base })).toEqual({
      head,
      commitCount: 2,
      subject: "Change",
      files: [
        { path: "readme.md", added: 0, removed: 1 },
        { path: "src/lines.txt", added: 1, removed: 0 },
        { path: "src/new.txt", added: 2, removed: 0 },
      ],
      protectedPaths: [],
    });
  });

  test("gives the same answer when it is asked again, and the newer head after another commit", async () => {
    const { repository, startRun, commitInWorkspace } = get();
    const base = await startRun(RUN);
    await commitInWorkspace(RUN, { "a.txt": "a\n" }, "First");
    const first = await repository.importCommits({ run: RUN, base });
    expect(await repository.importCommits({ run: RUN, base })).toEqual(first);
    const head = await commitInWorkspace(RUN, { "b.txt": "b\n" }, "Second");
    expect(await repository.importCommits({ run: RUN, base })).toMatchObject({ head, commitCount: 2 });
  });

  test("takes a run without commits at its base", async () => {
    const { repository, startRun } = get();
    const base = await startRun(RUN);
    const imported = await repository.importCommits({ run: RUN, base });
    expect(imported).toMatchObject({ head: base, commitCount: 0, files: [], protectedPaths: [] });
  });

  test("takes a commit that replaces an imported one", async () => {
    const { repository, startRun, commitInWorkspace, amendInWorkspace } = get();
    const base = await startRun(RUN);
    const former = await commitInWorkspace(RUN, { "a.txt": "a\n" }, "First");
    await repository.importCommits({ run: RUN, base });
    const head = await amendInWorkspace(RUN, { "a.txt": "better\n" }, "First, better");
    expect(await repository.importCommits({ run: RUN, base })).toMatchObject({ head, commitCount: 1 });
    expect(await repository.readFile(former, "a.txt")).toBe("a\n");
  });

  test("refuses commits that do not descend from the base", async () => {
    const { repository, startRun, abandonBase } = get();
    const base = await startRun(RUN);
    await abandonBase(RUN);
    await expect(repository.importCommits({ run: RUN, base })).rejects.toMatchObject({
      code: "import-refused",
      reason: "not-descended",
    });
  });

  test("names changed paths that always ask, and no other", async () => {
    const { repository, startRun, commitInWorkspace } = get();
    const base = await startRun(RUN);
    const files: Files = {
      ".github/workflows/ci.yml": "on: push\n",
      ".gitlab-ci.yml": "test:\n",
      ".claude/agents/worker.md": "# Worker\n",
      ".husky/pre-commit": "npm test\n",
      "CLAUDE.md": "Be kind.\n",
      "src/github.ts": "export {};\n",
      "package.json": `{"name":"app","scripts":{"test":"vitest run"}}\n`,
    };
    await commitInWorkspace(RUN, files, "Change what runs");
    const { protectedPaths } = await repository.importCommits({ run: RUN, base });
    expect(protectedPaths.toSorted()).toEqual([
      ".claude/agents/worker.md",
      ".github/workflows/ci.yml",
      ".gitlab-ci.yml",
      ".husky/pre-commit",
      "package.json",
    ]);
  });

  test("does not ask for a manifest whose scripts stay the same", async () => {
    const { repository, startRun, commitInWorkspace } = get();
    const base = await startRun(RUN);
    const manifest = `{"name":"app","scripts":{"test":"vitest"},"dependencies":{"zod":"4"}}\n`;
    await commitInWorkspace(RUN, { "package.json": manifest }, "Add zod");
    expect(await repository.importCommits({ run: RUN, base })).toMatchObject({ protectedPaths: [] });
  });

  test("knows the highest ticket that was imported", async () => {
    const { repository, startRun } = get();
    expect(await repository.readHighestTicket()).toBe(0);
    for (const run of [RUN, OTHER]) await repository.importCommits({ run, base: await startRun(run) });
    expect(await repository.readHighestTicket()).toBe(12);
  });
}

function testMerge(get: () => RepositoryHarness): void {
  test("merges what does not touch", async () => {
    const { repository, commitOnTarget } = get();
    const { head } = await importOne(get(), RUN, { "src/lines.txt": LINES.replace("one", "ONE") });
    const target = await commitOnTarget({ "src/lines.txt": LINES.replace("seven", "SEVEN") });
    const merged = await repository.mergeTree({ target, head });
    expect(merged.kind).toBe("clean");
    expect(await repository.readTip(get().target)).toBe(target);
  });

  test("names the files in conflict", async () => {
    const { repository, commitOnTarget } = get();
    const { head } = await importOne(get(), RUN, {
      "src/lines.txt": LINES.replace("one", "ONE"),
      "x.txt": "x\n",
    });
    const target = await commitOnTarget({ "src/lines.txt": LINES.replace("one", "1") });
    expect(await repository.mergeTree({ target, head })).toEqual({
      kind: "conflicted",
      files: ["src/lines.txt"],
    });
  });

  test("makes the same candidate of the same request", async () => {
    const { repository } = get();
    const request = await candidateOf(get(), RUN, LANDING, { "a.txt": "a\n" });
    const first = await repository.makeCandidate(request);
    expect(await repository.makeCandidate(request)).toBe(first);
    expect(await repository.readTreeOf(first)).toBe(request.tree);
    const later = await repository.makeCandidate({ ...request, at: instant(request.at + 1000) });
    expect(later).not.toBe(first);
    expect(await repository.readLog(first, 1)).toEqual([
      { commit: first, subject: "Land R-12.1", author: "JARVIS", at: request.at },
    ]);
  });

  test("refuses a candidate whose tree is not the one that was verified", async () => {
    const { repository } = get();
    const request = await candidateOf(get(), RUN, LANDING, { "a.txt": "a\n" });
    const tree = treeSha(NOWHERE);
    await expect(repository.makeCandidate({ ...request, tree })).rejects.toMatchObject({
      code: "repository-failed",
    });
  });

  test("drops a candidate, also one that is gone", async () => {
    const { repository } = get();
    await repository.makeCandidate(await candidateOf(get(), RUN, LANDING, { "a.txt": "a\n" }));
    await repository.dropCandidate(LANDING);
    await repository.dropCandidate(LANDING);
  });
}

function testLanding(get: () => RepositoryHarness): void {
  test("lands a candidate once, however often it is asked", async () => {
    const { repository, target } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n", "readme.md": null });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
    expect(await repository.readTip(target)).toBe(request.candidate);
    expect(await repository.readFile(request.candidate, "a.txt")).toBe("a\n");
    expect(await repository.readFile(request.candidate, "readme.md")).toBeNull();
  });

  test("reports landed when the target has gone on since", async () => {
    const { repository, target, commitOnTarget } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n" });
    await repository.land(request);
    const later = await commitOnTarget({ "later.txt": "later\n" });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
    expect(await repository.readTip(target)).toBe(later);
  });

  test("does not land on a target that has moved, and says where it is", async () => {
    const { repository, target, commitOnTarget } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n" });
    const tip = await commitOnTarget({ "other.txt": "other\n" });
    expect(await repository.land(request)).toEqual({ kind: "target-moved", tip });
    expect(await repository.readTip(target)).toBe(tip);
  });

  test("lands one of two candidates for the same target", async () => {
    const { repository, target } = get();
    const requests = [
      await landable(get(), RUN, { "a.txt": "a\n" }),
      await landable(get(), OTHER, { "b.txt": "b\n" }, landingId("00000000-0000-4000-8000-000000000002")),
    ];
    const results = await Promise.all(requests.map((request) => repository.land(request)));
    expect(results.map((result) => result.kind).toSorted()).toEqual(["landed", "target-moved"]);
    const winner = requests[results.findIndex((result) => result.kind === "landed")];
    expect(await repository.readTip(target)).toBe(winner?.candidate);
  });
}

function testCheckout(get: () => RepositoryHarness): void {
  test("describes target and checkout, and counts what the user has not committed", async () => {
    const { repository, target, writeInCheckout } = get();
    const before = await repository.describe();
    expect(before).toMatchObject({ head: { kind: "branch", name: target }, target, uncommittedCount: 0 });
    expect(before.targetTip).toBe(await repository.readTip(target));
    expect(before.targetCheckedOutIn).toBe(before.root);
    await writeInCheckout({ "readme.md": "# Mine\n", "new.txt": "new\n" });
    expect((await repository.describe()).uncommittedCount).toBe(2);
  });

  test("shows the landed files in the user's checkout and leaves the user's own as they are", async () => {
    const { repository, writeInCheckout, readInCheckout } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n", "src/lines.txt": `${LINES}eight\n` });
    await writeInCheckout({ "readme.md": "# Mine\n", "new.txt": "new\n" });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
    expect(await readInCheckout("a.txt")).toBe("a\n");
    expect(await readInCheckout("src/lines.txt")).toBe(`${LINES}eight\n`);
    expect(await readInCheckout("readme.md")).toBe("# Mine\n");
    expect(await readInCheckout("new.txt")).toBe("new\n");
    expect((await repository.describe()).uncommittedCount).toBe(2);
  });

  test.each([
    ["modified", "src/lines.txt"],
    ["untracked", "a.txt"],
  ])("waits for the user when a %s file would be overwritten, and changes nothing", async (_kind, path) => {
    const { repository, target, writeInCheckout, readInCheckout } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n", "src/lines.txt": `${LINES}eight\n` });
    await writeInCheckout({ [path]: "mine\n" });
    const { root } = await repository.describe();
    expect(await repository.land(request)).toEqual({ kind: "blocked", path: root, files: [path] });
    expect(await readInCheckout(path)).toBe("mine\n");
    expect(await repository.readTip(target)).toBe(request.from);
    await writeInCheckout({ [path]: path === "a.txt" ? null : LINES });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
  });
}

function tipOf({ repository, target }: RepositoryHarness): Promise<CommitSha> {
  return repository.readTip(target);
}

function testReading(get: () => RepositoryHarness): void {
  test("reads the tip of a branch, and fails for one that is not there", async () => {
    const { repository, commitOnTarget } = get();
    const tip = await commitOnTarget({ "a.txt": "a\n" });
    expect(await tipOf(get())).toBe(tip);
    await expect(repository.readTip(branchName("no/such"))).rejects.toMatchObject({
      code: "repository-failed",
    });
  });

  test("reads a file at a commit, null where there is none", async () => {
    const { repository } = get();
    const tip = await tipOf(get());
    expect(await repository.readFile(tip, "src/lines.txt")).toBe(LINES);
    expect(await repository.readFile(tip, "src/none.txt")).toBeNull();
    expect(await repository.readFile(tip, "src")).toBeNull();
    await expect(repository.readFile(NOWHERE, "readme.md")).rejects.toMatchObject({
      code: "repository-failed",
    });
  });

  test("cuts a long file to 256 KiB", async () => {
    const { repository, commitOnTarget } = get();
    const tip = await commitOnTarget({ "long.txt": "0123456789abcdef".repeat(20_000) });
    expect(await repository.readFile(tip, "long.txt")).toHaveLength(256 * 1024);
  });

  test.each(["/etc/passwd", "../outside", "src/../../outside", "./readme.md", ""])(
    "refuses to read or list %o",
    async (path) => {
      const { repository } = get();
      const tip = await tipOf(get());
      await expect(repository.readFile(tip, path)).rejects.toMatchObject({ code: "path-outside-tree" });
      await expect(repository.listFiles(tip, path)).rejects.toMatchObject({ code: "path-outside-tree" });
    },
  );

  test("lists files by glob, where only ** passes a folder", async () => {
    const { repository } = get();
    const list = async (glob: string): Promise<readonly string[]> =>
      repository.listFiles(await tipOf(get()), glob);
    expect(await list("*.md")).toEqual(["readme.md"]);
    expect(await list("*")).toEqual(["package.json", "readme.md"]);
    expect(await list("src/*")).toEqual(["src/lines.txt"]);
    expect(await list("src/**")).toEqual(["src/deep/er/leaf.ts", "src/lines.txt"]);
    expect(await list("**/*.ts")).toEqual(["src/deep/er/leaf.ts"]);
    expect(await list("nothing")).toEqual([]);
  });

  test("finds lines by pattern, in all files or those of a glob", async () => {
    const { repository } = get();
    const tip = await tipOf(get());
    expect(await repository.search(tip, "^(two|six)$", null)).toEqual([
      "src/lines.txt:2:two",
      "src/lines.txt:6:six",
    ]);
    expect(await repository.search(tip, "leaf", "src/**")).toEqual([
      "src/deep/er/leaf.ts:1:export const leaf = 1;",
    ]);
    expect(await repository.search(tip, "leaf", "*.md")).toEqual([]);
    expect(await repository.search(tip, "--nothing", null)).toEqual([]);
  });
}

function testHistory(get: () => RepositoryHarness): void {
  test("reads the newest commits first, as many as asked", async () => {
    const { repository, commitOnTarget } = get();
    const first = await commitOnTarget({ "a.txt": "a\n" });
    const second = await commitOnTarget({ "b.txt": "b\n" });
    const log = await repository.readLog(second, 2);
    expect(log.map((entry) => entry.commit)).toEqual([second, first]);
    expect(await repository.readLog(second, 0)).toEqual([]);
  });

  test("shows what changed, cut with a line that says so", async () => {
    const { repository } = get();
    const { base, head } = await importOne(get(), RUN, { "src/lines.txt": LINES.replace("one", "ONE") });
    const whole = await repository.readDiff({ base, head, bytesMax: 100_000 });
    expect(whole).toContain("-one\n+ONE\n");
    const cut = await repository.readDiff({ base, head, bytesMax: 60 });
    expect(cut.length).toBeLessThan(whole.length);
    expect(cut).toMatch(/\[cut: .*60 bytes\]\n$/);
    expect(await repository.readDiff({ base, head: base, bytesMax: 100 })).toBe("");
  });
}

async function importOne(
  { repository, startRun, commitInWorkspace }: RepositoryHarness,
  run: RunId,
  files: Files,
): Promise<{ base: CommitSha; head: CommitSha }> {
  const base = await startRun(run);
  await commitInWorkspace(run, files, `Work of ${run}`);
  const { head } = await repository.importCommits({ run, base });
  return { base, head };
}

async function candidateOf(
  harness: RepositoryHarness,
  run: RunId,
  landing: LandingId,
  files: Files,
): Promise<Parameters<Repository["makeCandidate"]>[0]> {
  const { base, head } = await importOne(harness, run, files);
  const merged = await harness.repository.mergeTree({ target: base, head });
  ok(merged.kind === "clean", `${run} conflicts with its own base`);
  const message = `Land ${run}\n\nJarvis-Landing: ${landing}\n`;
  return { landing, target: base, head, tree: merged.tree, message, at: instant(1_700_000_000_000) };
}

async function landable(
  harness: RepositoryHarness,
  run: RunId,
  files: Files,
  landing: LandingId = LANDING,
): Promise<LandRequest> {
  const request = await candidateOf(harness, run, landing, files);
  const candidate = await harness.repository.makeCandidate(request);
  return { landing, branch: harness.target, from: request.target, candidate };
}
