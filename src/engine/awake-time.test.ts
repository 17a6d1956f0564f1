import { expect, test } from "vitest";
import { instant } from "../domain/ids.ts";
import { createAwakeTime, SLEEP_GAP_MS } from "./awake-time.ts";

test("counts what passes between looks, but neither a sleep nor a clock that was set back", () => {
  let now = 1_000;
  const awake = createAwakeTime({ now: () => instant(now) });
  const after = (ms: number) => {
    now += ms;
    return awake.read();
  };
  expect(after(5_000)).toBe(5_000);
  expect(after(SLEEP_GAP_MS)).toBe(35_000);
  expect(after(SLEEP_GAP_MS + 1)).toBe(35_000);
  expect(after(-3_600_000)).toBe(35_000);
  expect(after(5_000)).toBe(40_000);
});
