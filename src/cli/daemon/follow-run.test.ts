import { expect, test } from "vitest";
import type { TimelineRow } from "../../wire/rows.ts";
import { step } from "../testing/rows.ts";
import { followRun } from "./follow-run.ts";

/** A record that grows, read in pages of three. */
function record() {
  const rows: TimelineRow[] = [];
  const reads: number[] = [];
  return {
    reads,
    grow: (count: number): readonly TimelineRow[] => {
      const added = Array.from({ length: count }, (_, index) => step(rows.length + index + 1, "Read a"));
      rows.push(...added);
      return added;
    },
    read: async (after: number) => {
      reads.push(after);
      await Promise.resolve();
      return { rows: rows.filter((row) => row.n > after).slice(0, 3), before: null };
    },
  };
}

function follow(from: number, read: ReturnType<typeof record>["read"]) {
  const shown: number[] = [];
  const failures: unknown[] = [];
  const follower = followRun({
    from,
    read,
    onRows: (rows) => shown.push(...rows.map((row) => row.n)),
    onFailure: (error) => failures.push(error),
  });
  return { follower, shown, failures };
}

test("shows what the feed brings, without a read, and each line once", async () => {
  const { read, reads, grow } = record();
  const { follower, shown } = follow(0, read);
  const first = grow(2);
  follower.note(first);
  follower.note(first);
  follower.note(grow(1));
  await follower.catchUp();
  expect(shown).toEqual([1, 2, 3]);
  expect(reads).toEqual([3]);
});

test("reads what the feed dropped before it shows what came after", async () => {
  const { read, grow } = record();
  const { follower, shown } = follow(0, read);
  grow(5);
  follower.note(grow(2));
  await follower.catchUp();
  expect(shown).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("begins after the line that is known", async () => {
  const { read, grow } = record();
  grow(4);
  const { follower, shown } = follow(4, read);
  follower.note(grow(1));
  await follower.catchUp();
  expect(shown).toEqual([5]);
});

test("tells of a read that failed, and shows its lines with the next", async () => {
  const { read, grow } = record();
  let isBroken = true;
  const { follower, shown, failures } = follow(0, (after) =>
    isBroken ? Promise.reject(new Error("cut")) : read(after),
  );
  grow(3);
  follower.note(grow(1));
  await follower.catchUp();
  expect(failures).toHaveLength(2);
  isBroken = false;
  await follower.catchUp();
  expect(shown).toEqual([1, 2, 3, 4]);
});
