// What a user may ask about a time away and about the landing fuse.
import { CONDITIONS, type Condition } from "../away/state.ts";
import type { Command } from "../commands.ts";
import type { State } from "../state.ts";

export const ALL_GREEN: readonly Condition[] = CONDITIONS.map((name) => ({
  name,
  isGreen: true,
  found: "well",
  todo: "",
}));

export const GO_AWAY = {
  type: "project.go-away",
  durationMs: 8 * 60 * 60_000,
  costUsdMax: 30,
  isUnsafe: true,
  conditions: ALL_GREEN,
} as const satisfies Command;

/** Whoever is away mostly comes back, and a fuse that has blown is mostly reset: else nothing would be approved or land any more. */
export function awayAsked({ away, fuse }: State, n: number): readonly Command[] {
  const back: Command = { type: "project.come-back" };
  const reset: Command = { type: "project.reset-fuse" };
  return [
    ...(fuse.blown === null ? [] : [reset, reset]),
    ...(away === null ? [] : [back, back]),
    ...(n % 13 === 0
      ? [
          {
            ...GO_AWAY,
            costUsdMax: n % 2 === 0 ? 0.2 : 30,
            durationMs: n % 3 === 0 ? 5 * 60 * 60_000 : 60_000,
            conditions: n % 5 === 0 ? ALL_GREEN.slice(1) : ALL_GREEN,
          },
        ]
      : []),
  ];
}
