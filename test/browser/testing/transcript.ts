// The conversation as text for README.md: what was said, as it stands on the page, without what differs between two runs.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deepEqual, equal, match } from "node:assert/strict";
import { until } from "../../e2e/until.ts";
import { STEP_MS_MAX } from "./browser.ts";
import type { Entry, Talk } from "./talk.ts";

const README = join(import.meta.dirname, "..", "..", "..", "README.md");
const BLOCK = /(?<=<!-- transcript -->\n)[\s\S]*?(?=<!-- \/transcript -->)/;
/** `UPDATE_TRANSCRIPT=1` writes what was said into README.md instead of comparing it. */
const IS_UPDATE = process.env["UPDATE_TRANSCRIPT"] === "1";

/** All of a conversation, read while turning the wheel from its beginning to its end, as somebody does who reads it. */
export async function readTranscript(talk: Talk): Promise<readonly Entry[]> {
  const { page } = talk;
  const log = page.getByRole("log", { name: "Conversation" });
  const turn = async (deltaPx: number) => {
    await page.mouse.wheel(0, deltaPx);
    await page.evaluate(TWO_FRAMES);
    return await talk.entries();
  };
  const read = new Map<number, Entry>();
  const note = (entries: readonly Entry[]) => {
    for (const entry of entries) read.set(entry.index, entry);
    return read;
  };
  // A tab behind another one draws a frame a second.
  await page.bringToFront();
  await log.hover();
  const last = (await talk.entries()).at(-1)?.index ?? 0;
  const limit = { limitMs: STEP_MS_MAX, found: () => [...read.keys()].join() };
  await until("the beginning", async () => note(await turn(-FAR_PX)).has(0), limit);
  read.clear();
  await until("the end", async () => note(await turn(STEP_PX)).has(last), limit);
  const indexes = [...read.keys()].toSorted((one, other) => one - other);
  deepEqual(
    indexes,
    indexes.map((_, index) => index),
  );
  return indexes.flatMap((index) => read.get(index) ?? []);
}

const FAR_PX = 100_000;
/** Less than what is drawn at once. */
const STEP_PX = 300;

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
  match(readme, BLOCK);
  if (IS_UPDATE)
    writeFileSync(
      README,
      readme.replace(BLOCK, () => transcript),
    );
  else equal(BLOCK.exec(readme)?.[0], transcript);
}
