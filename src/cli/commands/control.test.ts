// Commands that steer a live worker beyond a message: what they send, what they say, and what they refuse by themselves.
import { describe, expect, test } from "vitest";
import type { RunLine } from "../../wire/run-command.ts";
import { draft, fakeWith, jsonOf, on, working } from "../testing/story.ts";
import { PROJECT_ID } from "../testing/rows.ts";
import { run as runLine } from "../testing/world.ts";

const sent = (fake: Awaited<ReturnType<typeof fakeWith>>) =>
  fake.commands.map(({ name, input }) => [name, input]);

describe("interrupt", () => {
  test("sends a worker, with the words that stand behind it", async () => {
    const fake = await fakeWith(working);
    fake.reply = () => ({ kind: "accepted", text: "Worker 1", journal: 0 });
    expect((await on(fake, ["interrupt", "w1"])).stdout).toContain("Interrupted: Worker 1.");
    expect((await on(fake, ["interrupt", "T-1", "use", "tabs"])).stdout).toBe(
      "Interrupted, and told: Worker 1.\n",
    );
    await on(fake, ["interrupt", "--all", "-"], { stdin: "stop that\n" });
    expect(sent(fake)).toEqual([
      ["interrupt-worker", { worker: "W1" }],
      ["interrupt-worker", { worker: "T-1", text: "use tabs" }],
      ["interrupt-worker", { worker: "all", text: "stop that\n" }],
    ]);
    expect((await on(fake, ["interrupt"])).exitCode).toBe(2);
  });
});

describe("answer", () => {
  test("reads number, choice and words, and refuses what is none of them", async () => {
    const fake = await fakeWith(working);
    fake.reply = () => ({ kind: "accepted", text: "Worker 1", journal: 0 });
    expect((await on(fake, ["answer", "w1", "once"])).stdout).toBe("Allowed once: Worker 1.\n");
    await on(fake, ["answer", "T-1", "2", "ticket"]);
    await on(fake, ["answer", "W1", "deny", "not", "today"]);
    await on(fake, ["answer", "W1", "3", "port", "4100"]);
    await on(fake, ["answer", "W1", "4100"]);
    expect(sent(fake)).toEqual([
      ["answer-worker", { worker: "W1", choice: "once", text: "" }],
      ["answer-worker", { worker: "T-1", choice: "ticket", text: "", ask: 2 }],
      ["answer-worker", { worker: "W1", choice: "deny", text: "not today" }],
      ["answer-worker", { worker: "W1", choice: "words", text: "port 4100", ask: 3 }],
      ["answer-worker", { worker: "W1", choice: "words", text: "4100" }],
    ]);
    expect((await on(fake, ["answer", "W1"])).exitCode).toBe(2);
  });
});

describe("take-over and give-back", () => {
  test("say where the worktree is, and give it back with words or as done", async () => {
    const fake = await fakeWith(working);
    fake.reply = () => ({ kind: "accepted", text: "Worker 1", journal: 0 });
    const shown = {
      ticket: "T-1",
      description: "",
      firstMessage: "",
      detail: { run: { workspacePath: "/w/r-1.1" } },
    };
    fake.tickets.set("T-1", shown);
    expect((await on(fake, ["take-over", "W1"])).stdout).toMatch(/its worktree is yours: \/w\/r-1\.1\n/);
    const { json } = await jsonOf(fake, ["take-over", "W1"]);
    expect(json).toMatchObject({ worker: "W1", ticket: "T-1", path: "/w/r-1.1" });
    expect((await on(fake, ["give-back", "W1", "go", "on"])).stdout).toContain("goes on as soon as");
    expect((await on(fake, ["give-back", "T-1", "--done"])).stdout).toContain("checked and reviewed");
    expect(sent(fake).slice(2)).toEqual([
      ["give-back", { worker: "W1", isDone: false, text: "go on" }],
      ["give-back", { worker: "T-1", isDone: true }],
    ]);
    expect((await on(fake, ["give-back", "x"])).exitCode).toBe(2);
  });
});

describe("retry and adopt", () => {
  test("send what is named, and adopt a folder here by its whole path", async () => {
    const fake = await fakeWith(draft);
    fake.reply = () => ({ kind: "accepted", text: "T-1: 2 commits of fix, from 1a2b3c4.", journal: 0 });
    await on(fake, ["retry", "t-1", "--reason", "no", "--from-work"]);
    expect((await on(fake, ["adopt", "fix", "--message", "add tests"])).stdout).toMatch(
      /┌ T-1 [^]*T-1: 2 commits of fix, from 1a2b3c4\.\nT-1 is drafted\. Start it: jarvis approve T-1/,
    );
    const { json } = await jsonOf(fake, ["adopt", "src", "--with-uncommitted"]);
    expect(json).toMatchObject({ ticket: "T-1", hash: "hash-1" });
    expect(sent(fake)).toEqual([
      ["retry-ticket", { ticket: "T-1", fromWork: true, reason: "no" }],
      ["adopt", { name: "fix", withUncommitted: false, message: "add tests" }],
      ["adopt", { name: `${process.cwd()}/src`, withUncommitted: true }],
    ]);
    expect((await on(fake, ["retry", "W1"])).exitCode).toBe(2);
  });
});

/** Behind `--` everything is the program's. */
const ranOn = (fake: Parameters<typeof on>[0], argv: readonly string[]) =>
  runLine(["run", "--home", fake.home, "--project", PROJECT_ID, ...argv]);

describe("run", () => {
  const ended = (run: string, more: Partial<Extract<RunLine, { kind: "ended" }>>): RunLine => ({
    kind: "ended",
    run,
    outcome: "exited",
    exitCode: 0,
    signal: null,
    durationMs: 1_200,
    isCut: false,
    detail: "",
    ...more,
  });

  test("prints whole lines to the stream that they came from, and ends as the program did", async () => {
    const fake = await fakeWith(working);
    fake.runLines = [
      { kind: "started", run: "R-1.1", worker: "W1", ticket: "T-1" },
      { kind: "output", run: "R-1.1", stream: "out", text: "one\ntw" },
      { kind: "output", run: "R-1.1", stream: "err", text: "oh\n" },
      { kind: "output", run: "R-1.1", stream: "out", text: "o\u001b[2J" },
      ended("R-1.1", { exitCode: 7 }),
    ];
    const ran = await ranOn(fake, ["W1", "--seconds", "9", "--", "npm", "test", "-x"]);
    expect(ran).toEqual({ exitCode: 7, stdout: "one\ntwo[2J\n", stderr: "oh\n" });
    expect(fake.ran).toEqual([{ worker: "W1", argv: ["npm", "test", "-x"], timeLimitSeconds: 9 }]);
  });

  test.each([
    [{ outcome: "timed-out", exitCode: null }, 124],
    [{ outcome: "stopped", exitCode: null }, 143],
    [{ outcome: "not-started", exitCode: null, detail: "no such program" }, 127],
    [{ exitCode: null, signal: "SIGSEGV" }, 139],
    [{ outcome: "refused", exitCode: null, detail: "it has ended" }, 1],
  ] as const)("ends after %j with %i", async (end, exitCode) => {
    const fake = await fakeWith(working);
    fake.runLines = [ended("R-1.1", end)];
    expect((await ranOn(fake, ["W1", "--", "x"])).exitCode).toBe(exitCode);
  });

  test("of all says whose each line is, then what came of each; the worst counts", async () => {
    const fake = await fakeWith(working);
    fake.runLines = [
      { kind: "started", run: "R-1.1", worker: "W1", ticket: "T-1" },
      { kind: "started", run: "R-2.1", worker: "W2", ticket: "T-2" },
      { kind: "output", run: "R-2.1", stream: "out", text: "two\n" },
      ended("R-2.1", { exitCode: 3 }),
      ended("R-1.1", {}),
    ];
    const ran = await ranOn(fake, ["--all", "--", "x"]);
    expect(ran.exitCode).toBe(3);
    expect(ran.stdout).toBe("W2 │ two\nW2  T-2  exit 3  1.2 s\nW1  T-1  exit 0  1.2 s\n");
  });

  test("is refused by the daemon in words, and without a program by itself", async () => {
    const fake = await fakeWith(working);
    fake.runLines = { kind: "refused", code: "wrong-stage", message: "Worker 1 has ended." };
    expect(await ranOn(fake, ["W1", "--", "x"])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "Worker 1 has ended.\n",
    });
    expect((await ranOn(fake, ["W1"])).exitCode).toBe(2);
  });
});
