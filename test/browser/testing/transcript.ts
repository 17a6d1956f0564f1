// The conversation as text for README.md: what was said, as it stands on the page, without what differs between two runs.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Entry, Talk } from "./talk.ts";

const README = join(import.meta.dirname, "..", "..", "..", "README.md");
const BLOCK = /(?<=<!-- transcript -->\n)[\s\S]*?(?=<!-- \/transcript -->)/;
/** `UPDATE_TRANSCRIPT=1` writes what was said into README.md instead of comparing it. */
const IS_UPDATE = process.env["UPDATE_TRANSCRIPT"] === "1";

/** All of a conversation, read while scrolling through it from its beginning. */
export async function readTranscript(talk: Talk): Promise<readonly Entry[]> {
  const { page } = talk;
  const log = page.getByRole("log", { name: "Conversation" });
  const read = new Map<number, Entry>();
  // The list stays at its end until its reader's hand moves: a wheel first, then the scroll.
  await log.evaluate((element) => {
    element.dispatchEvent(new WheelEvent("wheel"));
    element.scrollTo(0, 0);
  });
  for (let isEnd = false; !isEnd;) {
    await page.evaluate(TWO_FRAMES);
    for (const entry of await talk.entries()) read.set(entry.index, entry);
    isEnd = await log.evaluate((element) => {
      const before = element.scrollTop;
      element.scrollBy(0, element.clientHeight / 2);
      return element.scrollTop === before;
    });
  }
  const indexes = [...read.keys()].toSorted((one, other) => one - other);
  expect(indexes).toEqual(indexes.map((_, index) => index));
  return indexes.flatMap((index) => read.get(index) ?? []);
}

/** What is scrolled to is drawn in the first and measured in the second. */
const TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

/**
 * Markdown: one paragraph for each thing that the user, JARVIS or a worker said. Of a report the first line, the rest is folded on the page,
 * too. Commits are numbered in the order in which they are named.
 */
export function renderTranscript(entries: readonly Entry[]): string {
  const commits = new Map<string, string>();
  const numbered = (sha: string) => {
    const number = commits.get(sha) ?? `${commits.size + 1}`.repeat(7).slice(0, 7);
    commits.set(sha, number);
    return number;
  };
  const said = entries.filter(({ kind }) => kind === "user" || kind === "answer" || kind === "report");
  const paragraphs = said.map(({ kind, speaker, text }) => {
    const plain = text.replaceAll(/\b(?=[a-f]*\d)[0-9a-f]{7}\b/g, numbered).replaceAll(/[\\`*_<>|]/g, "\\$&");
    const lines = plain.split("\n").filter((line) => line !== "");
    if (kind === "report") return `**${speaker}:** ${firstSentence(lines[0] ?? "")} …`;
    const isList = lines[0]?.startsWith("- ") === true;
    return `**${speaker}:**${isList ? "\n" : " "}${lines.join("\n")}`;
  });
  return `\n${paragraphs.join("\n\n")}\n\n`;
}

function firstSentence(text: string): string {
  return /^.*?\.(?= )/.exec(text)?.[0] ?? text;
}

/** Fails when README.md tells the conversation otherwise. */
export function expectInReadme(transcript: string): void {
  const readme = readFileSync(README, "utf8");
  expect(readme).toMatch(BLOCK);
  if (IS_UPDATE)
    writeFileSync(
      README,
      readme.replace(BLOCK, () => transcript),
    );
  else expect(BLOCK.exec(readme)?.[0]).toBe(transcript);
}
