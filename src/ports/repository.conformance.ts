import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { branchName, type CommitSha } from "../domain/ids.ts";
import {
  FILES,
  importOne,
  LINES,
  NOWHERE,
  OTHER,
  RUN,
  type Files,
  type RepositoryHarness,
  type TargetPlace,
} from "./repository-harness.conformance.ts";
import { testCheckout, testLanding, testMerge } from "./repository-landing.conformance.ts";

type Make = (options: { readonly target: TargetPlace; readonly files: Files }) => Promise<RepositoryHarness>;

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

  test("shows message and diff of a commit by the beginning of its name, cut to a length", async () => {
    const { repository, commitOnTarget } = get();
    const commit = await commitOnTarget({ "src/lines.txt": LINES.replace("one", "ONE") });
    const patch = await repository.readPatch({ commit: commit.slice(0, 10), bytesMax: 10_000 });
    expect(patch).toContain("-one\n+ONE\n");
    expect(patch).toContain(commit);
    expect(await repository.readPatch({ commit, bytesMax: 20 })).toHaveLength(20);
    expect(await repository.readPatch({ commit: NOWHERE.slice(0, 12), bytesMax: 100 })).toBeNull();
    const tree = await repository.readTreeOf(commit);
    expect(await repository.readPatch({ commit: tree, bytesMax: 100 })).toBeNull();
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
    expect(await repository.readStat({ base, head })).toEqual({ fileCount: 1, added: 1, removed: 1 });
    expect(await repository.readStat({ base, head: base })).toEqual({ fileCount: 0, added: 0, removed: 0 });
  });
}
