// Goal: a SIGKILL while a backup, an import or a move to the archive runs leaves the old or the new, never a half that looks whole. Method:
// real processes that are killed at random moments, and a reader afterwards.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandId, eventSequence, instant, ticketId } from "../../src/domain/ids.ts";
import { openActivity } from "../../src/journal/activity/activity.ts";
import type { ActivityEntry } from "../../src/journal/activity/items.ts";
import { backupProject } from "../../src/journal/copies/backup-project.ts";
import { exportJournal } from "../../src/journal/copies/export-journal.ts";
import { restoreBackup } from "../../src/journal/copies/restore-backup.ts";
import { checkJournal } from "../../src/journal/sqlite/check-journal.ts";
import { openSqliteJournal } from "../../src/journal/sqlite/sqlite-journal.ts";
import { Story } from "../../bench/restart/story.ts";
import { until } from "../e2e/until.ts";
import { startScript } from "./script-process.ts";

const TEST_MS_MAX = 120_000;
const KILLS = 8;

let folder: string;
let project: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-killed-"));
  project = join(folder, "project");
});
afterEach(() => rmSync(folder, { recursive: true }));

function placeOf(at: string) {
  return {
    path: join(at, "activity.db"),
    blobsDir: join(at, "blobs"),
    sessionsDir: join(at, "sessions"),
  };
}

async function writeJournal(): Promise<number> {
  const story = new Story(40, { id: "0123456789ab", root: "/bench/project" });
  for (let n = 0; n < 40; n += 1) story.tell("landed", 40);
  const journal = openSqliteJournal({ path: join(project, "journal.db") });
  const stored = await journal.append(story.take(), eventSequence(0));
  await journal.close();
  return stored.length;
}

function entries(run: string, count: number): readonly ActivityEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const output = `${i} `.repeat(i % 500 === 0 ? 9_000 : 20);
    const item = { id: `t${i}`, name: "Bash", isError: false, durationMs: 12, output, agent: null };
    return { kind: "tool-ended", item, run, at: instant(1_764_000_000_000 + i) };
  });
}

async function writeActivity(count: number): Promise<void> {
  const activity = openActivity(placeOf(project));
  for (let n = 0; n < count; n += 1_000) activity.append(entries("R-1.1", 1_000));
  await activity.close();
}

/** Starts it again and again, and kills it a little later each time. @returns whether it ever came to its end before */
async function killSometimes(
  script: string,
  args: readonly string[],
  afterEachKill: (n: number) => Promise<void> | void,
): Promise<void> {
  for (let n = 0; n < KILLS; n += 1) {
    const process = startScript(script, { args: [...args, String(n)] });
    expect(await process.says()).toBe("begins");
    // As long as a whole one takes here, in steps.
    const pause = new Promise((resolve) => {
      setTimeout(resolve, n * n * 4);
    });
    await Promise.race([pause, process.ended]);
    await process.kill();
    await afterEachKill(n);
  }
}

describe("a SIGKILL", () => {
  test(
    "of a backup leaves no backup, or a whole one",
    async () => {
      const events = await writeJournal();
      await writeActivity(4_000);
      const script = `
        const { backupProject } = await import(src("journal/copies/backup-project.ts"));
        const [folder, to, n] = process.argv.slice(1);
        await say("begins");
        await backupProject({ folder, to: to + n, madeAt: 1 });
        await say("done");
      `;
      let halves = 0;
      await killSometimes(script, [project, join(folder, "backup-")], async (n) => {
        const to = join(folder, `backup-${n}`);
        if (!existsSync(to))
          return void (halves += readdirSync(folder).filter((name) => name.endsWith(".partial")).length);
        await restoreBackup({ from: to, folder: join(folder, `restored-${n}`) });
        expect(checkJournal(join(folder, `restored-${n}`, "journal.db"))).toMatchObject({
          eventCount: events,
          findings: [],
        });
      });
      expect(halves).toBeGreaterThan(0);
    },
    TEST_MS_MAX,
  );

  test(
    "of an import leaves an empty project or a whole one, and it can be done again",
    async () => {
      const events = await writeJournal();
      exportJournal({ path: join(project, "journal.db"), to: join(folder, "export.jsonl") });
      const script = `
        const { importJournal } = await import(src("journal/copies/import-journal.ts"));
        const [from, to, n] = process.argv.slice(1);
        await say("begins");
        importJournal({ from, path: to + n + ".db" });
        await say("done");
      `;
      const counts = new Set<number>();
      await killSometimes(script, [join(folder, "export.jsonl"), join(folder, "imported-")], async (n) => {
        const path = join(folder, `imported-${n}.db`);
        const journal = openSqliteJournal({ path });
        counts.add(journal.readLast());
        await journal.close();
        expect(checkJournal(path).findings).toEqual([]);
      });
      for (const count of counts) expect([0, events]).toContain(count);
      expect(counts).toContain(0);
    },
    TEST_MS_MAX,
  );

  test(
    "of a move to the archive leaves every row readable once, and the next one goes on",
    async () => {
      await writeActivity(12_000);
      const script = `
        const { openActivity } = await import(src("journal/activity/activity.ts"));
        const [project] = process.argv.slice(1);
        const activity = openActivity({ path: project + "/activity.db", blobsDir: project + "/blobs", sessionsDir: project + "/sessions" });
        await say("begins");
        await activity.archiveEnded(() => true);
        await activity.close();
        await say("done");
      `;
      await killSometimes(script, [project], async () => {
        const activity = openActivity(placeOf(project));
        for (let after = 0; after < 12_000; after += 500)
          expect(activity.read({ run: "R-1.1", after, limit: 500 }).map(({ n }) => n)).toEqual(
            Array.from({ length: 500 }, (_, i) => after + i + 1),
          );
        expect(activity.lastN("R-1.1", 3).map(({ n }) => n)).toEqual([11_998, 11_999, 12_000]);
        await activity.close();
      });
      const activity = openActivity(placeOf(project));
      await activity.archiveEnded(() => true);
      expect(activity.lastN("R-1.1", 1)).toMatchObject([{ n: 12_000 }]);
      await activity.close();
    },
    TEST_MS_MAX,
  );
});

test(
  "a backup is of one moment while another process writes as fast as it can",
  async () => {
    await writeJournal();
    const first = openSqliteJournal({ path: join(project, "journal.db") });
    const before = first.readLast();
    await first.close();
    const writer = startScript(
      `
        const { openSqliteJournal } = await import(src("journal/sqlite/sqlite-journal.ts"));
        const [path] = process.argv.slice(1);
        const journal = openSqliteJournal({ path });
        await say("begins");
        for (let last = journal.readLast(); ; last += 1)
          await journal.append([{
            command: "command-" + last, at: last, actor: { kind: "engine" },
            events: [{ type: "conversation.message-received", data: { conversation: "C1", message: "m-" + last, text: "x".repeat(900), seenSeq: 0 } }],
            reply: { kind: "accepted", seq: last + 1, text: "" },
          }], last);
      `,
      { args: [join(project, "journal.db")] },
    );
    expect(await writer.says()).toBe("begins");
    const seen: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const to = join(folder, `backup-${n}`);
      const { journal } = await backupProject({ folder: project, to, madeAt: instant(n) });
      expect(checkJournal(join(to, "journal.db"))).toMatchObject({
        eventCount: journal.events,
        findings: [],
      });
      seen.push(journal.events);
      const isWritten = () => checkJournal(join(project, "journal.db")).eventCount > journal.events;
      await until("the other process to write on", isWritten, { limitMs: 30_000 });
    }
    await writer.kill();
    expect(seen[0]).toBeGreaterThanOrEqual(before);
    // It was not kept from writing.
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
    const restored = join(folder, "restored");
    await restoreBackup({ from: join(folder, "backup-3"), folder: restored });
    const journal = openSqliteJournal({ path: join(restored, "journal.db") });
    const last = journal.readLast();
    const event = { type: "ticket.requeued" as const, data: { ticket: ticketId("T-1"), reason: "on" } };
    const reply = { kind: "accepted" as const, seq: eventSequence(last + 1), text: "" };
    const decided = { command: commandId("on"), at: instant(1), actor: { kind: "engine" as const } };
    await journal.append([{ ...decided, events: [event], reply }], last);
    expect(journal.readLast()).toBe(last + 1);
    await journal.close();
  },
  TEST_MS_MAX,
);
