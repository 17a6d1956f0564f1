// The fleet as it stands on the page, wide or narrow.
import type { Locator, Page } from "playwright-core";
import { until } from "../../e2e/until.ts";
import { STEP_MS_MAX } from "./browser.ts";

export interface Fleet {
  readonly page: Page;
  readonly grid: Locator;
  /** The first row below the names of the columns. */
  readonly first: Locator;
  row(worker: string): Locator;
  /** Whatever the row says from now on, in order: also what is there for a moment only. */
  record(row: Locator): Promise<() => Promise<readonly string[]>>;
  /** Resolves when the row says all of this at once. @returns what it says */
  says(row: Locator, ...texts: readonly (string | RegExp)[]): Promise<string>;
}

export function fleetOf(page: Page): Fleet {
  const grid = page.getByRole("grid", { name: "Fleet" });
  return {
    page,
    grid,
    first: grid.getByRole("row").nth(1),
    row: (worker) => grid.getByRole("row", { name: new RegExp(`^${worker}: `) }),
    record: async (row) => {
      const said = await row.evaluateHandle((element) => {
        const texts: string[] = [element.innerText];
        const { MutationObserver } = element.ownerDocument.defaultView;
        const note = () => texts.push(element.innerText);
        new MutationObserver(note).observe(element, { subtree: true, childList: true, characterData: true });
        return texts;
      });
      return async () => (await said.jsonValue()).map(inOneLine);
    },
    says: async (row, ...texts) => {
      let seen = "";
      return await until(
        `a row that says ${texts.join(", ")}`,
        async () => {
          seen = (await row.count()) === 0 ? "" : await row.first().innerText();
          const line = inOneLine(seen);
          return texts.every((text) => (typeof text === "string" ? line.includes(text) : text.test(line)))
            ? line
            : null;
        },
        { limitMs: STEP_MS_MAX, found: () => seen },
      );
    },
  };
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
