// `npm run -s prove -- conversation`: random conversations against the real SDK and binary, and those of the control, which must break.
import type { ProofOptions, ProofResult } from "../prove.ts";
import { BEYOND_MS_MAX, countBy, countsIn, waitsIn } from "./figures.ts";
import { playMany, type Many } from "./play-many.ts";
import { CONTROL_BREAKS } from "./properties.ts";
import { REAL_DELAY_MS_MAX } from "./schedule.ts";
import { startScriptedModel } from "./scripted-model.ts";

/** Model delays up to 303 ms stand for 20 s. */
const SCALE = 66;
/** Of the budget, for the control. */
const CONTROL_SHARE = 0.2;
/** What the last schedules may still take when the budget is used up. */
const LAST_MS = 15_000;
const VIOLATIONS_SHOWN_MAX = 10;

export async function prove({ budgetMs, seed, progress }: ProofOptions): Promise<ProofResult> {
  const model = await startScriptedModel();
  const endAt = performance.now() + budgetMs - LAST_MS;
  const plan = { model, seed, progress, scale: SCALE, countMax: Number.POSITIVE_INFINITY };
  try {
    const oursEndAt = endAt - budgetMs * CONTROL_SHARE;
    const ours = await playMany({ ...plan, variant: "ours", isCalm: false, endAt: oursEndAt });
    const control = await playMany({ ...plan, variant: "pushed-straight", isCalm: true, endAt });
    const waits = waitsIn(ours.played);
    const isHeld = ours.played.length > 0 && ours.broken.length === 0;
    const isFast = waits.beyondTurnMs.p95 <= BEYOND_MS_MAX;
    return {
      name: "conversation",
      isProven: isHeld && isFast && isFoundOut(control),
      figures: {
        ...countsIn(ours.played),
        violatedSchedules: ours.broken.length,
        violations: ours.broken.slice(0, VIOLATIONS_SHOWN_MAX),
        userMessageToRequest: waits,
        modelDelay: {
          msMax: Math.round(REAL_DELAY_MS_MAX / SCALE),
          standsForMs: REAL_DELAY_MS_MAX,
          scale: SCALE,
          unscaledSchedules: ours.played.filter((one) => one.schedule.isReal).length,
        },
        control: {
          schedules: control.played.length,
          violatedSchedules: control.broken.length,
          byProperty: countBy(control.broken.flatMap(propertiesIn)),
        },
      },
      skipped: ["seeds after the last one played: the budget was used up"],
    };
  } finally {
    await model.close();
  }
}

function isFoundOut(control: Many): boolean {
  const found = control.broken.flatMap(propertiesIn);
  return CONTROL_BREAKS.some((property) => found.includes(property));
}

function propertiesIn({ violations }: Many["broken"][number]) {
  return [...new Set(violations.map((one) => one.property))];
}
