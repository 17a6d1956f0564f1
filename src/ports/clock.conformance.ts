import { describe, expect, test } from "vitest";
import type { Clock } from "./clock.ts";

export interface ClockHarness {
  readonly clock: Clock;
  /** Lets this much time pass: waits for the real clock, moves a simulated one. */
  readonly pass: (ms: number) => Promise<void>;
}

export function clockConformance(name: string, make: () => ClockHarness): void {
  describe(`clock: ${name}`, () => {
    test("goes on by what has passed", async () => {
      const { clock, pass } = make();
      const before = clock.now();
      await pass(20);
      expect(clock.now() - before).toBeGreaterThanOrEqual(19);
    });

    test("ends a wait when its time has come, and not before", async () => {
      const { clock, pass } = make();
      const order: string[] = [];
      const waits = [
        clock.wait(40).then(() => order.push("long")),
        clock.wait(10).then(() => order.push("short")),
        clock.wait(0).then(() => order.push("none")),
      ];
      await pass(100);
      await Promise.all(waits);
      expect(order).toEqual(["none", "short", "long"]);
    });

    test("ends an aborted wait at once with the reason of the abort", async () => {
      const { clock } = make();
      const abort = new AbortController();
      const reason = new Error("no longer wanted");
      const wait = clock.wait(3_600_000, abort.signal);
      abort.abort(reason);
      await expect(wait).rejects.toBe(reason);
      await expect(clock.wait(0, abort.signal)).rejects.toBe(reason);
    });

    test("waits longer than a timer of 31 bits", async () => {
      const { clock, pass } = make();
      const abort = new AbortController();
      let isOver = false;
      const wait = clock.wait(2 ** 31 + 1_000, abort.signal).finally(() => (isOver = true));
      const caught = wait.catch((error: unknown) => error);
      await pass(20);
      expect(isOver).toBe(false);
      abort.abort();
      expect(await caught).toBe(abort.signal.reason);
    });
  });
}
