import { expect, test } from "vitest";
import { createFrameRing } from "./frame-ring.ts";

function ringOf(frames: number, rowCount: number, bounds = { rowsMax: 10, bytesMax: 1_000 }) {
  const ring = createFrameRing(bounds);
  for (let seq = 1; seq <= frames; seq += 1) ring.add({ seq, rowCount, json: Buffer.alloc(10) });
  return ring;
}

const seqsAfter = (ring: ReturnType<typeof ringOf>, seq: number) =>
  ring.after(seq)?.map((frame) => frame.seq) ?? null;

test("gives every frame after the one that a client has", () => {
  const ring = ringOf(4, 1);
  expect(seqsAfter(ring, 0)).toEqual([1, 2, 3, 4]);
  expect(seqsAfter(ring, 3)).toEqual([4]);
});

test("says that the first of them is gone", () => {
  const ring = ringOf(6, 5);
  expect(seqsAfter(ring, 3)).toBeNull();
  expect(seqsAfter(ring, 4)).toEqual([5, 6]);
});

test("is bounded in bytes too, and by frames that have no rows", () => {
  expect(seqsAfter(ringOf(6, 1, { rowsMax: 100, bytesMax: 25 }), 4)).toEqual([5, 6]);
  expect(seqsAfter(ringOf(20, 0), 9)).toBeNull();
  expect(seqsAfter(ringOf(20, 0), 10)?.length).toBe(10);
});

test("keeps nothing of a frame that is larger than it", () => {
  const ring = ringOf(1, 11);
  expect(seqsAfter(ring, 0)).toBeNull();
});
