// Lets a test inside the browser ask axe, which runs outside of it, about what the page shows.
import { AxeBuilder } from "@axe-core/playwright";
import type { BrowserCommand } from "vitest/node";

/** One sentence for each serious or critical fault in the tested page: rule, what is wrong, where. */
export const accessibilityFaults: BrowserCommand = async ({ page }): Promise<string[]> => {
  // The tests' own page holds the tested one in a frame; only the frame is judged.
  const { violations } = await new AxeBuilder({ page }).include({ fromFrames: ["iframe", "body"] }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary = "" }) => `${id}: ${help} at ${target.join(" ")}\n${failureSummary}`,
      ),
    );
};
