// Goal: a full disk refuses new commands, loses none that was accepted, and is forgotten once there is space. Method: a disk of 3 MB that is
// really full, below the real journal, activity and loop; where none can be mounted, SQLite's own bound on the pages of a file.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/adapters/system/clock.ts";
import { systemIds } from "../../src/adapters/system/ids.ts";
import { canonicalJson } from "../../src/domain/canonical.ts";
import { decide } from "../../src/domain/decide.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { commandId, eventSequence, instant, messageId, obligationKey } from "../../src/domain/ids.ts";
import { emptyState, must } from "../../src/domain/state.ts";
import { approve, approveLanding, C1, draft, opened } from "../../src/domain/testing/stories.ts";
import type { Command } from "../../src/domain/commands.ts";
import { createLoop, type Loop } from "../../src/engine/loop.ts";
import { startDaemon } from "../../src/engine/testing/daemon.ts";
import { openActivity, RETRY_MS } from "../../src/journal/activity/activity.ts";
import type { Journal } from "../../src/journal/contract.ts";
import { backupProject } from "../../src/journal/copies/backup-project.ts";
import { exportJournal } from "../../src/journal/copies/export-journal.ts";
import { JournalFull } from "../../src/journal/failures.ts";
import { checkJournal } from "../../src/journal/sqlite/check-journal.ts";
import { openDatabase, openSqliteJournal, SqliteJournal } from "../../src/journal/sqlite/sqlite-journal.ts";
import { startScript } from "./script-process.ts";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";

const DISK_BYTES = 3 * 1024 * 1024;
const probe = mountSmallDisk(DISK_BYTES);
probe?.remove();
const canMount = probe !== null;
const WHERE = canMount ? "a disk of 3 MB" : "a disk of 3 MB (skipped: no file system can be mounted here)";

function openLoop(journal: Journal): Loop {
  return createLoop({
    journal,
    initial: emptyState(),
    clock: systemClock,
    ids: systemIds,
    decide,
    onDefect: (where, error) => {
      throw new TypeError(`defect at ${where}`, { cause: error });
    },
  });
}

let messageCount = 0;

/** A message of the user, of so many characters. */
function say(loop: Loop, length = 10) {
  messageCount += 1;
  return loop.submit({
    command: {
      type: "conversation.receive",
      conversation: C1,
      message: messageId(`m-${messageCount}`),
      text: "x".repeat(length),
      seenSeq: 0,
    },
    actor: { kind: "user", session: "s-1" },
    id: commandId(`c-${messageCount}`),
  });
}

async function begin(loop: Loop): Promise<void> {
  for (const command of opened) await loop.submit({ command, actor: { kind: "engine" }, id: null });
}

/** Whatever waits is told and answered, so that there is always room for a message. As far as the disk takes it. */
async function answer(loop: Loop): Promise<void> {
  const actor = { kind: "engine" } as const;
  const submit = (command: Command) => Promise.allSettled([loop.submit({ command, actor, id: null })]);
  await submit({ type: "conversation.begin-turn", conversation: C1 });
  const conversation = must(loop.state().conversations, C1);
  if (conversation.running === null) return;
  const key = obligationKey(C1, "deliver-message", conversation.deliveryCount);
  const { n } = conversation.running;
  await submit({ type: "conversation.observe-answered", key, conversation: C1, n, text: "." });
}

function foldOf(path: string): string {
  const journal = openSqliteJournal({ path });
  const state = [...journal.readFrom(eventSequence(0))].reduce(evolve, emptyState());
  void journal.close();
  return canonicalJson(state);
}

describe.skipIf(!canMount)(`on ${WHERE}`, () => {
  let disk: SmallDisk;
  let path: string;
  beforeEach(() => {
    const mounted = mountSmallDisk(DISK_BYTES);
    if (mounted === null) throw new RangeError("a disk could be mounted a moment ago");
    disk = mounted;
    path = join(disk.folder, "project", "journal.db");
  });
  afterEach(() => disk.remove());

  test("commands are refused while it is full, those accepted stand, and it goes on when there is space", async () => {
    const journal = openSqliteJournal({ path });
    const loop = openLoop(journal);
    await begin(loop);
    for (let n = 0; n < 5; n += 1) await say(loop);
    const before = canonicalJson(loop.state());
    disk.fill();
    for (let round = 0; round < 3; round += 1) {
      const refused = await Promise.allSettled([say(loop, 60_000), say(loop, 60_000), say(loop, 60_000)]);
      for (const outcome of refused) {
        expect(outcome).toMatchObject({ status: "rejected", reason: { code: "journal-full" } });
        expect(outcome.status === "rejected" && outcome.reason).toBeInstanceOf(JournalFull);
      }
      expect(canonicalJson(loop.state())).toBe(before);
    }
    disk.free();
    expect(await say(loop, 60_000)).toMatchObject({ kind: "accepted" });
    await answer(loop);
    await journal.close();
    expect(checkJournal(path).findings).toEqual([]);
    expect(foldOf(path)).toBe(canonicalJson(loop.state()));
  });

  test("it fills up by itself, command by command, and every command was told the truth", async () => {
    const journal = openSqliteJournal({ path });
    const loop = openLoop(journal);
    await begin(loop);
    const accepted: string[] = [];
    for (let refusedCount = 0; refusedCount < 20;) {
      const id = commandId(`c-${messageCount + 1}`);
      const outcome = await Promise.allSettled([say(loop, 50_000)]);
      if (outcome[0].status === "fulfilled") accepted.push(id);
      else refusedCount += 1;
      await answer(loop);
    }
    const state = canonicalJson(loop.state());
    await journal.close();
    const again = openSqliteJournal({ path });
    expect(accepted.map((id) => again.readReply(commandId(id))?.kind)).toEqual(
      accepted.map(() => "accepted"),
    );
    await again.close();
    expect(foldOf(path)).toBe(state);
    expect(accepted.length).toBeGreaterThan(10);
  });

  test("a SIGKILL while it is full loses nothing that was durable, and a start before there is space says why", async () => {
    writeFileSync(join(disk.folder, "of the user"), Buffer.alloc(200_000));
    const daemon = startScript(
      `
        const { openSqliteJournal } = await import(src("journal/sqlite/sqlite-journal.ts"));
        const journal = openSqliteJournal({ path: process.argv[1] });
        for (let last = 0, refused = 0; ; ) {
          try {
            await journal.append([{
              command: "command-" + (last + 1), at: 1, actor: { kind: "engine" },
              events: [{ type: "ticket.requeued", data: { ticket: "T-1", reason: "x".repeat(20_000) } }],
              reply: { kind: "accepted", seq: last + 1, text: "" },
            }], last);
            last += 1;
            await say("durable " + last);
          } catch (error) {
            refused += 1;
            if (refused === 5) await say(error.code);
            await new Promise((resolve) => setImmediate(resolve));
          }
        }
      `,
      { args: [path] },
    );
    let durable = 0;
    for (let line = await daemon.says(); line !== "journal-full"; line = await daemon.says())
      durable = Number(line.replace("durable ", ""));
    await daemon.kill();
    // SQLite makes the index of the log anew, for which it needs room.
    rmSync(`${path}-shm`);
    disk.fill();
    expect(() => openSqliteJournal({ path })).toThrow(JournalFull);
    rmSync(join(disk.folder, "of the user"));
    const journal = openSqliteJournal({ path });
    expect(durable).toBeGreaterThan(20);
    expect(journal.readLast()).toBe(durable);
    expect([...journal.readFrom(eventSequence(0))]).toHaveLength(durable);
    await journal.close();
  });

  test("the activity waits, drops nothing that matters, and writes when there is space", async () => {
    const activity = openActivity({
      path: join(disk.folder, "project", "activity.db"),
      blobsDir: join(disk.folder, "project", "blobs"),
      sessionsDir: join(disk.folder, "project", "sessions"),
    });
    const closed = (detail: string) =>
      activity.append([{ kind: "closed", item: { detail }, run: "R-1.1", at: instant(1) }]);
    closed("before");
    await activity.archiveEnded(() => false);
    disk.fill();
    closed("x".repeat(200_000));
    await activity.archiveEnded(() => false);
    expect(activity.readCounts()).toMatchObject({ waiting: 1, failure: { code: "journal-full" } });
    expect(readdirSync(join(disk.folder, "project", "blobs"))).toEqual([]);
    expect(activity.lastN("R-1.1", 2)).toMatchObject([{ n: 1 }, { n: 2 }]);
    disk.free();
    const begun = Date.now();
    while (activity.readCounts().waiting > 0 && Date.now() - begun < 20 * RETRY_MS)
      await new Promise((resolve) => {
        setTimeout(resolve, RETRY_MS / 10);
      });
    expect(activity.readCounts()).toMatchObject({ waiting: 0, dropped: 0, failure: null });
    const [, row] = activity.lastN("R-1.1", 2);
    expect(row === undefined ? null : activity.readWhole(row).item).toEqual({ detail: "x".repeat(200_000) });
    await activity.close();
  });

  test("a backup and an export to it say so, and leave nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "jarvis-full-disk-"));
    const journal = openSqliteJournal({ path: join(folder, "journal.db") });
    const loop = openLoop(journal);
    await begin(loop);
    await say(loop, 60_000);
    disk.fill();
    const backup = backupProject({ folder, to: join(disk.folder, "backup"), madeAt: instant(1) });
    await expect(backup).rejects.toThrow(JournalFull);
    const to = join(disk.folder, "export.jsonl");
    expect(() => exportJournal({ path: join(folder, "journal.db"), to })).toThrow(JournalFull);
    expect(readdirSync(disk.folder)).toEqual(["ballast"]);
    disk.free();
    exportJournal({ path: join(folder, "journal.db"), to });
    expect(existsSync(to)).toBe(true);
    await journal.close();
    rmSync(folder, { recursive: true });
  });
});

describe("with a file that may have no more pages", () => {
  test("the loop refuses, keeps what it accepted, and goes on", async () => {
    const folder = mkdtempSync(join(tmpdir(), "jarvis-full-file-"));
    const path = join(folder, "journal.db");
    mkdirSync(folder, { recursive: true });
    const db = openDatabase(path);
    const journal = new SqliteJournal(path, db);
    const loop = openLoop(journal);
    await begin(loop);
    const first = await say(loop);
    db.exec("pragma max_page_count = 1");
    const before = canonicalJson(loop.state());
    await expect(say(loop, 60_000)).rejects.toThrow(JournalFull);
    expect(canonicalJson(loop.state())).toBe(before);
    db.exec("pragma max_page_count = 4294967294");
    const second = await say(loop, 60_000);
    expect(second.seq).toBe(first.seq + 1);
    await journal.close();
    expect(foldOf(path)).toBe(canonicalJson(loop.state()));
    rmSync(folder, { recursive: true });
  });
});

describe("an engine whose journal is full in the middle of a worker's run", () => {
  test("goes on by itself when there is space, and lands the ticket", async () => {
    let fillCount = 0;
    const daemon = await startDaemon({
      act: async ({ role, slot, tools }) => {
        if (role === "reviewer") {
          await tools[0]?.call({ verdict: "accept", criteria: [{ n: 1, met: true, where: "a.txt:1" }] });
          return "reviewed";
        }
        const { world } = daemon;
        const worktree = [...world.worktrees.values()].find((one) => one.run === slot);
        if (worktree === undefined) return "hello";
        worktree.files = new Map(worktree.files).set(`${slot}.txt`, "dark");
        const head = world.refs.get(`refs/heads/${worktree.branch}`) ?? worktree.base;
        world.refs.set(
          `refs/heads/${worktree.branch}`,
          world.commit([head], worktree.files, "Add a dark mode", 1),
        );
        if (fillCount === 0) daemon.journal().fill();
        fillCount += 1;
        return "The switch is there.";
      },
    });
    await daemon.say(draft());
    await daemon.say(approve());
    const stage = () => [...daemon.state().runs.values()][0]?.stage.name;
    const atFull = daemon.journal().readLast();
    await daemon.pass(60_000);
    expect(stage()).toBe("working");
    expect(daemon.journal().readLast()).toBeGreaterThanOrEqual(atFull);
    daemon.journal().free();
    await daemon.pass(60_000);
    expect(stage()).toBe("reported");
    await daemon.say(approveLanding());
    await daemon.pass(60_000);
    expect([...daemon.state().tickets.values()].map((ticket) => ticket.stage.name)).toEqual(["landed"]);
  });
});
