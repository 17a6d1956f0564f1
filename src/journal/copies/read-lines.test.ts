import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLines } from "./read-lines.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-lines-"));
  path = join(folder, "lines");
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(bytesMax = 1e9): readonly (readonly [number, string, boolean])[] {
  return [...readLines(path, bytesMax)].map(({ n, bytes, isEnded }) => [n, bytes.toString(), isEnded]);
}

describe("the lines of a file", () => {
  it("are what lies between its line feeds, over any border of what is read at once", () => {
    const line = fc.integer({ min: 0, max: 700_000 }).map((length) => "abcdefghi".repeat(length / 9));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.boolean(), (all, isEnded) => {
        writeFileSync(path, all.map((each) => `${each}\n`).join("") + (isEnded ? "" : "rest"));
        const expected = all.map((each, i) => [i + 1, each, true] as const);
        expect(read()).toEqual(isEnded ? expected : [...expected, [all.length + 1, "rest", false]]);
      }),
      { numRuns: 20 },
    );
  });

  it("are read no further once one is too long", () => {
    writeFileSync(path, `short\n${"x".repeat(5_000_000)}\nnever\n`);
    const lines = read(2_000_000);
    expect(lines).toHaveLength(2);
    expect(lines[1]?.[2]).toBe(false);
    expect(lines[1]?.[1].length).toBeLessThan(4_000_000);
  });

  it("may be left before their end", () => {
    writeFileSync(path, "a\nb\n");
    const lines = readLines(path, 10);
    expect(lines.next().value).toMatchObject({ n: 1 });
    expect(lines.return(undefined)).toMatchObject({ done: true });
  });
});
