import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JournalUnwritable } from "../failures.ts";
import {
  BUFFER_BYTES_MAX,
  BUFFER_ROWS_MAX,
  GROUP_MS,
  openActivity,
  RETRY_MS,
  type Activity,
} from "./activity.ts";
import { closed, countStored, makePlace, numbers, text } from "./samples.conformance.ts";
import { TEXT_CHARS_MAX } from "./waiting.ts";

let place: ReturnType<typeof makePlace>;
let activity: Activity;
beforeEach(() => {
  vi.useFakeTimers();
  place = makePlace();
  activity = openActivity(place);
});
afterEach(async () => {
  await activity.close();
  vi.useRealTimers();
  rmSync(place.folder, { recursive: true });
});

/** Another program that holds the file, so that every write fails. */
function holdFile(): DatabaseSync {
  const holder = new DatabaseSync(place.path);
  holder.exec("begin immediate");
  return holder;
}

function letGo(holder: DatabaseSync): void {
  holder.exec("rollback");
  holder.close();
}

describe("more activity than can be written", () => {
  it("drops what may be dropped beyond the bound, counts it, and says so in the transcript", () => {
    const rows = activity.append(Array.from({ length: BUFFER_ROWS_MAX + 30 }, (_, i) => text(`${i}`)));
    expect(rows).toHaveLength(BUFFER_ROWS_MAX);
    expect(activity.readCounts()).toMatchObject({ waiting: BUFFER_ROWS_MAX, dropped: 30 });
    vi.advanceTimersByTime(GROUP_MS);
    expect(numbers(activity.append([text("after")]))).toEqual([BUFFER_ROWS_MAX + 1]);
    const transcript = readFileSync(join(place.sessionsDir, "R-1.1", "transcript.md"), "utf8");
    expect(transcript).toContain("(30 entries came too fast and were dropped)");
  });

  it("bounds the bytes that wait too", () => {
    const big = "z".repeat(TEXT_CHARS_MAX);
    const rows = activity.append(Array.from({ length: 10 }, () => text(big)));
    expect(rows).toHaveLength(Math.ceil(BUFFER_BYTES_MAX / TEXT_CHARS_MAX));
  });

  it("writes at once rather than drop what says what happened", () => {
    const rows = activity.append(Array.from({ length: BUFFER_ROWS_MAX + 5 }, (_, i) => closed(`${i}`)));
    expect(rows).toHaveLength(BUFFER_ROWS_MAX + 5);
    expect(activity.readCounts()).toMatchObject({ waiting: 5, dropped: 0 });
  });

  it("keeps what waits while writes fail, and writes it in order when they work again", () => {
    const holder = holdFile();
    activity.append([text("a"), closed("b")]);
    vi.advanceTimersByTime(GROUP_MS);
    expect(activity.readCounts()).toMatchObject({ waiting: 2, failure: expect.any(JournalUnwritable) });
    expect(numbers(activity.append([text("c")]))).toEqual([3]);
    expect(numbers(activity.lastN("R-1.1", 9))).toEqual([1, 2, 3]);
    letGo(holder);
    vi.advanceTimersByTime(RETRY_MS);
    expect(activity.readCounts()).toEqual({ waiting: 0, dropped: 0, failure: null, setAside: null });
    expect(activity.lastN("R-1.1", 9).map(({ kind, n }) => [kind, n])).toEqual([
      ["text", 1],
      ["closed", 2],
      ["text", 3],
    ]);
  });

  it("never stops its caller while writes fail, whatever comes", () => {
    const holder = holdFile();
    activity.append([closed("first")]);
    vi.advanceTimersByTime(GROUP_MS);
    const exec = vi.spyOn(DatabaseSync.prototype, "exec");
    activity.append(Array.from({ length: 2 * BUFFER_ROWS_MAX }, () => closed("more")));
    expect(exec).not.toHaveBeenCalled();
    exec.mockRestore();
    expect(activity.readCounts()).toMatchObject({ waiting: BUFFER_ROWS_MAX, dropped: BUFFER_ROWS_MAX + 1 });
    letGo(holder);
    vi.advanceTimersByTime(RETRY_MS);
    expect(countStored(place)).toBe(BUFFER_ROWS_MAX);
  });

  it("says so when it is closed and could not write", async () => {
    const holder = holdFile();
    activity.append([closed("lost")]);
    await expect(activity.close()).rejects.toThrow(JournalUnwritable);
    letGo(holder);
  });

  it("keeps the rows when only a session file cannot be written", () => {
    writeFileSync(place.sessionsDir, "a file stands in the way");
    activity.append([text("a")]);
    vi.advanceTimersByTime(GROUP_MS);
    expect(countStored(place)).toBe(1);
    expect(activity.readCounts()).toMatchObject({ waiting: 0, failure: { code: "journal-unwritable" } });
    rmSync(place.sessionsDir);
    activity.append([text("b")]);
    vi.advanceTimersByTime(GROUP_MS);
    expect(activity.readCounts().failure).toBeNull();
  });
});
