import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPatience } from "./patience.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("ends when the connection does not come back in time, and says so", async () => {
  const told: string[] = [];
  const patience = createPatience((text) => told.push(text), 60_000);
  patience.note("lost");
  vi.advanceTimersByTime(60_000);
  await expect(patience.atItsEnd).rejects.toThrow("the connection is lost since 60 s");
  expect(told).toEqual(["The connection to JARVIS is lost; trying again."]);
});

test("does not end when it comes back, nor when nobody waits", async () => {
  const patience = createPatience(() => undefined, 60_000);
  patience.note("lost");
  patience.note("back");
  vi.advanceTimersByTime(120_000);
  patience.note("lost");
  patience.close();
  vi.advanceTimersByTime(120_000);
  expect(await Promise.race([patience.atItsEnd, Promise.resolve("goes on")])).toBe("goes on");
});
