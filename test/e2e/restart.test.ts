// The daemon is killed with SIGKILL where it hurts most, and started again on the same home: everything goes on, and lands exactly once.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { commitsOf, leftoversOf } from "./demo-evidence.ts";
import { startJarvis, type JarvisProcess } from "./jarvis-process.ts";
import { eventsOf, readJournal } from "./journal-of.ts";
import { processesOf } from "./live-processes.ts";
import { cleanEnvironment, type Scene } from "./scene.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 120_000;
const STEP_MS_MAX = 60_000;

/** A script that a worker, a check or git runs stops at a door, where the test kills the daemon. */
interface Door {
  readonly script: string;
  isReached(): boolean;
  open(): void;
}

function doorIn(at: Scene, name: string): Door {
  const reached = join(at.folder, `${name}-reached`);
  const opened = join(at.folder, `${name}-opened`);
  return {
    script: `touch '${reached}'\nuntil [ -e '${opened}' ]; do sleep 0.05; done`,
    isReached: () => existsSync(reached),
    open: () => writeFileSync(opened, ""),
  };
}

/** A repository whose user has an uncommitted file, and a check that passes when the note is there. */
function makeShop(): Scene {
  const at = sceneOfTest({ files: { "README.md": "# Shop\n", "check.sh": "test -s note.txt\n" } });
  at.write("mine.txt", "mine\n");
  return at;
}

/** One life of the daemon. */
function begin(at: Scene, env: Readonly<Record<string, string>> = {}): JarvisProcess {
  return startJarvis(["chat", at.repository, "--home", at.home, "--turn-delay-ms", "0"], { env });
}

async function draftAndStart(jarvis: JarvisProcess, script: string): Promise<void> {
  await jarvis.sees(/\/help shows/);
  jarvis.type(`Add a note\n\`\`\`sh\n${script}\necho one > note.txt\n\`\`\`\n\n## Checks\n- sh check.sh`);
  const [, n = ""] = await jarvis.sees(/\[(\d+)\] approve & start\n/);
  jarvis.type(n);
}

async function approveLanding(jarvis: JarvisProcess): Promise<void> {
  const [, n = ""] = await jarvis.sees(/\[(\d+)\] land it\n/);
  jarvis.type(n);
}

/** Kills the daemon once the door is reached. @returns the processes that it had at that moment */
async function killAt(door: Door, jarvis: JarvisProcess, at: Scene): Promise<readonly number[]> {
  await until("the door", () => door.isReached(), { limitMs: STEP_MS_MAX, found: () => jarvis.stdout() });
  const alive = processesOf(at.home);
  jarvis.kill("SIGKILL");
  expect(await jarvis.ended).toMatchObject({ signal: "SIGKILL" });
  return alive;
}

/** Starts the next life, and sees that nothing of the former one is alive in it. */
async function beginAgain(
  at: Scene,
  former: readonly number[],
  env?: Readonly<Record<string, string>>,
): Promise<JarvisProcess> {
  const jarvis = begin(at, env);
  await jarvis.sees(/\/help shows/);
  expect(processesOf(at.home).filter((pid) => former.includes(pid))).toEqual([]);
  return jarvis;
}

/** Ends the input and sees that the ticket is on main once, that the user's file is there, and that nothing is left. */
async function expectLandedOnce(jarvis: JarvisProcess, at: Scene): Promise<void> {
  jarvis.endInput();
  const ending = await jarvis.ended;
  expect(ending.exitCode).toBe(0);
  const journal = readJournal(at.home);
  const [landed, ...more] = eventsOf(journal, "ticket.landed");
  expect(more).toEqual([]);
  expect(commitsOf(at, "T-1")).toEqual([landed?.data.commit]);
  expect(at.git("show", "main:note.txt")).toBe("one\n");
  expect(eventsOf(journal, "run.created")).toHaveLength(1);
  expect(eventsOf(journal, "landing.queued")).toHaveLength(1);
  expect(at.git("status", "--porcelain")).toBe("?? mine.txt\n");
  expect(readFileSync(join(at.repository, "mine.txt"), "utf8")).toBe("mine\n");
  expect(leftoversOf(at)).toEqual({ worktrees: 0, branches: 0, locks: 0, processes: 0 });
}

describe("a daemon that is killed in the middle of a worker's turn", () => {
  test(
    "goes on with the same run and answers the message that it had not answered",
    async () => {
      const at = makeShop();
      const door = doorIn(at, "worker");
      const first = begin(at);
      await draftAndStart(first, door.script);
      await until("the worker", () => door.isReached(), { limitMs: STEP_MS_MAX });
      first.type("how is it going?");
      await until(
        "the message to be on record",
        () => eventsOf(readJournal(at.home), "conversation.message-received").length === 2,
        { limitMs: STEP_MS_MAX },
      );
      const former = await killAt(door, first, at);
      expect(former.length).toBeGreaterThan(0);

      const second = await beginAgain(at, former);
      door.open();
      await approveLanding(second);
      await second.sees(/T-1 landed as/);
      await expectLandedOnce(second, at);
      const journal = readJournal(at.home);
      const asked = eventsOf(journal, "conversation.message-received").map(({ data }) => data.message);
      const answered = eventsOf(journal, "conversation.turn-answered").map(({ data }) => data.n);
      const told = eventsOf(journal, "conversation.turn-begun")
        .filter(({ data }) => data.kind === "user" && answered.includes(data.n))
        .flatMap(({ data }) => data.messages);
      expect(told).toEqual(asked);
    },
    TEST_MS_MAX,
  );
});

describe("a daemon that is killed in the middle of a landing", () => {
  test(
    "while its check runs, runs it again and lands",
    async () => {
      const at = makeShop();
      const door = doorIn(at, "check");
      const first = begin(at);
      await draftAndStart(first, "true");
      const [, n = ""] = await first.sees(/\[(\d+)\] land it\n/);
      // What the user commits meanwhile makes the landing check another tree than the review did.
      at.write("check.sh", `${door.script}\ntest -s note.txt\n`);
      at.git("commit", "--quiet", "--message", "A slow check", "check.sh");
      first.type(n);
      const former = await killAt(door, first, at);
      expect(former.length).toBeGreaterThan(0);
      expect(eventsOf(readJournal(at.home), "ticket.landed")).toEqual([]);

      const second = await beginAgain(at, former);
      door.open();
      await second.sees(/T-1 landed as/);
      await expectLandedOnce(second, at);
    },
    TEST_MS_MAX,
  );

  test.each([
    ["before the target has moved", "before"],
    ["after the target has moved, before that is on record", "after"],
  ] as const)(
    "%s, lands once",
    async (_, moment) => {
      const at = makeShop();
      const door = doorIn(at, "git");
      const env = { PATH: gitWithDoor(at, door, moment) };
      const tip = at.git("rev-parse", "main");
      const first = begin(at, env);
      await draftAndStart(first, "true");
      await approveLanding(first);
      const former = await killAt(door, first, at);
      expect(at.git("rev-parse", "main") === tip).toBe(moment === "before");
      expect(eventsOf(readJournal(at.home), "ticket.landed")).toEqual([]);

      const second = await beginAgain(at, former, env);
      door.open();
      await second.sees(/T-1 landed as/);
      await expectLandedOnce(second, at);
    },
    TEST_MS_MAX,
  );
});

/** A PATH on which git stops at the door before, or after, it moves the target. */
function gitWithDoor(at: Scene, door: Door, moment: "before" | "after"): string {
  const folder = join(at.folder, "slow-git");
  const real = cleanEnvironment()["PATH"] ?? "";
  const isMove = '*" merge --ff-only "*)';
  const acts = {
    before: [door.script, 'git "$@"'],
    after: ['git "$@"', door.script],
  };
  const script = [
    "#!/bin/sh",
    `PATH='${real}'`,
    'case " $* " in',
    isMove,
    ...acts[moment],
    "exit 0 ;;",
    "esac",
    'exec git "$@"',
  ];
  mkdirSync(folder);
  writeFileSync(join(folder, "git"), `${script.join("\n")}\n`);
  chmodSync(join(folder, "git"), 0o755);
  return [folder, real].join(delimiter);
}
