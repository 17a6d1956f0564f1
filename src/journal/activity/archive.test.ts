import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { JournalUnreadable } from "../failures.ts";
import { archiveDirOf, openActivity, PAGE_ROWS_MAX, type ProjectActivity } from "./activity.ts";
import { ARCHIVE_FORMS } from "./activity-forms.ts";
import type { ActivityRow } from "./items.ts";
import { countStored, makePlace, numbers, text } from "./samples.conformance.ts";

let place: ReturnType<typeof makePlace>;
let activity: ProjectActivity;
beforeEach(() => {
  place = makePlace();
  activity = openActivity(place);
});
afterEach(async () => {
  await activity.close();
  rmSync(place.folder, { recursive: true });
});

const is =
  (...runs: readonly string[]) =>
  (run: string) =>
    runs.includes(run);

async function reopen(): Promise<void> {
  await activity.close();
  activity = openActivity(place);
}

function archiveOf(run: string): string {
  return join(archiveDirOf(place), `${run}.db`);
}

/** Everything of a run, page by page. */
function readAll(run: string, limit = PAGE_ROWS_MAX): readonly ActivityRow[] {
  const rows: ActivityRow[] = [];
  for (;;) {
    const page = activity.read({ run, after: rows.at(-1)?.n ?? 0, limit });
    if (page.length === 0) return rows;
    rows.push(...page);
  }
}

describe("the activity of runs that are over", () => {
  it("lies in a file of each run and reads as before, forwards and backwards", async () => {
    const rows = activity.append(Array.from({ length: 1_234 }, (_, i) => text(`${i}`)));
    const others = activity.append([text("elsewhere", "R-2.1"), text("talk", "C1")]);
    const pages = (): unknown => [
      readAll("R-1.1", 7),
      ...[1, 33, 500].map((limit) => activity.lastN("R-1.1", limit)),
    ];
    const before = pages();
    expect(await activity.archiveEnded(is("R-1.1"))).toEqual(["R-1.1"]);
    expect(readdirSync(archiveDirOf(place))).toEqual(["R-1.1.db"]);
    expect(countStored(place)).toBe(2);
    expect(pages()).toEqual(before);
    expect(readAll("R-1.1")).toEqual(rows);
    expect([...activity.lastN("R-2.1", 9), ...activity.lastN("C1", 9)]).toEqual(others);
    await reopen();
    expect(pages()).toEqual(before);
    expect(await activity.archiveEnded(is("R-1.1"))).toEqual([]);
  });

  it("goes on after its archive when a run gets rows again, and is moved again", async () => {
    activity.append([text("a"), text("b")]);
    await activity.archiveEnded(is("R-1.1"));
    expect(numbers(activity.append([text("c")]))).toEqual([3]);
    await reopen();
    expect(numbers(activity.append([text("d")]))).toEqual([4]);
    expect(numbers(readAll("R-1.1"))).toEqual([1, 2, 3, 4]);
    expect(numbers(activity.lastN("R-1.1", 3))).toEqual([2, 3, 4]);
    await activity.archiveEnded(is("R-1.1"));
    expect(countStored(place)).toBe(0);
    expect(numbers(readAll("R-1.1", 3))).toEqual([1, 2, 3, 4]);
    await reopen();
    expect(numbers(activity.append([text("e")]))).toEqual([5]);
  });

  it("keeps what it reads while it is moved, whatever is written and read between", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            what: fc.constantFrom("append", "append", "archive", "reopen"),
            run: fc.constantFrom("R-1.1", "R-2.1"),
            count: fc.integer({ min: 1, max: 700 }),
            limit: fc.integer({ min: 1, max: 40 }),
          }),
          { maxLength: 8 },
        ),
        async (steps) => {
          await activity.close();
          rmSync(place.folder, { recursive: true });
          place = makePlace();
          activity = openActivity(place);
          const model = new Map<string, ActivityRow[]>([
            ["R-1.1", []],
            ["R-2.1", []],
          ]);
          for (const { what, run, count, limit } of steps) {
            const rows = model.get(run) ?? [];
            const moving = what === "archive" ? activity.archiveEnded(is(run)) : null;
            if (what === "append")
              rows.push(...activity.append(Array.from({ length: count }, (_, i) => text(`${i}`, run))));
            if (what === "reopen") await reopen();
            for (const [of, expected] of model) {
              expect(activity.lastN(of, limit)).toEqual(expected.slice(-limit));
              const after = Math.floor(expected.length / 2);
              expect(activity.read({ run: of, after, limit })).toEqual(expected.slice(after, after + limit));
            }
            await moving;
            expect(readAll(run)).toEqual(rows);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("reads once what a kill between the two files left in both", async () => {
    const rows = activity.append(Array.from({ length: 40 }, (_, i) => text(`${i}`)));
    await activity.close();
    copyFileSync(place.path, `${place.path}.copy`);
    activity = openActivity(place);
    await activity.archiveEnded(is("R-1.1"));
    await activity.close();
    copyFileSync(`${place.path}.copy`, place.path);
    activity = openActivity(place);
    expect(countStored(place)).toBe(40);
    expect(readAll("R-1.1", 7)).toEqual(rows);
    expect(activity.lastN("R-1.1", 5)).toEqual(rows.slice(-5));
    const more = activity.append([text("after the kill")]);
    expect(numbers(more)).toEqual([41]);
    expect(activity.lastN("R-1.1", 2)).toEqual([...rows.slice(-1), ...more]);
    await activity.archiveEnded(is("R-1.1"));
    expect(readAll("R-1.1")).toEqual([...rows, ...more]);
  });

  it("ends a move that is under way when it is closed, and goes on with it the next time", async () => {
    const rows = activity.append(Array.from({ length: 3_000 }, (_, i) => text(`${i}`)));
    const moving = activity.archiveEnded(is("R-1.1"));
    await activity.close();
    expect(await moving).toEqual([]);
    activity = openActivity(place);
    expect(readAll("R-1.1")).toEqual(rows);
    expect(await activity.archiveEnded(is("R-1.1"))).toEqual(["R-1.1"]);
    expect(readAll("R-1.1")).toEqual(rows);
  });

  it("moves for one asker after another", async () => {
    activity.append([text("a"), text("b", "R-2.1")]);
    const moved = await Promise.all([
      activity.archiveEnded(is("R-1.1")),
      activity.archiveEnded(is("R-1.1", "R-2.1")),
    ]);
    expect(moved).toEqual([["R-1.1"], ["R-2.1"]]);
  });

  it("stays where it is when its file cannot be written, and its asker is told", async () => {
    const rows = activity.append([text("a")]);
    writeFileSync(archiveDirOf(place), "a file stands in the way");
    await expect(activity.archiveEnded(is("R-1.1"))).rejects.toMatchObject({ code: "journal-unwritable" });
    expect(readAll("R-1.1")).toEqual(rows);
    rmSync(archiveDirOf(place));
    expect(await activity.archiveEnded(is("R-1.1"))).toEqual(["R-1.1"]);
  });

  it("puts a damaged archive aside, says so, and reads what is left", async () => {
    activity.append([text("a"), text("b")]);
    await activity.archiveEnded(is("R-1.1"));
    activity.append([text("c")]);
    writeFileSync(archiveOf("R-1.1"), "no database ".repeat(1_000));
    expect(numbers(readAll("R-1.1"))).toEqual([3]);
    expect(activity.readCounts().setAside).toBe(`${archiveOf("R-1.1")}.damaged-1`);
    expect(existsSync(`${archiveOf("R-1.1")}.damaged-1`)).toBe(true);
    await activity.archiveEnded(is("R-1.1"));
    expect(numbers(readAll("R-1.1"))).toEqual([3]);
  });

  it("takes back what a killed move left half written", async () => {
    const rows = activity.append(Array.from({ length: 300 }, (_, i) => text(`${i} `.repeat(300))));
    await activity.archiveEnded(is("R-1.1"));
    const path = archiveOf("R-1.1");
    const writer = new DatabaseSync(path);
    // As if the power failed while the pages of a transaction were on their way into the file.
    writer.exec("pragma cache_size = 5; begin immediate; update rows set item = 'half'");
    for (const end of ["", "-journal"]) copyFileSync(path + end, `${path}.killed${end}`);
    writer.exec("rollback");
    writer.close();
    for (const end of ["", "-journal"]) copyFileSync(`${path}.killed${end}`, path + end);
    expect(readFileSync(path).includes("half")).toBe(true);
    expect(readAll("R-1.1")).toEqual(rows);
    expect(existsSync(`${path}-journal`)).toBe(false);
  });

  it("refuses an archive of a newer release and leaves it", async () => {
    activity.append([text("a")]);
    await activity.archiveEnded(is("R-1.1"));
    const db = new DatabaseSync(archiveOf("R-1.1"));
    db.exec(`pragma user_version = ${ARCHIVE_FORMS.migrations.length + 1}`);
    db.close();
    const { mtimeMs } = statSync(archiveOf("R-1.1"));
    expect(() => activity.lastN("R-1.1", 1)).toThrow(JournalUnreadable);
    expect(() => activity.lastN("R-1.1", 1)).toThrow("Install the newer release again");
    expect(statSync(archiveOf("R-1.1")).mtimeMs).toBe(mtimeMs);
  });

  it("takes the room of the file again that a moved run has left", async () => {
    const fill = (run: string) =>
      activity.append(Array.from({ length: 2_000 }, (_, i) => text(`${i} `.repeat(60), run)));
    fill("R-1.1");
    await activity.archiveEnded(is("R-1.1"));
    await reopen();
    const { size } = statSync(place.path);
    for (const run of ["R-2.1", "R-3.1", "R-4.1"]) {
      fill(run);
      await activity.archiveEnded(is(run));
    }
    await reopen();
    expect(statSync(place.path).size).toBeLessThan(1.5 * size);
  });
});
