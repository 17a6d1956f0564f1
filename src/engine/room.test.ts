import { describe, expect, test } from "vitest";
import { DEFAULT_ROOM, gapMissing, machineMissing, placeMissing } from "./room.ts";

const rules = { ...DEFAULT_ROOM, workerMemoryMb: 1_536, diskFloorMb: 1_024 };
const much = { freeMemoryMb: 16_000, freeDiskMb: 50_000 };
const beside = (busyCount: number, growingCount = 0) => ({ busyCount, growingCount });

describe("what is missing for a start", () => {
  test("is a worker when all projects together have as many as may run", () => {
    expect(placeMissing(rules, 2)).toBeNull();
    expect(placeMissing(rules, 3)).toBe("a free worker (3 of 3 busy in all projects)");
  });

  test("is time, in whole seconds", () => {
    expect(gapMissing(0)).toBeNull();
    expect(gapMissing(1_001)).toBe("the next start in 2 s");
  });

  test("is memory when one more worker does not fit", () => {
    expect(machineMissing(rules, much, beside(2))).toBeNull();
    expect(machineMissing(rules, { ...much, freeMemoryMb: 1_230 }, beside(2))).toBe(
      "memory (1.2 GB free, a worker needs 1.5 GB)",
    );
  });

  test("is memory too when those that have just begun will take it", () => {
    const free = { ...much, freeMemoryMb: 4_096 };
    expect(machineMissing(rules, free, beside(1, 1))).toBeNull();
    expect(machineMissing(rules, free, beside(2, 2))).toBe(
      "memory (4.0 GB free, 3.0 GB of it for workers that have just begun, a worker needs 1.5 GB)",
    );
  });

  test("is less for the only worker: waiting would free nothing of ours", () => {
    expect(machineMissing(rules, { ...much, freeMemoryMb: 400 }, beside(0, 3))).toBeNull();
    expect(machineMissing(rules, { ...much, freeMemoryMb: 300 }, beside(0))).toBe(
      "memory (0.3 GB free, a worker needs 0.4 GB)",
    );
  });

  test("is disk below the floor, for the only worker too", () => {
    expect(machineMissing(rules, { ...much, freeDiskMb: 614 }, beside(0))).toBe(
      "disk (0.6 GB free, 1.0 GB stay free)",
    );
  });

  test("is nothing where the user says that it decides nothing", () => {
    const none = { ...rules, workerMemoryMb: 0, diskFloorMb: 0 };
    expect(machineMissing(none, { freeMemoryMb: 0, freeDiskMb: 0 }, beside(2, 2))).toBeNull();
  });
});
