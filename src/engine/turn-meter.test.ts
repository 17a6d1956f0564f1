import { expect, test } from "vitest";
import { createVirtualClock } from "../adapters/simulated/time.ts";
import type { AgentUsage } from "../ports/agent.ts";
import { createTurnMeter, isNothing, type TurnMeterOptions } from "./turn-meter.ts";

const MAX = { costUsd: 1, tokens: 1_000, turnCount: 3, runningMs: 60_000 };
const used = (callCount: number, more: Partial<AgentUsage> = {}): AgentUsage => ({
  inputTokens: callCount * 10,
  outputTokens: callCount,
  costUsd: callCount / 100,
  callCount,
  ...more,
});

function meter(options: Partial<TurnMeterOptions> = {}) {
  const clock = createVirtualClock();
  const told: string[] = [];
  const made = createTurnMeter({
    clock,
    max: MAX,
    before: null,
    onOver: (text) => told.push(text),
    ...options,
  });
  return { ...made, clock, told };
}

test("counts what is new in the session, from its opening or from the turn before", () => {
  const resumed = meter();
  resumed.note({
    type: "started",
    model: "m",
    identity: { pid: 1, startTime: "1", bootId: "b" },
    usage: used(5),
  });
  resumed.note({ type: "model-called", usage: used(6) });
  expect(resumed.spent()).toEqual({ costUsd: expect.closeTo(0.01), tokens: 11, turnCount: 1, runningMs: 0 });
  const later = meter({ before: used(6) });
  later.note({
    type: "turn-ended",
    uuids: [],
    text: "",
    outcome: { kind: "done" },
    usage: used(8),
  });
  expect(later.spent()).toMatchObject({ tokens: 22, turnCount: 2 });
  expect(isNothing(meter().spent())).toBe(true);
  expect(isNothing(later.spent())).toBe(false);
});

test("says once which bound is reached, and only at a call of the model", () => {
  const { note, told, over } = meter();
  note({ type: "model-called", usage: used(2) });
  expect([told, over()]).toEqual([[], null]);
  note({ type: "model-called", usage: used(3) });
  note({ type: "model-called", usage: used(4, { costUsd: 9 }) });
  expect(told).toEqual([over()]);
  expect(over()).toMatch(/^it was stopped at 3 .* of at most 3 .* for one turn$/);
});

test("ends a turn that says nothing for too long, and not one that is over", async () => {
  const silent = meter();
  const ended = meter();
  ended.stop();
  for (const { clock } of [silent, ended])
    for (let look = 0; look < 12; look += 1) {
      clock.advance();
      await clock.settle();
    }
  expect(silent.told).toHaveLength(1);
  expect(silent.over()).toContain("1 min");
  expect(ended.told).toEqual([]);
});

test("does not take a sleep of the machine for work", async () => {
  const { clock, over } = meter();
  clock.jump(8 * 60 * 60_000);
  clock.advance();
  await clock.settle();
  expect(over()).toBeNull();
});
