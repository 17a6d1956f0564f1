// Asks axe about what stands on the page, for tests of screens and of the kit.
import { commands } from "vitest/browser";

declare module "vitest/browser" {
  interface BrowserCommands {
    accessibilityFaults: () => Promise<string[]>;
  }
}

export type Theme = "light" | "dark";

export const THEMES: readonly Theme[] = ["light", "dark"];

/** Serious and critical faults in this theme; expect an empty list. */
export async function faultsIn(theme: Theme): Promise<string[]> {
  document.documentElement.dataset["theme"] = theme;
  // A colour on its way is no colour yet; an animation that is cut off has arrived, too.
  const ending = document.getAnimations().filter((animation) => !isEndless(animation));
  await Promise.allSettled(ending.map(({ finished }) => finished));
  return commands.accessibilityFaults();
}

function isEndless(animation: Animation): boolean {
  return animation.effect?.getComputedTiming().iterations === Infinity;
}
