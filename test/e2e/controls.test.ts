// Every control of a worker against a live one, with the real agent binary, by the command line; and for each, what it says to an unknown name and
// in the wrong stage. One daemon and three workers for all of them, so that the whole takes less than a minute.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "../../src/domain/run/state.ts";
import { openCommandDesk, type CommandDesk } from "./command-desk.ts";
import { git, makeScene, type Scene } from "./scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 60_000;

/** Its first turn waits at a step that takes for ever; told to go on, it finds the step done. */
const LONG = `
\`\`\`sh
if [ -e begun.txt ]; then echo two >> begun.txt; else echo one > begun.txt; sleep 600; fi
\`\`\`

## Checks
- test -s begun.txt
`;

let at: Scene;
let desk: CommandDesk;
/** Worktrees of the workers on T-1, T-2 and T-3. */
const paths: string[] = [];

beforeAll(async () => {
  at = makeScene({ files: { "README.md": "# Shop\n" } });
  desk = await openCommandDesk(at);
}, TEST_MS_MAX);
afterAll(async () => {
  await desk.daemon.close();
  at.remove();
});

const does: CommandDesk["does"] = (...argv) => desk.does(...argv);
const refuses: CommandDesk["refuses"] = (argv, ...words) => desk.refuses(argv, ...words);
const detailOf = async (ticket: string) => (await desk.show(ticket)).detail;

const isAt =
  (stage: Run["stage"]["name"]) =>
  (run: Run): boolean =>
    run.stage.name === stage;
const hasBegun = ({ workspacePath }: Run) =>
  workspacePath !== null && existsSync(join(workspacePath, "begun.txt"));
const begun = (path: string) => readFileSync(join(path, "begun.txt"), "utf8");

describe("nobody of that name", () => {
  test.each([
    [["interrupt", "W99"], "No live worker"],
    [["interrupt", "--all"], "No live worker"],
    [["send", "W99", "hello"], "No live worker"],
    [["send", "--all", "hello"], "reached nobody"],
    [["take-over", "T-99"], "No live worker"],
    [["give-back", "W99"], "No live worker"],
    [["retry", "T-99"], "There is no ticket called T-99"],
    [["run", "T-99", "--", "true"], "No live worker"],
    [["run", "--all", "--", "true"], "No live worker"],
    [["adopt", "nowhere"], "there is no such branch"],
    [["pause", "W99"], "No live worker"],
    [["resume", "W99"], "No live worker"],
    [["stop", "W99"], "No live worker"],
  ])("%s", async (argv, words) => {
    await refuses(argv, words);
  });
});

describe("three live workers", () => {
  test(
    "are at work, each in the middle of a step",
    async () => {
      for (const n of [1, 2, 3]) {
        await does("add", at.ticket(`# Work ${n}\n${LONG}`));
        await does("approve", `T-${n}`);
      }
      for (const n of [1, 2, 3]) {
        const { workspacePath } = await desk.runWhen(`T-${n}`, hasBegun);
        paths.push(workspacePath ?? "");
      }
      expect(new Set(paths).size).toBe(3);
    },
    TEST_MS_MAX,
  );

  test("interrupted: the turn ends, the process and the work stay, and it waits for the user's word", async () => {
    const [path = ""] = paths;
    const before = desk.pidsIn(path);
    await does("interrupt", "W1");
    const run = await desk.runWhen("T-1", isAt("waiting"));
    expect(run.stage).toMatchObject({ reason: "interrupted by you" });
    await until("its step to have ended", () => desk.pidsIn(path).length < before.length, {
      limitMs: 10_000,
    });
    expect(before).toEqual(expect.arrayContaining([...desk.pidsIn(path)]));
    expect(desk.pidsIn(path).length).toBeGreaterThan(0);
    expect(begun(path)).toBe("one\n");
    await refuses(["interrupt", "W1"], "interrupted already");
  });

  test("a message to all is one reply that names whom it reached", async () => {
    const { stdout } = await does("send", "--all", "the target has moved");
    expect(stdout).toBe("Sent to Worker 1, Worker 2, Worker 3.\n");
    for (const ticket of ["T-1", "T-2", "T-3"])
      expect((await detailOf(ticket)).run.messages.at(-1).text).toBe("the target has moved");
    // The one that was interrupted is not woken by what was said to everybody.
    expect((await detailOf("T-1")).run.stage.name).toBe("waiting");
  });

  test("told after an interruption, it goes on in the same process", async () => {
    await does("send", "W1", "Please continue.");
    const run = await desk.runWhen("T-1", isAt("reported"));
    expect(run).toMatchObject({ life: 0, messages: [{ isDelivered: true }, { isDelivered: true }, {}] });
    expect(begun(paths[0] ?? "")).toBe("one\ntwo\n");
    await refuses(["interrupt", "W1"], "Worker 1 is not at work");
    await refuses(["give-back", "W1"], "Worker 1 is not taken over");
    await refuses(["pause", "W1"], "not at work");
    await refuses(["resume", "W1"], "not paused");
  });

  test("runs a program in a worktree: output, exit status, time, bounds of where", async () => {
    const ran = await desk.jarvis("run", "T-2", "--", "sh", "-c", "pwd; echo no >&2; exit 7");
    expect(ran).toEqual({ exitCode: 7, stdout: `${paths[1]}\n`, stderr: "no\n" });
    expect(await desk.jarvis("run", "W2", "--seconds", "1", "--", "sleep", "600")).toMatchObject({
      exitCode: 124,
    });
    expect(await desk.jarvis("run", "W2", "--", "no-such-program")).toMatchObject({
      exitCode: 127,
      stdout: "",
    });
    const { stdout } = await does("logs", "W2", "--json");
    expect(stdout).toContain("jarvis run sh -c pwd; echo no >&2; exit 7");
    expect(stdout).toContain("run by you: exit 7");
    const all = await desk.jarvis("run", "--all", "--", "sh", "-c", "test $(wc -l < begun.txt) = 1");
    expect(all.exitCode).toBe(1);
    expect(all.stdout).toMatch(/^W\d {2}T-\d {2}exit [01] {2}[\d.]+ s$/m);
    expect(all.stdout.match(/exit 1 /g)).toHaveLength(1);
    expect((await desk.jarvis("run", "W2")).exitCode).toBe(2);
  });

  test(
    "taken over: no process is left, what the user does is told to the worker that goes on",
    async () => {
      const [, path = ""] = paths;
      const { stdout } = await does("take-over", "T-2");
      expect(stdout).toContain(`Worker 2 is stopped; its worktree is yours: ${path}`);
      expect(desk.pidsIn(path)).toEqual([]);
      const { session } = (await detailOf("T-2")).run;
      for (const [argv, words] of [
        [["take-over", "W2"], "taken over already"],
        [["interrupt", "W2"], "not at work (taken-over)"],
        [["pause", "W2"], "not at work (taken-over)"],
      ] as const)
        await refuses(argv, words);
      writeFileSync(join(path, "mine.txt"), "mine\n");
      git(path, "add", "mine.txt");
      git(path, "commit", "--quiet", "--message", "Mine, by hand");
      writeFileSync(join(path, "dirty.txt"), "dirty\n");
      await refuses(["give-back", "W2", "--done"], "are not committed", "dirty.txt");
      await does("give-back", "W2", "Please continue.");
      const run = await desk.runWhen("T-2", isAt("reported"));
      const told = run.messages.find(({ text }) => text.includes("by hand"))?.text ?? "";
      expect(told).toContain("Mine, by hand");
      expect(told).toContain("dirty.txt");
      expect(told).toContain("Please continue.");
      expect(run.session).toBe(session);
      expect(begun(path)).toBe("one\ntwo\n");
    },
    TEST_MS_MAX,
  );

  test(
    "retried: a new run is told what happened before, and where the work is",
    async () => {
      await does("retry", "T-3", "--reason", "the wrong approach");
      await desk.runWhen("T-3", ({ id }) => id === "R-3.2");
      const whole = (await desk.show("T-3")).firstMessage;
      for (const part of [
        "R-3.1 by Worker 3, ended: cancelled · the wrong approach",
        "refs/jarvis/keep/R-3.1/1",
        "- the target has moved",
      ])
        expect(whole).toContain(part);
      expect(at.git("show", "refs/jarvis/keep/R-3.1/1:begun.txt")).toBe("one\n");
      await refuses(["retry", "T-3", "--from-work"], "no imported commit");
      expect(await desk.jarvis("run", "R-3.1", "--", "true")).toMatchObject({ exitCode: 1, stdout: "" });
    },
    TEST_MS_MAX,
  );

  test(
    "interrupted with words it goes on at once with them; a program ends with the run that it runs in",
    async () => {
      await desk.runWhen("T-3", hasBegun);
      await does("interrupt", "T-3", "Please continue.");
      expect(await desk.runWhen("T-3", isAt("reported"))).toMatchObject({ life: 0, interruptCount: 1 });
      const running = desk.starts("run", "T-3", "--", "sh", "-c", "echo up; sleep 600");
      await until("it to run", () => running.stdout().includes("up"), { limitMs: 20_000 });
      await refuses(["run", "T-3", "--", "true"], "one command at a time");
      await does("stop", "T-3");
      expect(await running.ended).toBe(143);
      await refuses(["take-over", "R-3.2"], "No live worker");
      await refuses(["retry", "T-3"], "is a draft again");
      await refuses(["run", "R-3.2", "--", "true"], "has ended (cancelled)");
    },
    TEST_MS_MAX,
  );
});

test(
  "adopted: a branch becomes a ticket whose work is checked as it is, and stays what it was",
  async () => {
    const mine = join(at.folder, "mine");
    at.git("worktree", "add", "--quiet", "-b", "feature", mine);
    writeFileSync(join(mine, "begun.txt"), "by the user\n");
    git(mine, "add", "--all");
    git(mine, "commit", "--quiet", "--message", "Add what was begun", "--message", "And why.");
    writeFileSync(join(mine, "loose.txt"), "loose\n");
    const head = git(mine, "rev-parse", "HEAD").trim();
    await refuses(["adopt", "main"], "is the target branch");
    await refuses(["adopt", (await detailOf("T-1")).run.branch], "it has a ticket already");
    await refuses(["adopt", at.folder], "no worktree of this repository");

    const { stdout } = await does("adopt", "feature");
    expect(stdout).toContain("Not in it: 1 uncommitted file");
    expect(stdout).toContain("loose.txt");
    await refuses(["adopt", "feature"], "was adopted as T-4 already");
    expect(await detailOf("T-4")).toMatchObject({ title: "Add what was begun", stage: "draft" });
    expect((await detailOf("T-4")).spec.description).toContain("And why.");
    await does("approve", "T-4");
    const run = await desk.runWhen("T-4", ({ head: imported }) => imported !== null);
    expect(run).toMatchObject({ head, start: head, base: at.git("rev-parse", "main").trim(), life: 0 });
    expect(git(run.workspacePath ?? "", "show", "HEAD:begun.txt")).toBe("by the user\n");
    expect(git(mine, "rev-parse", "HEAD").trim()).toBe(head);
    expect(git(mine, "status", "--porcelain")).toBe("?? loose.txt\n");

    await does("discard", "T-4");
    const copied = await does("adopt", mine, "--with-uncommitted");
    expect(copied.stdout).toContain("a copy of 1 uncommitted file");
    const { work } = (await detailOf("T-5")).spec;
    expect(at.git("show", `${work.head}:loose.txt`)).toBe("loose\n");
    expect(at.git("rev-parse", `${work.head}^`).trim()).toBe(head);
    expect(git(mine, "status", "--porcelain")).toBe("?? loose.txt\n");
  },
  TEST_MS_MAX,
);
