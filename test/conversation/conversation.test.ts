// Goal: whatever the user and the workers say, and whenever, and whatever is killed, each message is answered once and no report acts with the
// user's rights. Method: seeded schedules against the real SDK and binary; the same schedules without our queue must be found out.
import { afterAll, beforeAll, expect, test } from "vitest";
import { BEYOND_MS_MAX, waitsIn } from "./figures.ts";
import { playMany } from "./play-many.ts";
import { play } from "./play.ts";
import { CONTROL_BREAKS, violationsOf } from "./properties.ts";
import { makeSchedule } from "./schedule.ts";
import { startScriptedModel, type ScriptedModel } from "./scripted-model.ts";

/** Model delays up to 80 ms stand for 20 s: `npm run -s prove -- conversation` plays longer ones, and many more of them. */
const SCALE = 250;
const SCHEDULES = 25;
/** The control is found out in every second schedule; after as many as these it has not been by chance. */
const CONTROL_SEEDS = 30;
/** Three times what the slower one takes while others use the machine. */
const TEST_MS_MAX = 180_000;

let model: ScriptedModel;
beforeAll(async () => {
  model = await startScriptedModel();
});
afterAll(() => model.close());

test(
  `answers each message once, with its own rights, in ${SCHEDULES} schedules`,
  async () => {
    const progress = () => undefined;
    const bounds = { seed: 1, countMax: SCHEDULES, endAt: Number.POSITIVE_INFINITY };
    const { played, broken } = await playMany({
      ...bounds,
      variant: "ours",
      model,
      scale: SCALE,
      isCalm: false,
      progress,
    });
    expect(broken).toEqual([]);
    expect(played).toHaveLength(SCHEDULES);
    // Enough was tried: kills, and calls that a report may not make; and what is refused to reports is granted to users.
    expect(played.flatMap((one) => one.recording.troubles).length).toBeGreaterThan(SCHEDULES / 4);
    const uses = played.flatMap((one) => one.recording.uses);
    const made = new Set(uses.map((use) => `${use.tool} in a ${use.grantedKind} turn: ${use.outcome}`));
    expect([...made]).toEqual(
      expect.arrayContaining([
        "ticket_start in a report turn: refused",
        "landing_approve in a report turn: refused",
        "worker_message in a report turn: refused",
        "ticket_start in a user turn: done",
        "worker_message in a user turn: done",
      ]),
    );
    const { beyondTurnMs } = waitsIn(played);
    expect(beyondTurnMs.count).toBeGreaterThan(SCHEDULES);
    expect(beyondTurnMs.p95).toBeLessThanOrEqual(BEYOND_MS_MAX);
  },
  TEST_MS_MAX,
);

test(
  "finds out a conversation that pushes everything into the agent's own queue",
  async () => {
    let broken: readonly string[] = [];
    for (let seed = 1; seed <= CONTROL_SEEDS && broken.length === 0; seed += 1) {
      const schedule = makeSchedule(seed, { scale: SCALE });
      if (!schedule.isCalm) continue;
      const { recording } = await play(schedule, "pushed-straight", model);
      const violations = violationsOf(recording).filter((one) => CONTROL_BREAKS.includes(one.property));
      broken = violations.map((one) => one.detail);
    }
    expect(broken).not.toEqual([]);
  },
  TEST_MS_MAX,
);
