import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GROUP_MS, openActivity, RETRY_MS, type ProjectActivity } from "./activity.ts";
import type { ActivityRow } from "./items.ts";
import { makePlace, text } from "./samples.conformance.ts";

const ITEM_BYTES = 100_000;
/** Room for three items and a bit. */
const ROOM_BYTES = 350_000;

let place: ReturnType<typeof makePlace> & { readonly blobsBytesMax: number };
let activity: ProjectActivity;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  place = { ...makePlace(), blobsBytesMax: ROOM_BYTES };
  activity = openActivity(place);
});
afterEach(async () => {
  await activity.close();
  vi.useRealTimers();
  rmSync(place.folder, { recursive: true });
});

/** An item of its own content, written. */
function large(run: string, mark: string): ActivityRow {
  const [row] = activity.append([text(mark.repeat(ITEM_BYTES), run)]);
  vi.advanceTimersByTime(GROUP_MS);
  if (row?.spilled === undefined || row.spilled === null) throw new RangeError("it was not spilled");
  return row;
}

function isWhole(row: ActivityRow): boolean {
  const whole = activity.readWhole(row);
  return whole.kind === "text" && whole.item.text.length === ITEM_BYTES;
}

function blobBytes(): number {
  return readdirSync(place.blobsDir).reduce(
    (sum, name) => sum + readFileSync(join(place.blobsDir, name)).length,
    0,
  );
}

function transcriptOf(run: string): string {
  // Without the items themselves.
  return readFileSync(join(place.sessionsDir, run, "transcript.md"), "utf8").replaceAll(/^> .*$/gm, "");
}

const is =
  (...runs: readonly string[]) =>
  (run: string) =>
    runs.includes(run);

describe("the blobs of an activity", () => {
  it("are bounded in all: those of the run that ended first go first, and its transcript says so", async () => {
    const rows = [large("R-1.1", "a"), large("R-2.1", "b"), large("R-3.1", "c")];
    await activity.archiveEnded(is("R-2.1"));
    await activity.archiveEnded(is("R-1.1", "R-2.1"));
    // Ended is when the last row was written, not when it was moved: all three have the same instant, so the name decides.
    const fourth = large("R-4.1", "d");
    expect([...rows, fourth].map(isWhole)).toEqual([false, true, true, true]);
    expect(blobBytes()).toBeLessThanOrEqual(ROOM_BYTES);
    expect(transcriptOf("R-1.1")).toContain("(large items of this run that were removed: 1, 100024 bytes;");
    expect(transcriptOf("R-2.1")).not.toContain("were removed");
    expect(isWhole(large("R-4.1", "e"))).toBe(true);
    expect(rows.map(isWhole)).toEqual([false, false, true]);
    // A reader still gets the beginning.
    expect(activity.lastN("R-1.1", 1)).toEqual([rows[0]]);
  });

  it("of runs that go on are never removed: what finds no room is kept as its beginning, and that is said", async () => {
    const rows = [large("R-1.1", "a"), large("R-2.1", "b"), large("R-3.1", "c")];
    const late = large("R-3.1", "d");
    expect([...rows, late].map(isWhole)).toEqual([true, true, true, false]);
    expect(transcriptOf("R-3.1")).toContain("(large items that were not kept whole: 1;");
    expect(activity.lastN("R-3.1", 1)).toEqual([late]);
    await activity.archiveEnded(is("R-1.1"));
    expect(isWhole(large("R-3.1", "d"))).toBe(true);
  });

  it("stay while any run needs them that is not removed", async () => {
    const shared = large("R-1.1", "a");
    large("R-2.1", "a");
    large("R-1.1", "b");
    await activity.archiveEnded(is("R-1.1"));
    large("R-3.1", "c");
    large("R-3.1", "d");
    expect(isWhole(shared)).toBe(true);
    expect(transcriptOf("R-1.1")).toContain("that were removed: 1,");
  });

  it("are not removed by the very group that needs them again", async () => {
    large("R-1.1", "a");
    large("R-2.1", "b");
    large("R-3.1", "c");
    await activity.archiveEnded(is("R-1.1"));
    const rows = activity.append([
      text("a".repeat(ITEM_BYTES), "R-4.1"),
      text("d".repeat(ITEM_BYTES), "R-4.1"),
    ]);
    vi.advanceTimersByTime(GROUP_MS);
    expect(rows.map(isWhole)).toEqual([true, false]);
    expect(blobBytes()).toBeLessThanOrEqual(ROOM_BYTES);
    await activity.archiveEnded(is("R-2.1"));
    expect(isWhole(large("R-4.1", "e"))).toBe(true);
    expect(rows.map(isWhole)).toEqual([true, false]);
  });

  it("count as before after a write that failed and after a restart", async () => {
    const holder = new DatabaseSync(place.path);
    holder.exec("begin immediate");
    const first = large("R-1.1", "a");
    for (let n = 0; n < 5; n += 1) vi.advanceTimersByTime(RETRY_MS);
    expect(activity.readCounts().waiting).toBe(1);
    holder.exec("rollback");
    holder.close();
    vi.advanceTimersByTime(RETRY_MS);
    const rows = [first, large("R-1.1", "b")];
    await activity.close();
    activity = openActivity(place);
    rows.push(large("R-1.1", "c"), large("R-1.1", "d"));
    expect(rows.map(isWhole)).toEqual([true, true, true, false]);
  });

  it("from before a damage of the file that counted them are the first to go", async () => {
    const old = [large("R-1.1", "a"), large("R-2.1", "b"), large("R-3.1", "c")];
    await activity.close();
    writeFileSync(place.path, "damaged ".repeat(2_000));
    activity = openActivity(place);
    const again = large("R-2.1", "b");
    const fresh = large("R-9.1", "d");
    expect([...old, again, fresh].map(isWhole)).toEqual([false, true, false, true, true]);
    expect(blobBytes()).toBeLessThanOrEqual(ROOM_BYTES);
    expect(existsSync(join(place.sessionsDir, "transcript.md"))).toBe(false);
  });
});
