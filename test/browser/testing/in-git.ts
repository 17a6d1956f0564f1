// What the page says of runs and landings, held against what git has.
import { expect } from "vitest";
import { commitsOf } from "../../e2e/demo-evidence.ts";
import type { Scene } from "../../e2e/scene.ts";
import { until } from "../../e2e/until.ts";
import { STEP_MS_MAX } from "./browser.ts";
import type { Talk } from "./talk.ts";

/** Waits until the page says that the ticket has landed, and JARVIS too. What git has on main is what the page says, and the user's files are as before. */
export async function expectLanded(talk: Talk, scene: Scene, ticket: string): Promise<void> {
  const before = scene.git("status", "--porcelain");
  const notice = await talk.entry(`${ticket} to land`, ({ text }) => text.includes(`${ticket} landed as `));
  const [, shown = "nothing"] = /landed as ([0-9a-f]{7})/.exec(notice.text) ?? [];
  expect(commitsOf(scene, ticket).map((commit) => commit.slice(0, 7))).toEqual([shown]);
  expect(scene.git("status", "--porcelain")).toBe(before);
  await talk.entry(
    `JARVIS to tell that ${ticket} has landed`,
    ({ kind, text, isUnderWay }) =>
      kind === "answer" && !isUnderWay && text.includes(ticket) && text.includes("has landed."),
  );
}

/** Resolves when git has a worktree and a branch of exactly these runs, in their order: what is over is cleared away beside what goes on. */
export async function untilRuns(scene: Scene, ...runs: readonly string[]): Promise<void> {
  let found = "";
  await until(
    `worktrees and branches of ${runs.length === 0 ? "no run" : runs.join(", ")}`,
    () => {
      const worktrees = scene.git("worktree", "list", "--porcelain").match(/(?<=^worktree .*\/)r-[\d.]+$/gm);
      const branches = scene.git("for-each-ref", "refs/heads/jarvis").match(/(?<=\/jarvis\/t-)[\d.]+/g);
      found = `worktrees ${worktrees?.join() ?? ""}, branches of ${branches?.map((name) => `r-${name}`).join() ?? ""}`;
      return found === `worktrees ${runs.join()}, branches of ${runs.join()}`;
    },
    { limitMs: STEP_MS_MAX, found: () => found },
  );
}
