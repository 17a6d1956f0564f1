// The user's own command in a run's worktree, with real processes: output, exit status, time, and its end with its run.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { must, withRun, type State } from "../domain/state.ts";
import { given } from "../domain/testing/given.ts";
import { R11, opened } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { createWorkspaceCommands, type CommandOutput, type WorkspaceCommands } from "./workspace-commands.ts";
import { createProcesses, type PosixProcesses } from "../adapters/processes-posix/processes.ts";
import { systemClock } from "../adapters/system/clock.ts";
import { systemIds } from "../adapters/system/ids.ts";
import { createSandboxNone } from "../adapters/sandbox-none/sandbox.ts";

let folder: string;
let processes: PosixProcesses;
let state: State;
let commands: WorkspaceCommands;
const listeners = new Set<() => void>();
const recorded: { readonly type: string; readonly output?: string }[] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/jarvis-run-`));
  processes = createProcesses({ home: folder, graceMs: 200 });
  enter(given(opened, upTo("working")).state);
  recorded.length = 0;
  commands = createWorkspaceCommands({
    sandbox: createSandboxNone({ processes, home: folder }),
    processes,
    clock: systemClock,
    ids: systemIds,
    activity: ({ event }) => recorded.push(event),
    state: () => state,
    onEvents: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    environmentOf: () => ({ JARVIS_ROOT: folder }),
  });
});
afterEach(async () => {
  await commands.stop();
  expect(processes.list()).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

/** The same state, with the run's worktree where this test has a folder. */
function enter(next: State): void {
  state = withRun(next, { ...must(next.runs, R11), workspacePath: folder });
  for (const listener of listeners) listener();
}

async function run(
  argv: readonly [string, ...string[]],
  more: { timeLimitMs?: number; signal?: AbortSignal } = {},
) {
  const heard: CommandOutput[] = [];
  const { timeLimitMs = 20_000, signal = new AbortController().signal } = more;
  const end = await commands.run({ run: R11, argv, timeLimitMs }, (output) => heard.push(output), signal);
  const textOf = (stream: "out" | "err") =>
    heard.flatMap((one) => (one.stream === stream ? [one.text] : [])).join("");
  return { end, out: textOf("out"), err: textOf("err") };
}

test("gives output by stream and the exit status, and is on record", async () => {
  const { end, out, err } = await run(["sh", "-c", "pwd; echo $JARVIS_ROOT; echo no >&2; exit 7"]);
  expect(end).toMatchObject({ outcome: "exited", exitCode: 7, isCut: false });
  expect([out, err]).toEqual([`${folder}\n${folder}\n`, "no\n"]);
  expect(recorded.map(({ type }) => type)).toEqual(["tool-started", "tool-ended"]);
  expect(recorded[1]?.output).toContain("run by you: exit 7");
});

test("says what a signal ended, what was not started, and what took too long", async () => {
  expect((await run(["sh", "-c", "kill -9 $$"])).end).toMatchObject({ exitCode: null, signal: "SIGKILL" });
  const none = (await run(["no-such-program"])).end;
  expect(none).toMatchObject({ outcome: "not-started", detail: expect.stringContaining("no-such-program") });
  expect((await run(["sleep", "600"], { timeLimitMs: 50 })).end.outcome).toBe("timed-out");
});

test("takes along what it left in the background, and passes on no more than its bound", async () => {
  const { end, out } = await run(["sh", "-c", "sleep 600 & yes | head -c 9000000"]);
  expect(end).toMatchObject({ exitCode: 0, isCut: true });
  expect(out.length).toBeLessThanOrEqual(8 * 1024 * 1024);
  expect(processes.list()).toEqual([]);
});

test.each([
  [
    "its run ends",
    () => enter(given(opened, upTo("working"), { type: "run.stop", run: R11, reason: "no" }).state),
  ],
  [
    "everything is stopped",
    () => enter(given(opened, upTo("working"), { type: "project.halt", reason: "no" }).state),
  ],
])("ends when %s", async (_, happen) => {
  const heard = Promise.withResolvers<void>();
  const { signal } = new AbortController();
  const request = { run: R11, argv: ["sh", "-c", "echo up; sleep 600"], timeLimitMs: 20_000 } as const;
  const ended = commands.run(request, () => heard.resolve(), signal);
  await heard.promise;
  expect(commands.refusal(R11)).toMatchObject({
    code: "wrong-stage",
    message: expect.stringContaining("one command at a time"),
  });
  happen();
  expect(await ended).toMatchObject({ outcome: "stopped" });
  expect(commands.refusal(R11)?.code).toBe("wrong-stage");
});

test("ends when nobody reads any more", async () => {
  const reader = new AbortController();
  const heard = Promise.withResolvers<void>();
  const request = { run: R11, argv: ["sh", "-c", "echo up; sleep 600"], timeLimitMs: 20_000 } as const;
  const ended = commands.run(request, () => heard.resolve(), reader.signal);
  await heard.promise;
  reader.abort();
  expect((await ended).outcome).toBe("stopped");
  expect(commands.refusal(R11)).toBeNull();
});
