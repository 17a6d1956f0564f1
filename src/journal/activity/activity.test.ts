import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Defect } from "../../domain/shared.ts";
import { GROUP_MS, openActivity, PAGE_ROWS_MAX, type Activity } from "./activity.ts";
import { countStored, entry, makePlace, numbers, text } from "./samples.conformance.ts";
import { ROW_BYTES_MAX, TEXT_CHARS_MAX } from "./waiting.ts";

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

function reopen(): void {
  void activity.close();
  activity = openActivity(place);
}

describe("the activity", () => {
  it("numbers the rows of each run from 1 and goes on after it was opened again", () => {
    const rows = activity.append([text("a"), text("b", "C1"), text("c")]);
    expect(rows.map(({ run, n }) => [run, n])).toEqual([
      ["R-1.1", 1],
      ["C1", 1],
      ["R-1.1", 2],
    ]);
    reopen();
    expect(numbers(activity.append([text("d"), text("e", "C2")]))).toEqual([3, 1]);
  });

  it("writes once for all that comes within its group, and is readable before that", () => {
    for (const words of ["a", "b", "c"]) activity.append([text(words)]);
    expect(numbers(activity.read({ run: "R-1.1", after: 1, limit: 10 }))).toEqual([2, 3]);
    vi.advanceTimersByTime(GROUP_MS - 1);
    expect([countStored(place), activity.readCounts().waiting]).toEqual([0, 3]);
    vi.advanceTimersByTime(1);
    expect([countStored(place), activity.readCounts().waiting]).toEqual([3, 0]);
  });

  it("writes what waits when it is closed, and takes nothing more", async () => {
    activity.append([text("a")]);
    await activity.close();
    await activity.close();
    expect(countStored(place)).toBe(1);
    expect(() => activity.append([text("b")])).toThrow(Defect);
  });

  it("reads page by page, and the last ones in order, written or waiting", () => {
    const all = activity.append(Array.from({ length: 40 }, (_, i) => text(`${i}`)));
    activity.append([text("elsewhere", "C1")]);
    vi.advanceTimersByTime(GROUP_MS);
    const more = activity.append(Array.from({ length: 20 }, (_, i) => text(`more ${i}`)));
    const rows = [...all, ...more];
    expect(activity.read({ run: "R-1.1", after: 0, limit: 100 })).toEqual(rows);
    for (const [after, limit] of [
      [0, 7],
      [33, 10],
      [38, 5],
      [45, 3],
      [60, 5],
      [3, 0],
    ] as const) {
      expect(activity.read({ run: "R-1.1", after, limit })).toEqual(rows.slice(after, after + limit));
    }
    for (const limit of [0, 1, 20, 25, 60, 99]) {
      expect(activity.lastN("R-1.1", limit)).toEqual(limit === 0 ? [] : rows.slice(-limit));
    }
    expect(activity.read({ run: "R-9.9", after: 0, limit: 5 })).toEqual([]);
  });

  it("bounds a page whatever is asked for", () => {
    activity.append(Array.from({ length: PAGE_ROWS_MAX + 1 }, () => text("a")));
    expect(activity.read({ run: "R-1.1", after: 0, limit: 1e9 })).toHaveLength(PAGE_ROWS_MAX);
    expect(numbers(activity.lastN("R-1.1", 1e9)).at(0)).toBe(2);
  });

  it("keeps what it was given, whatever happens to the objects and whatever the words are", () => {
    const input = { command: "npm test", list: [1, null] };
    activity.append([entry({ kind: "tool-started", item: { id: "t1", name: "Bash", input, agent: null } })]);
    input.command = "changed";
    reopen();
    expect(activity.lastN("R-1.1", 1)[0]?.item).toMatchObject({
      input: { command: "npm test", list: [1, null] },
    });
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 3_000 }), fc.jsonValue(), (words, json) => {
        const rows = activity.append([
          text(words, "C7"),
          entry({ kind: "tool-started", item: { id: words, name: "T", input: json, agent: words } }, "C7"),
        ]);
        vi.advanceTimersByTime(GROUP_MS);
        expect(activity.lastN("C7", 2)).toEqual(rows);
        expect(rows[0]?.item).toEqual({ text: words, agent: null });
      }),
      { numRuns: 50 },
    );
  });

  it("refuses a name that could leave its folder", () => {
    for (const run of ["", "..", "../x", "a/b", ".hidden", "a".repeat(65), "a\u0000"]) {
      expect(() => activity.append([text("a"), text("b", run)])).toThrow(Defect);
    }
    expect(activity.readCounts().waiting).toBe(0);
  });
});

describe("a large item of the activity", () => {
  it("lies in a file named by its content, once, while its row keeps the beginning", () => {
    const output = "0123456789abcdé ".repeat(4_096);
    const ended = { id: "t1", name: "Bash", isError: false, durationMs: 12, output, agent: null };
    const [row, again] = activity.append([
      entry({ kind: "tool-ended", item: ended }),
      entry({ kind: "tool-ended", item: ended }, "C1"),
    ]);
    vi.advanceTimersByTime(GROUP_MS);
    expect(readdirSync(place.blobsDir)).toEqual([row?.spilled?.sha256]);
    expect(again?.spilled).toEqual(row?.spilled);
    const [read] = activity.lastN("R-1.1", 1);
    expect(read).toEqual(row);
    expect(read?.item).toMatchObject({ id: "t1", output: `${output.slice(0, 2_047)}…` });
    expect(activity.readWhole(read!).item).toEqual(ended);
  });

  it("stays in its row up to the bound", () => {
    const bare = JSON.stringify({ agent: null, text: "" }).length;
    const rows = activity.append([
      text("x".repeat(ROW_BYTES_MAX - bare)),
      text("x".repeat(ROW_BYTES_MAX - bare + 1)),
    ]);
    expect(rows.map(({ spilled }) => spilled?.bytes ?? null)).toEqual([null, ROW_BYTES_MAX + 1]);
    expect(activity.readWhole(rows[0]!)).toBe(rows[0]);
  });

  it("is read as its row when the file is gone or was changed", () => {
    const [row] = activity.append([text("a".repeat(20_000))]);
    vi.advanceTimersByTime(GROUP_MS);
    const blob = join(place.blobsDir, row?.spilled?.sha256 ?? "");
    writeFileSync(blob, '{"text":"forged"}');
    expect(activity.readWhole(row!)).toEqual(row);
    rmSync(blob);
    expect(activity.readWhole(row!)).toEqual(row);
  });

  it("is cut at the length of any one text, also when it is an input or nested too deeply", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const long = "y".repeat(TEXT_CHARS_MAX + 10);
    const started = (input: unknown) =>
      entry({ kind: "tool-started", item: { id: "t", name: long, input, agent: null } });
    const rows = activity.append([text(long), started({ long }), started(deep)]);
    vi.advanceTimersByTime(GROUP_MS);
    const [cutText, cutInput, unreadable] = rows.map((row) => activity.readWhole(row));
    expect(cutText?.item).toEqual({ text: `${"y".repeat(TEXT_CHARS_MAX - 1)}…`, agent: null });
    expect(cutInput?.item).toMatchObject({
      name: `${"y".repeat(255)}…`,
      input: expect.stringMatching(/^\{"long":"y+…$/),
    });
    expect(unreadable?.item).toMatchObject({
      input: expect.stringContaining("cannot be written: RangeError"),
    });
  });
});

describe("opening an activity", () => {
  it("puts a damaged file aside and begins anew, since state does not need it", async () => {
    await activity.close();
    for (const words of ["first", "second"]) {
      writeFileSync(place.path, words.repeat(2_000));
      activity = openActivity(place);
      activity.append([text("works")]);
      await activity.close();
    }
    expect(activity.readCounts().setAside).toBe(`${place.path}.damaged-2`);
    expect(readFileSync(`${place.path}.damaged-1`, "utf8")).toContain("first");
    expect(existsSync(`${place.path}.damaged-2`)).toBe(true);
  });
});
