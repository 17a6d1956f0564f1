import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical.ts";
import { Defect } from "./shared.ts";

/** The same value with its keys put in another order, all the way down. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
}

describe("canonical JSON", () => {
  it("orders keys by code unit at every depth and writes no white space", () => {
    const value = {
      b: 1,
      a: { z: [1, { y: null, x: true }], "10": 0, "9": 0 },
      B: "ü\n",
      "\u{10000}": 1,
      "\uFFFF": 2,
    };
    expect(canonicalJson(value)).toBe(
      '{"B":"ü\\n","a":{"10":0,"9":0,"z":[1,{"x":true,"y":null}]},"b":1,"\u{10000}":1,"\uFFFF":2}',
    );
  });

  it("comes back as it was and has the same bytes whatever the order of the keys", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary", maxDepth: 4, depthSize: "small" }), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(JSON.stringify(JSON.parse(text))).toHaveLength(JSON.stringify(value).length);
      }),
    );
  });

  it("keeps text that is not well-formed Unicode, zero characters and the key __proto__", () => {
    const odd = JSON.parse('{"__proto__":{"a":1},"s":"\\ud800\\u0000"}') as object;
    const text = canonicalJson(odd);
    expect(JSON.parse(text)).toEqual(odd);
    expect(text).toBe('{"__proto__":{"a":1},"s":"\\ud800\\u0000"}');
  });

  it("leaves out properties without a value and writes a Map as its entries in order", () => {
    expect(
      canonicalJson({
        a: undefined,
        b: new Map([
          ["z", 1],
          ["a", 2],
        ]),
      }),
    ).toBe('{"b":[["z",1],["a",2]]}');
  });

  it.each([
    ["NaN", Number.NaN],
    ["an infinity", { a: Number.POSITIVE_INFINITY }],
    ["nothing", undefined],
    ["a hole in a list", [1, undefined]],
    ["a function", { a: () => 1 }],
    ["a bigint", 1n],
    ["a date", new Date(0)],
    ["a set", new Set([1])],
  ])("refuses %s, which would not come back", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(Defect);
  });
});
