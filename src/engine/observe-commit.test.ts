import { expect, test } from "vitest";
import { commitStaged, stageFiles } from "../adapters/simulated/worktree.ts";
import { R11, approve, draft } from "../domain/testing/stories.ts";
import { startDaemon, type Daemon } from "./testing/daemon.ts";

test("a worker's commits are on the board while its command still runs", async () => {
  const daemon: Daemon = await startDaemon({
    act: async (agent) => {
      const worktree = daemon.world.worktrees.get(R11);
      if (worktree === undefined) throw new RangeError("it has no worktree");
      // It never ends: nothing but the worktree tells of the commit.
      await agent.useTool("Bash", { command: "git commit && sleep 1d" }, () => {
        stageFiles(worktree, { "early.txt": "1\n" });
        commitStaged(daemon.world, worktree, "Early", 1);
        return null;
      });
      return "never said";
    },
  });
  await daemon.say(draft());
  await daemon.say(approve());
  const read = (name: string) => daemon.engine().facts.read(R11, name)?.value ?? "";
  await daemon.until(() => read("last-commit") !== "");
  expect(daemon.activity.map(({ event }) => event.type)).not.toContain("tool-ended");
  expect(read("last-commit")).toMatch(/^[0-9a-f]{7} Early$/);
  expect(read("change")).toBe("1 1 0");
});
