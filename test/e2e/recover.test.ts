// A worker is stopped in the middle of work that it did not commit; when its worktree is gone, `jarvis recover` brings all of it back, byte for byte,
// beside the daemon and without one.
import { existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, type Ran } from "../../src/cli/testing/world.ts";
import { openOffline } from "../../src/compose/offline.ts";
import { readVersion } from "../../src/compose/package.ts";
import { openCommandDesk } from "./command-desk.ts";
import { git } from "./scene.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 60_000;
const STEP_MS_MAX = 40_000;

const TICKET = `# Work in progress

\`\`\`sh
printf 'modified\\r\\n' > README.md
printf 'staged' > staged.txt && git add staged.txt && printf 'later' >> staged.txt
rm old.txt
printf 'a\\000b\\377' > untracked.bin
touch begun.txt; sleep 600
\`\`\`

## Checks
- test -s README.md
`;

test(
  "what a stopped worker had not committed is listed, shown and restored after its worktree is gone",
  async () => {
    const at = sceneOfTest({ files: { "README.md": "# Shop\n", "old.txt": "old\n", "same.txt": "same\n" } });
    const desk = await openCommandDesk(at);
    const recover = (...argv: readonly string[]): Promise<Ran> =>
      run(["recover", "--home", at.home, "--project", desk.daemon.project, ...argv], {
        world: { version: readVersion, offline: async () => openOffline() },
      });
    const restored = `${at.repository}-recovered/R-1.1-1`;
    let first: Ran;
    let userFiles: string;
    try {
      writeFileSync(join(at.home, "ticket.md"), TICKET);
      await desk.does("add", join(at.home, "ticket.md"));
      await desk.does("approve", "T-1");
      const hasBegun = (path: string | null) => path !== null && existsSync(join(path, "begun.txt"));
      const { workspacePath } = await desk.runWhen("T-1", (one) => hasBegun(one.workspacePath));
      await desk.does("stop", "W1");
      await until("the worktree to be gone", () => (existsSync(workspacePath ?? "") ? null : true), {
        limitMs: STEP_MS_MAX,
        found: () => String(workspacePath),
      });
      userFiles = git(at.repository, "status", "--porcelain");
      const listed = await recover();
      expect(listed).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("1 kept in") });
      expect(listed.stdout).toMatch(/^R-1\.1\/1 · T-1 Work in progress\n.* · 5 files · about [^·]*B\n/);
      const shown = await recover("show", "R-1.1", "--diff");
      for (const words of ["unstaged           README.md", "staged, unstaged   staged.txt", "+staged"])
        expect(shown.stdout).toContain(words);
      first = await recover("restore", "R-1.1/1");
      expect(first).toMatchObject({ exitCode: 0, stderr: "" });
      expect(first.stdout).toContain(`git worktree remove ${restored}`);
      // A worker can go on with it.
      const adopted = await desk.does("adopt", restored, "--with-uncommitted");
      expect(adopted.stdout).toContain("T-2 is drafted");
    } finally {
      await desk.daemon.close();
    }
    const bytes = (name: string): string => readFileSync(join(restored, name), "latin1");
    expect(["README.md", "staged.txt", "untracked.bin", "same.txt"].map(bytes)).toEqual([
      "modified\r\n",
      "stagedlater",
      "a\0b\u00FF",
      "same\n",
    ]);
    expect(lstatSync(join(restored, "old.txt"), { throwIfNoEntry: false })).toBeUndefined();
    expect(git(restored, "status", "--porcelain", "--branch").trimEnd().split("\n")).toEqual([
      "## recovered/R-1.1-1",
      " M README.md",
      " D old.txt",
      "AM staged.txt",
      "?? begun.txt",
      "?? untracked.bin",
    ]);
    expect(git(restored, "show", ":staged.txt")).toBe("staged");
    expect(git(at.repository, "status", "--porcelain")).toBe(userFiles);
    // Without a daemon.
    expect((await recover("restore", "R-1.1")).stdout).toContain("is there already");
    const unknown = await recover("show", "R-9.9");
    expect(unknown).toMatchObject({ exitCode: 1, stdout: "" });
    expect(unknown.stderr).toMatch(/Cannot find kept work "R-9\.9" in .*: there is R-1\.1\/1/);
    const elsewhere = await recover(
      "restore",
      "R-1.1",
      "--to",
      "wip",
      "--into",
      join(at.home, "wip"),
      "--json",
    );
    expect(JSON.parse(elsewhere.stdout)).toMatchObject({
      branch: "wip",
      fileCount: 5,
      isThereAlready: false,
    });
  },
  TEST_MS_MAX,
);
