// Everything is stopped in the middle of work: no process of an agent or a check is left within ten seconds, nothing is lost, and it goes on as it
// was. A pause of one worker is the same for that worker alone.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { UserReply } from "../../src/catalogue/user-access.ts";
import { runUserCommand } from "../../src/catalogue/user-commands.ts";
import { openDaemon, type OpenDaemon } from "../../src/compose/daemon.ts";
import { STOP_FILE } from "../../src/compose/stop-file.ts";
import type { CommandName } from "../../src/wire/commands.ts";
import { pathTo } from "../../src/wire/routes.ts";
import type { Board } from "../../src/wire/reads.ts";
import { processesOf } from "./live-processes.ts";
import type { Scene } from "./scene.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 120_000;
/** What the plan promises between the word and the last process. */
const GONE_MS_MAX = 10_000;
const QUIET_MS = 1_500;

/** Its first life waits at the door of a step that takes for ever; the next finds the step done. */
const TICKET = `# Add a note

\`\`\`sh
if [ -e begun.txt ]; then echo two >> begun.txt; else echo one > begun.txt; sleep 600; fi
\`\`\`

\`\`\`txt file=note.txt
A note.
\`\`\`

## Checks
- test -s note.txt
`;

async function open(at: Scene): Promise<OpenDaemon> {
  return await openDaemon({
    path: at.repository,
    home: at.home,
    port: 0,
    isUnsafe: false,
    model: "playbook",
    turnDelayMs: 0,
    tell: () => undefined,
  });
}

async function does(daemon: OpenDaemon, name: CommandName, input: object): Promise<void> {
  expect(await answerTo(daemon, name, input)).toMatchObject({ kind: "accepted" });
}

async function answerTo(daemon: OpenDaemon, name: CommandName, input: object): Promise<UserReply | null> {
  const [project] = daemon.projects();
  const access = project?.live.userAccess("test", null);
  return access === undefined ? null : await runUserCommand(name, input, access);
}

async function rowOf(daemon: OpenDaemon): Promise<Board["rows"][number] | undefined> {
  const answer = await fetch(`${daemon.url}${pathTo("board", { project: daemon.project })}`, {
    headers: { authorization: `Bearer ${daemon.token}` },
  });
  const board = (await answer.json()) as Board; // what the board's route answers
  return board.rows[0];
}

/** Its shell runs: it has left its mark in the worktree. */
function hasBegun(at: Scene): boolean {
  const worktrees = `${at.repository}-worktrees`;
  return (
    existsSync(worktrees) &&
    readdirSync(worktrees).some((name) => existsSync(join(worktrees, name, "begun.txt")))
  );
}

async function begin(at: Scene, daemon: OpenDaemon): Promise<void> {
  await does(daemon, "add-ticket", { markdown: TICKET });
  const hash = daemon
    .projects()[0]
    ?.live.rows.all()
    .flatMap((one) => (one.table === "ticket" ? [one.row?.hash] : []))[0];
  await does(daemon, "approve-ticket", { ticket: "T-1", hash, landWhenGreen: true });
  await until("the step that takes for ever", () => hasBegun(at), {
    limitMs: 60_000,
    found: () => processesOf(at.home).join(),
  });
}

type Act = (daemon: OpenDaemon) => Promise<unknown>;

const says =
  (name: CommandName, input: object = {}): Act =>
  (daemon) =>
    does(daemon, name, input);

async function removeStopFile(daemon: OpenDaemon): Promise<void> {
  const held = expect.stringContaining("Remove it, then go on");
  expect(await answerTo(daemon, "go-on", {})).toMatchObject({ kind: "refused", message: held });
  rmSync(join(daemon.home, STOP_FILE));
  await until(
    "the file to be missed",
    async () => (await answerTo(daemon, "go-on", {}))?.kind === "accepted",
    { limitMs: GONE_MS_MAX },
  );
}

test.each<readonly [string, Act, Act, string]>([
  ["everything", says("stop-everything"), says("go-on"), "stopped"],
  [
    "everything, by a file in the home",
    async (daemon) => writeFileSync(join(daemon.home, STOP_FILE), ""),
    removeStopFile,
    "stopped",
  ],
  [
    "a worker that is paused",
    says("pause-worker", { worker: "W1" }),
    says("resume-worker", { worker: "W1" }),
    "paused",
  ],
])(
  "%s: its processes are gone within ten seconds, and it goes on where it was",
  async (_, stop, goOn, word) => {
    const at = sceneOfTest({ files: { "README.md": "# Shop\n" } });
    const daemon = await open(at);
    try {
      await begin(at, daemon);
      expect(processesOf(at.home).length).toBeGreaterThan(0);
      await stop(daemon);
      await until("no process to be left", () => processesOf(at.home).length === 0, {
        limitMs: GONE_MS_MAX,
        found: () => processesOf(at.home).join(),
      });
      expect(await rowOf(daemon)).toMatchObject({ word, stage: "running" });
      // Nothing starts by itself.
      await wait(QUIET_MS);
      expect(processesOf(at.home)).toEqual([]);
      await goOn(daemon);
      let row: Awaited<ReturnType<typeof rowOf>>;
      await until("T-1 to land", async () => (row = await rowOf(daemon))?.stage === "landed", {
        limitMs: 60_000,
        found: () => row?.status ?? "",
      });
      expect(at.git("show", "main:note.txt")).toBe("A note.\n");
    } finally {
      await daemon.close();
    }
  },
  TEST_MS_MAX,
);
