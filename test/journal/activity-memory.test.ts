// Goal: what an activity keeps in memory does not grow with what was ever written. Method: 200,000 rows in a process of their own, whose
// garbage is collected before each look.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startScript } from "./script-process.ts";

const ROWS = 200_000;
/** Caches of statements and of names, not rows: 200,000 of these are 60 MB. */
const GROWTH_BYTES_MAX = 4 * 1024 * 1024;

const APPENDER = `
  const { openActivity } = await import(src("journal/activity/activity.ts"));
  const [folder, rowCount] = process.argv.slice(1);
  const activity = openActivity({ path: folder + "/activity.db", blobsDir: folder + "/blobs", sessionsDir: folder + "/sessions" });
  const kept = [];
  const append = async (count, keep) => {
    for (let i = 0; i < count; i += 100) {
      const rows = activity.append(Array.from({ length: 100 }, (_, k) => ({
        kind: k % 2 === 0 ? "tool-started" : "tool-ended", run: "R-" + (1 + (i + k) % 40) + ".1", at: i,
        item: k % 2 === 0
          ? { id: "t" + (i + k), name: "Bash", input: { command: "npm test " + i }, agent: null }
          : { id: "t" + (i + k - 1), name: "Bash", isError: false, durationMs: 1, output: "passed ".repeat(30), agent: null },
      })));
      if (keep) kept.push(rows);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await activity.archiveEnded(() => false);
    for (let i = 0; i < 4; i += 1) gc();
    return process.memoryUsage().heapUsed + process.memoryUsage().external;
  };
  const before = await append(10_000, false);
  const after = await append(Number(rowCount), false);
  const control = await append(Number(rowCount) / 10, true);
  await say(JSON.stringify({ grown: after - before, control: control - after, ...activity.readCounts() }));
  await activity.close();
`;

test(`${ROWS} rows leave the memory as it was`, async () => {
  const folder = mkdtempSync(join(tmpdir(), "jarvis-activity-memory-"));
  try {
    const appender = startScript(APPENDER, { args: [folder, String(ROWS)], nodeFlags: ["--expose-gc"] });
    const { grown, control, dropped, waiting } = JSON.parse(await appender.says());
    expect(await appender.ended).toBe(0);
    expect({ dropped, waiting }).toEqual({ dropped: 0, waiting: 0 });
    expect(grown).toBeLessThan(GROWTH_BYTES_MAX);
    // What a tenth of them costs when somebody keeps them: the measure sees rows.
    expect(control).toBeGreaterThan(GROWTH_BYTES_MAX);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
