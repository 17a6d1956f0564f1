import { describe, expect, test } from "vitest";
import type { Machine } from "./machine.ts";

export interface MachineHarness {
  readonly machine: Machine;
  /** A folder that is there. */
  readonly folder: string;
}

export function machineConformance(name: string, make: () => MachineHarness): void {
  describe(`machine: ${name}`, () => {
    test("says how much memory, disk and load there is, in whole units that can be compared", async () => {
      const { machine, folder } = make();
      const { freeMemoryMb, freeDiskMb, load } = await machine.measure([folder]);
      for (const value of [freeMemoryMb, load, ...freeDiskMb]) {
        expect(Number.isFinite(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
      }
      expect(Number.isInteger(freeMemoryMb)).toBe(true);
    });

    test("says what it lives on, or that the system does not say", async () => {
      expect(["mains", "battery", "unknown"]).toContain((await make().machine.readPower()).kind);
    });

    test("gives one number for each folder, in their order, and none for none", async () => {
      const { machine, folder } = make();
      expect((await machine.measure([])).freeDiskMb).toEqual([]);
      expect((await machine.measure([folder, folder])).freeDiskMb).toHaveLength(2);
    });

    test("measures a folder that does not exist yet where it would be made", async () => {
      const { machine, folder } = make();
      const { freeDiskMb } = await machine.measure([folder, `${folder}/not/there/yet`]);
      expect(Math.abs((freeDiskMb[0] ?? 0) - (freeDiskMb[1] ?? 0))).toBeLessThan(256);
    });
  });
}
