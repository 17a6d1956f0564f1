import fc from "fast-check";
import { expect, test } from "vitest";
import { LayeredMap, UPPER_MAX } from "./layered-map.ts";

interface Entry {
  readonly n: number;
}

const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 * UPPER_MAX }), fc.integer()), {
  maxLength: 4 * UPPER_MAX,
  size: "max",
});

test("is at every moment what a Map would be, and former versions stay what they were", () => {
  fc.assert(
    fc.property(changes, changes, (first, then) => {
      const plain = new Map<number, Entry>(first.map(([key, n]) => [key, { n }]));
      let layered = LayeredMap.over<number, Entry>(new Map(plain));
      const before = [...layered];
      const former = layered;
      for (const [key, n] of then) {
        plain.set(key, { n });
        layered = layered.with(key, { n });
      }
      expect([...layered]).toEqual([...plain]);
      expect([...layered.keys()]).toEqual([...plain.keys()]);
      expect([...layered.values()]).toEqual([...plain.values()]);
      expect(layered.size).toBe(plain.size);
      for (let key = 0; key <= 3 * UPPER_MAX; key += 1) {
        expect(layered.get(key)).toEqual(plain.get(key));
        expect(layered.has(key)).toBe(plain.has(key));
      }
      const told: [number, Entry][] = [];
      layered.forEach((value, key) => told.push([key, value]));
      expect(told).toEqual([...plain]);
      expect([...former]).toEqual(before);
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

test("forgets what is taken out, and former versions still have it", () => {
  fc.assert(
    fc.property(changes, changes, (first, out) => {
      const plain = new Map<number, Entry>(first.map(([key, n]) => [key, { n }]));
      let layered = LayeredMap.over<number, Entry>(new Map());
      for (const [key, entry] of plain) layered = layered.with(key, entry);
      const former = layered;
      const before = [...layered];
      for (const [key] of out) {
        plain.delete(key);
        layered = layered.without(key);
        expect(layered.has(key)).toBe(false);
        expect(layered.get(key)).toBeUndefined();
      }
      expect([...layered]).toEqual([...plain]);
      expect([...layered.values()]).toEqual([...plain.values()]);
      expect(layered.size).toBe(plain.size);
      expect([...former]).toEqual(before);
      // What comes again is there once, with its new value.
      for (const [key, n] of first) {
        plain.set(key, { n });
        layered = layered.with(key, { n });
      }
      expect(layered.size).toBe(plain.size);
      expect(new Map(layered)).toEqual(plain);
    }),
    { numRuns: 30, endOnFailure: true },
  );
});
