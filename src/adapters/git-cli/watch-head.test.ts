import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runId, type CommitSha } from "../../domain/ids.ts";
import type { Site } from "./site.ts";
import { watchHead } from "./watch-head.ts";

const RUN = runId("R-1.1");
const [ONE, TWO, THREE] = ["1", "2", "3"].map((digit) => digit.repeat(40));

async function watched() {
  const commonDir = mkdtempSync(join(tmpdir(), "jarvis-watch-head-"));
  const folder = join(commonDir, "worktrees", "r-1.1", "logs");
  mkdirSync(folder, { recursive: true });
  // Only what the watch asks of a site: where git keeps its record of the run's worktree.
  const site = {
    hub: { commonDir },
    registry: { readRun: async () => ({ admin: "r-1.1" }) },
  } as unknown as Site;
  const heard: (CommitSha | null)[] = [];
  let wake: () => void = () => undefined;
  const stop = await watchHead(site, RUN, (head) => {
    heard.push(head);
    wake();
  });
  onTestFinished(() => {
    stop();
    rmSync(commonDir, { recursive: true });
  });
  return {
    append: (text: string) => appendFileSync(join(folder, "HEAD"), text),
    heard: async (count: number) => {
      while (heard.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return heard;
    },
  };
}

const line = (from = "", to = "", text = "commit: x") => `${from} ${to} A <a@b.c> 1 +0000\t${text}\n`;

test("reads the last of several lines that were written at once", async () => {
  const { append, heard } = await watched();
  append(line(ONE, TWO) + line(TWO, THREE));
  expect((await heard(1)).at(-1)).toBe(THREE);
});

test("does not say where HEAD stands when a line is no line of git, or longer than it reads", async () => {
  const { append, heard } = await watched();
  append("what a worker wrote\n");
  expect(await heard(1)).toEqual([null]);
  append(line(ONE, TWO, "x".repeat(100_000)));
  expect(await heard(2)).toEqual([null, null]);
  append(line(TWO, THREE));
  expect(await heard(3)).toEqual([null, null, THREE]);
});
