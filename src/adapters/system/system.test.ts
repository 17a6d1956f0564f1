import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { clockConformance } from "../../ports/clock.conformance.ts";
import { systemClock } from "./clock.ts";
import { systemIds } from "./ids.ts";

clockConformance("system", () => ({ clock: systemClock, pass: (ms) => delay(ms) }));

test("makes another lower-case uuid each time", () => {
  const first = systemIds.uuid();
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(systemIds.uuid()).not.toBe(first);
});
