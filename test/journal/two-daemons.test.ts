// Goal: one daemon a home, whatever happens to it. Method: real processes, a real SIGKILL, and a lock file that cannot be written.
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventSequence } from "../../src/domain/ids.ts";
import { openSqliteJournal } from "../../src/journal/sqlite/sqlite-journal.ts";
import { startScript, type ScriptProcess } from "./script-process.ts";

/** As a daemon begins: the lock, then the journal. Then it writes for ever, and says what is durable. */
const DAEMON = `
  const { lockHome } = await import(src("journal/home-lock.ts"));
  const { openSqliteJournal } = await import(src("journal/sqlite/sqlite-journal.ts"));
  const [home] = process.argv.slice(1);
  try {
    lockHome(home);
  } catch (error) {
    await say(error.name + ": " + error.message);
    process.exit(1);
  }
  const journal = openSqliteJournal({ path: home + "/projects/0123456789ab/journal.db" });
  await say("open at " + journal.readLast());
  for (let last = journal.readLast(); ; last += 1) {
    await journal.append([{
      command: "command-" + (last + 1), at: last, actor: { kind: "engine" },
      events: [{ type: "ticket.requeued", data: { ticket: "T-1", reason: "again" } }],
      reply: { kind: "accepted", seq: last + 1, text: "" },
    }], last);
    await say("wrote " + (last + 1));
  }
`;

let folder: string;
let home: string;
const running: ScriptProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-two-daemons-"));
  home = join(folder, "home");
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill()));
  rmSync(folder, { recursive: true });
});

function startDaemon(uid?: number): ScriptProcess {
  const daemon = startScript(DAEMON, { args: [home], ...(uid === undefined ? {} : { uid }) });
  running.push(daemon);
  return daemon;
}

/** The last event that it called durable, of those that it has said so far. */
async function wroteAtLeast(daemon: ScriptProcess, count: number): Promise<number> {
  let last = 0;
  for (let n = 0; n < count; n += 1) last = Number((await daemon.says()).replace("wrote ", ""));
  return last;
}

describe("two daemons on one home", () => {
  test("the second is turned away with the name of the first, which does not notice", async () => {
    const first = startDaemon();
    expect(await first.says()).toBe("open at 0");
    const second = startDaemon();
    expect(await second.says()).toBe(
      `HomeLocked: Cannot start in ${home}: process ${first.pid} already runs there. Use it, stop it, or start with another JARVIS_HOME.`,
    );
    expect(await second.ended).toBe(1);
    expect(await wroteAtLeast(first, 20)).toBeGreaterThanOrEqual(20);
  });

  test("after a SIGKILL of the first the second gets in at its first attempt, and finds all that was durable", async () => {
    let durable = 0;
    for (const count of [1, 17, 120]) {
      const daemon = startDaemon();
      const [, found = ""] = /^open at (\d+)$/.exec(await daemon.says()) ?? [];
      expect(Number(found)).toBeGreaterThanOrEqual(durable);
      durable = await wroteAtLeast(daemon, count);
      await daemon.kill();
    }
    const journal = openSqliteJournal({ path: join(home, "projects", "0123456789ab", "journal.db") });
    expect(journal.readLast()).toBeGreaterThanOrEqual(durable);
    expect([...journal.readFrom(eventSequence(0))]).toHaveLength(journal.readLast());
    await journal.close();
  });

  test("of many that start at the same moment exactly one gets in", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, async () => startDaemon().says()));
    expect(answers.filter((line) => line === "open at 0")).toHaveLength(1);
    expect(answers.filter((line) => line.startsWith("HomeLocked"))).toHaveLength(4);
  });
});

/** Somebody who may not do everything; root may write what nobody may. */
const ANYBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const uid = isRoot ? ANYBODY : undefined;

describe("a home that cannot be written", () => {
  test("because its lock file is read-only lets nobody in: SQLite alone would let in two", async () => {
    makeHome();
    writeFileSync(join(home, "lock.db"), "");
    give(join(home, "lock.db"), 0o444);
    for (const daemon of [startDaemon(uid), startDaemon(uid)])
      expect(await daemon.says()).toMatch(
        /^JournalUnwritable: Cannot write to .*lock\.db: EACCES from access\. Check the disk and its permissions/,
      );
    // The control: with the file writable the same home lets in one.
    chmodSync(join(home, "lock.db"), 0o644);
    expect(await startDaemon(uid).says()).toBe("open at 0");
    expect(await startDaemon(uid).says()).toContain("HomeLocked");
  });

  test("because the folder is read-only is told of", async () => {
    makeHome();
    chmodSync(home, 0o555);
    expect(await startDaemon(uid).says()).toMatch(/^JournalUnwritable: Cannot write to .*lock\.db/);
  });
});

function makeHome(): void {
  chmodSync(folder, 0o755);
  mkdirSync(home);
  give(home, 0o755);
}

function give(path: string, mode: number): void {
  chmodSync(path, mode);
  if (isRoot) chownSync(path, ANYBODY, ANYBODY);
}
