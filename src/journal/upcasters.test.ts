import { describe, expect, expectTypeOf, it } from "vitest";
import { EVENT_SCHEMAS } from "../domain/events.ts";
import type { RunId } from "../domain/ids.ts";
import { EVENT_TYPES, newestSchema } from "./known-events.ts";
import { liftPayload, UPCASTERS, type Upcasters } from "./upcasters.ts";

describe("lifting old events", () => {
  it("has one upcaster for each step from schema 1 to the one that is written", () => {
    for (const type of EVENT_TYPES)
      expect([type, (UPCASTERS[type] ?? []).length]).toEqual([type, newestSchema(type) - 1]);
    expect(EVENT_TYPES).toEqual(expect.arrayContaining(Object.keys(EVENT_SCHEMAS)));
  });

  /** A made-up history: minutes became milliseconds, then got a name of their own kind. */
  const paused: Upcasters = {
    "run.paused": [
      ({ run, minutes }: { run: string; minutes: number }) => ({ run, ms: minutes * 60_000 }),
      ({ run, ms }: { run: string; ms: number }) => ({ run, pause: { ms } }),
    ],
  };

  it.each([
    [1, { run: "R-1.1", minutes: 2 }],
    [2, { run: "R-1.1", ms: 120_000 }],
    [3, { run: "R-1.1", pause: { ms: 120_000 } }],
  ])("lifts schema %i step by step to the newest", (schema, written) => {
    const before = structuredClone(written);
    expect(liftPayload("run.paused", schema, written, paused)).toEqual({
      run: "R-1.1",
      pause: { ms: 120_000 },
    });
    expect(written).toEqual(before);
  });

  it("leaves alone what never had another form", () => {
    const written = { run: "R-1.1" };
    expect(liftPayload("run.agent-stopped", 1, written, paused)).toBe(written);
  });

  it("takes a chain only if it ends in the form that the domain folds", () => {
    const right = [({ text }: { text: string }) => ({ run: "R-1.1" as RunId, report: 1, text })] as const;
    const wrong = [({ text }: { text: string }) => ({ text })] as const;
    type ReportedChain = NonNullable<(typeof UPCASTERS)["run.reported"]>;
    expectTypeOf(right).toExtend<ReportedChain>();
    expectTypeOf(wrong).not.toExtend<ReportedChain>();
  });
});
