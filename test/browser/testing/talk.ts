// The conversation as it stands on the page: what was said by whom, its cards, and the way to say something.
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { until } from "../../e2e/until.ts";
import { STEP_MS_MAX } from "./browser.ts";

export interface Entry {
  /** Its place in the conversation, from 0. */
  readonly index: number;
  readonly kind: "user" | "answer" | "report" | "card" | "other";
  /** `You`, `JARVIS`, `JARVIS about Worker 1`, `Worker 1 reports`; empty for cards and lines about what happened. */
  readonly speaker: string;
  /** A card's name; else what is written, a list's points marked with `- `. */
  readonly text: string;
  /** Not on record yet, or still being written. */
  readonly isUnderWay: boolean;
}

export interface Talk {
  readonly page: Page;
  readonly composer: Locator;
  say(text: string): Promise<void>;
  /** Says it and waits for the whole answer to it. @returns the answer's text */
  hear(text: string): Promise<string>;
  /** What is drawn at this moment: a long conversation is drawn in parts. */
  entries(): Promise<readonly Entry[]>;
  /** The newest entry for which this holds, once there is one. */
  entry(what: string, isIt: (entry: Entry) => boolean): Promise<Entry>;
  draft(ticket: string): Locator;
  /** The card of a ticket that was approved. */
  started(ticket: string): Locator;
  review(ticket: string): Locator;
  /** Of a worker that is at it, beside the conversation. */
  tile(worker: string): Locator;
}

export function talkOf(page: Page): Talk {
  const composer = page.getByRole("textbox", { name: "Message to JARVIS" });
  const entries = () => readEntries(page);
  const article = (name: RegExp) => page.getByRole("article", { name });
  const say = async (text: string) => {
    await composer.fill(text);
    await composer.press("Enter");
  };
  return {
    page,
    composer,
    say,
    entries,
    hear: async (text) => {
      const before = (await entries()).at(-1)?.index ?? -1;
      await say(text);
      let seen: readonly Entry[] = [];
      return await until(
        `an answer to "${text}"`,
        async () => {
          seen = await entries();
          const said = seen.findLast((one) => one.kind === "user" && one.text === text && !one.isUnderWay);
          if (said === undefined || said.index < before) return null;
          const answer = seen.find((one) => one.index > said.index && one.speaker === "JARVIS");
          return answer === undefined || answer.isUnderWay ? null : answer.text;
        },
        { limitMs: STEP_MS_MAX, found: () => JSON.stringify(seen.slice(-4)) },
      );
    },
    entry: async (what, isIt) => {
      let seen: readonly Entry[] = [];
      return await until(
        what,
        async () => {
          seen = await entries();
          return seen.findLast(isIt);
        },
        { limitMs: STEP_MS_MAX, found: () => JSON.stringify(seen.slice(-6)) },
      );
    },
    draft: (ticket) => article(new RegExp(`^Draft ${ticket}: `)),
    started: (ticket) => article(new RegExp(`^${ticket}: `)),
    review: (ticket) => article(new RegExp(`^Review of ${ticket}: `)),
    tile: (worker) =>
      page
        .getByRole("list", { name: "Workers" })
        .getByRole("button", { name: new RegExp(`^${worker}\\b`) })
        .filter({ visible: true }),
  };
}

/**
 * The last things that people and agents said and the cards among them, without lines about what happens meanwhile: as many as are drawn
 * however high the others are.
 */
export function spoken(entries: readonly Entry[]): readonly string[] {
  const all = entries.flatMap(({ kind, speaker, text }) => (kind === "other" ? [] : [`${speaker}: ${text}`]));
  return all.slice(-SPOKEN_COUNT);
}

const SPOKEN_COUNT = 6;

/** A page that has just been opened draws its last entries within some frames. */
export async function expectSpoken(on: Talk, expected: readonly string[]): Promise<void> {
  await expect.poll(async () => spoken(await on.entries()), { timeout: STEP_MS_MAX }).toEqual(expected);
}

/** The whole answer to a report of this worker. */
export function isToldAbout(worker: string): (entry: Entry) => boolean {
  return ({ speaker, isUnderWay }) => speaker === `JARVIS about ${worker}` && !isUnderWay;
}

/** For `openPage`. The composer takes words at any moment: one in which it does not is an error of the page. */
export const WATCH_COMPOSER = `new MutationObserver(() => {
  if (document.querySelector("textarea:disabled, textarea:read-only, textarea[aria-disabled=true]"))
    console.error("the composer was not to be written in");
}).observe(document, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ["disabled", "readonly", "aria-disabled"],
});`;

/** Entries have no name of their own on the page: what they are is read from what is in them. */
async function readEntries(page: Page): Promise<readonly Entry[]> {
  const rows = page.getByRole("log", { name: "Conversation" }).locator("[data-index]");
  return await rows.evaluateAll((elements) =>
    elements
      .map((row): Entry => {
        const linesOf = (content: typeof row): string => {
          const blocks = [...content.querySelectorAll("p, li, pre, h1, h2, h3, h4, td")];
          const outer = blocks.filter((one) => !blocks.some((other) => other !== one && other.contains(one)));
          const lines = outer.map((one) => (one.tagName === "LI" ? "- " : "") + one.innerText.trim());
          return lines.length > 0 ? lines.join("\n") : content.innerText.trim();
        };
        const index = Number(row.dataset.index);
        const card = row.querySelector("article");
        const said = row.querySelector(".sr-only");
        const written = row.querySelector("[aria-busy]");
        const report = [...row.querySelectorAll("button")].find((one) => one.innerText.endsWith(" reports"));
        if (card !== null)
          return { index, kind: "card", speaker: "", text: card.ariaLabel ?? "", isUnderWay: false };
        if (said?.textContent === "You: ")
          return {
            index,
            kind: "user",
            speaker: "You",
            text: said.nextElementSibling.innerText.trim(),
            isUnderWay: /\n(?:Sending|Waits for the running turn)$/.test(row.innerText.trim()),
          };
        if (report !== undefined)
          return {
            index,
            kind: "report",
            speaker: report.innerText,
            text: linesOf(report.parentElement.nextElementSibling),
            isUnderWay: false,
          };
        if (written !== null) {
          const about = /^about .*$/m.exec(written.previousElementSibling.innerText)?.[0];
          return {
            index,
            kind: "answer",
            speaker: about === undefined ? "JARVIS" : `JARVIS ${about}`,
            text: linesOf(written),
            isUnderWay: written.getAttribute("aria-busy") === "true",
          };
        }
        return { index, kind: "other", speaker: "", text: row.innerText.trim(), isUnderWay: false };
      })
      .toSorted((one, other) => one.index - other.index),
  );
}
