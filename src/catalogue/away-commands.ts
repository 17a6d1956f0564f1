// The user goes away, comes back, and lets landings happen by themselves again.
import type { Acts } from "./user-acts.ts";

const MINUTE_MS = 60_000;

export const AWAY_ACTS: Acts<"go-away" | "come-back" | "reset-fuse"> = {
  "go-away": async ({ minutes, costUsd, isUnsafe }, access) =>
    access.run({
      type: "project.go-away",
      durationMs: minutes * MINUTE_MS,
      costUsdMax: costUsd,
      isUnsafe,
      conditions: await access.measureConditions(isUnsafe),
    }),
  "come-back": (_data, { run }) => run({ type: "project.come-back" }),
  "reset-fuse": (_data, { run }) => run({ type: "project.reset-fuse" }),
};
