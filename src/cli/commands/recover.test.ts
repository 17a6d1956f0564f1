// `jarvis recover`: what it asks for, what it says for people and machines, and what it does not understand.
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { KeptList, KeptRestored, KeptShown, KeptWorkRow, Offline } from "../../wire/offline.ts";
import { run, type Ran } from "../testing/world.ts";

const WORK: KeptWorkRow = {
  name: "R-12.1/1",
  run: "R-12.1",
  ticket: "T-12",
  title: "Add a dark mode",
  at: Date.UTC(2026, 0, 5, 12),
  fileCount: 2,
  sizeBytes: 1_234,
  isOnTarget: false,
  ref: "refs/jarvis/keep/R-12.1/1",
  commit: "c".repeat(40),
};
const LIST: KeptList = {
  root: "/code/shop",
  target: "main",
  works: [WORK],
  leftOutCount: 0,
  totalBytes: 5_000_000,
};
const SHOWN: KeptShown = {
  ...WORK,
  base: "b".repeat(40),
  head: "a".repeat(40),
  files: [
    { path: "logo.png", added: null, removed: null, states: ["new"] },
    { path: "a\u001B[31m\nb.txt", added: 3, removed: 1, states: ["staged", "unstaged"] },
  ],
  otherCommits: ["d".repeat(40)],
  others: ["R-12.1/head"],
  patch: null,
};
const RESTORED: KeptRestored = {
  name: "R-12.1/1",
  branch: "recovered/R-12.1-1",
  path: "/code/my shop",
  head: "a".repeat(40),
  fileCount: 1,
  otherCommits: [],
  isThereAlready: false,
};

async function recover(
  argv: readonly string[],
  answers: Partial<Record<keyof Offline, object>> = {},
): Promise<Ran & { asked: unknown }> {
  let asked: unknown = null;
  const offline = Object.fromEntries(
    Object.entries({ listKept: LIST, showKept: SHOWN, restoreKept: RESTORED, ...answers }).map(
      ([name, answer]) => [
        name,
        async (request: unknown) => {
          asked = request;
          return answer;
        },
      ],
    ),
  );
  // The three are all that this command asks for.
  const world = { offline: async () => offline as unknown as Offline };
  return { ...(await run(["recover", "--home", "/h", ...argv], { world })), asked };
}

const REQUEST = { home: "/h", project: null, from: process.cwd() };

test("alone it lists, newest first, with what there is and the way back", async () => {
  const { stdout, stderr, exitCode, asked } = await recover([]);
  expect({ exitCode, asked }).toEqual({ exitCode: 0, asked: REQUEST });
  expect(stdout).toMatch(
    /^R-12\.1\/1 · T-12 Add a dark mode\n {2}2026-01-05 \d\d:00 · 2 files · about 1\.2 kB\n {2}refs\/jarvis\/keep\/R-12\.1\/1\n$/,
  );
  expect(stderr).toBe(
    "1 kept in /code/shop, about 5.0 MB of disk. Bring one back: jarvis recover restore R-12.1/1\n",
  );
  expect((await recover(["list"])).stdout).toBe(stdout);
});

test("the list says what is on the target, what is unknown, what was left out, and that there is nothing", async () => {
  const works = [{ ...WORK, isOnTarget: true, sizeBytes: null, title: null, fileCount: 1 }];
  const told = await recover(["list"], { listKept: { ...LIST, works, leftOutCount: 7, totalBytes: null } });
  expect(told.stdout).toMatch(/^R-12\.1\/1 · T-12\n.* · 1 file · all of it is on main\n/);
  expect(told.stderr).toMatch(/7 older ones are not shown[^]*was not found out in time/);
  const none = await recover(["list"], { listKept: { ...LIST, works: [] } });
  expect(none).toMatchObject({ exitCode: 0, stdout: "", stderr: "Nothing is kept in /code/shop.\n" });
});

test("shows files with their lines and states; no name moves the cursor", async () => {
  const { stdout, stderr, asked } = await recover(["show", "R-12.1"]);
  expect(asked).toEqual({ ...REQUEST, name: "R-12.1", withPatch: false });
  expect(stdout.split("\n").slice(2)).toEqual([
    "on aaaaaaaaaaaa, compared with bbbbbbbbbbbb",
    "  binary     new                logo.png",
    "  +3 −1      staged, unstaged   a[31m\\nb.txt",
    "",
  ]);
  expect(stderr).toContain(`Kept with it, not in these files: git show ${"d".repeat(40)}`);
  expect(stderr).toContain("Of the same run: R-12.1/head");
});

test("shows the patch when asked, without what moves the cursor; JSON has all of it", async () => {
  const showKept = { ...SHOWN, patch: "+one\u001B]0;x\u0007\n" };
  const { stdout, asked } = await recover(["show", "R-12.1/1", "--diff"], { showKept });
  expect(asked).toMatchObject({ withPatch: true });
  expect(stdout).toContain("+one]0;x\n");
  const json = await recover(["show", "R-12.1/1", "--diff", "--json"], { showKept });
  expect(json.stdout).not.toContain("\u001B");
  expect(JSON.parse(json.stdout)).toEqual(showKept);
});

test("restores, and says where it is and how it is removed; again it says that it is there", async () => {
  const { stdout, asked } = await recover(["restore", "R-12.1/1"]);
  expect(asked).toEqual({ ...REQUEST, name: "R-12.1/1", branch: null, into: null });
  expect(stdout).toBe(
    "R-12.1/1 is back with 1 file: /code/my shop, on the new branch recovered/R-12.1-1.\nWhen you are done with it: git worktree remove '/code/my shop'\n",
  );
  const given = await recover(["restore", "R-12.1", "--to", "fix/x", "--into", "there"]);
  expect(given.asked).toMatchObject({ branch: "fix/x", into: resolve("there") });
  const again = await recover(["restore", "R-12.1/1"], {
    restoreKept: { ...RESTORED, isThereAlready: true },
  });
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("is there already: /code/my shop"),
  });
});

test.each([
  [["wat"], /Expected list, show or restore, got "wat"/],
  [["show"], /Expected a work to show, like R-12\.1\/1/],
  [["restore"], /Expected a work to restore/],
  [["list", "R-1.1"], /Did you mean: jarvis recover show R-1\.1/],
  [["restore", "R-1.1", "--diff"], /jarvis recover restore takes no --diff/],
  [["show", "R-1.1", "--to", "x"], /jarvis recover show takes no --to/],
  [["--into", "x"], /jarvis recover list takes no --into/],
])("%j is not understood", async (argv, words) => {
  const { exitCode, stderr, asked } = await recover(argv);
  expect({ exitCode, asked }).toEqual({ exitCode: 2, asked: null });
  expect(stderr).toMatch(words);
});
