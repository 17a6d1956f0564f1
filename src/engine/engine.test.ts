import { describe, expect, test } from "vitest";
import { R11, T1, approve, draft, receive } from "../domain/testing/stories.ts";
import type { ToolResult } from "../ports/agent.ts";
import { startDaemon, type Daemon } from "./testing/daemon.ts";

/** A worker that writes one file, a reviewer that accepts, an orchestrator that answers. */
async function start(
  options: { readonly check?: (command: string) => "green" | "red"; readonly isSilent?: () => boolean } = {},
) {
  const verdicts: ToolResult[] = [];
  const daemon: Daemon = await startDaemon({
    ...options,
    turnMsMax: 1_000,
    act: async (request) => {
      if (request.role === "reviewer") {
        const [verdict] = request.tools;
        const given = { verdict: "accept", criteria: [{ n: 1, met: true, where: "a.txt:1" }] };
        if (verdict !== undefined && options.isSilent?.() !== true)
          verdicts.push(await verdict.call("nonsense"), await verdict.call(given));
        return "reviewed";
      }
      const worktree = [...daemon.world.worktrees.values()].find((one) => one.run === request.slot);
      if (worktree === undefined) return "hello";
      worktree.files = new Map(worktree.files).set("dark.txt", "dark");
      const head = daemon.world.refs.get(`refs/heads/${worktree.branch}`) ?? worktree.base;
      const made = daemon.world.commit([head], worktree.files, "Add a dark mode", 1);
      daemon.world.refs.set(`refs/heads/${worktree.branch}`, made);
      return "The switch is there.";
    },
  });
  const stage = () => daemon.state().tickets.get(T1)?.stage.name;
  return { ...daemon, verdicts, stage };
}

describe("an engine", () => {
  test("takes a ticket from its approval to the target, exactly once, and cleans up", async () => {
    const { say, until, stage, world, state, defects } = await start();
    await say(draft({ landWhenGreen: true }));
    await say(approve());
    await until(() => stage() === "landed" && state().runs.get(R11)?.workspacePath === null);
    const tip = world.refs.get("refs/heads/main");
    expect(tip !== undefined && world.read(tip).files.get("dark.txt")).toBe("dark");
    expect(tip !== undefined && world.read(tip).message).toMatch(
      /^T-1: Add a dark mode\n\nJarvis-Ticket: T-1\nJarvis-Run: R-1\.1\nJarvis-Landing: \S{36}\n$/,
    );
    expect(state().runs.get(R11)?.stage).toMatchObject({ outcome: "landed", step: "done" });
    expect(defects).toEqual([]);
  });

  test("takes a verdict only in its form, and each criterion that it names", async () => {
    const { say, until, stage, verdicts, state } = await start();
    await say(draft({ criteria: ["It works", "It is fast"] }));
    await say(approve());
    await until(() => stage() === "review" && state().runs.get(R11)?.landHash !== null);
    expect(verdicts).toEqual([
      { text: expect.stringContaining("Not a verdict"), isError: true },
      { text: "Noted.", isError: false },
    ]);
    const run = state().runs.get(R11);
    expect(run?.stage).toMatchObject({
      step: {
        verdict: {
          opinion: "accept",
          criteria: [
            { criterion: "It works", isMet: true, where: "a.txt:1" },
            { criterion: "It is fast", isMet: false, where: "" },
          ],
          findings: [],
        },
      },
    });
  });

  test("asks the user when the target itself is red, also when it may land when green", async () => {
    const { say, until, state, stage } = await start({ check: () => "red" });
    await say(draft({ landWhenGreen: true }));
    await say(approve());
    await until(() => stage() === "review" && state().runs.get(R11)?.landHash !== null);
    expect(state().runs.get(R11)?.stage).toMatchObject({ step: { checked: { color: "already-red" } } });
    expect(stage()).toBe("review");
  });

  test("tells the user when a reviewer gives no verdict, and asks it again when the user says so", async () => {
    let isSilent = true;
    const { say, until, state, verdicts } = await start({ isSilent: () => isSilent });
    await say(draft());
    await say(approve());
    await until(() => typeof state().runs.get(R11)?.attention === "string");
    expect(state().runs.get(R11)?.attention).toMatch(/^The review of R-1\.1 gave no verdict/);
    isSilent = false;
    await say({ type: "run.try-again", run: R11 });
    await until(() => state().runs.get(R11)?.landHash !== null);
    expect(verdicts).toHaveLength(2);
  });

  test("tells the user when the work conflicts with what came onto the target meanwhile", async () => {
    const { say, until, state, world } = await start();
    await say(draft());
    await say(approve());
    await until(() => state().runs.has(R11));
    const tip = world.refs.get("refs/heads/main");
    if (tip === undefined) throw new RangeError("there is no main");
    const files = new Map(world.read(tip).files).set("dark.txt", "by the user");
    world.refs.set("refs/heads/main", world.commit([tip], files, "by the user", 2));
    await until(
      () => state().runs.get(R11)?.stage.name === "reported" && state().runs.get(R11)?.head !== null,
    );
    await until(() => [...state().conversations.values()].some((one) => one.turnCount > 0));
    expect(state().runs.get(R11)?.stage).toMatchObject({ step: { name: "conflicted", files: ["dark.txt"] } });
  });

  test("answers the user while a worker works", async () => {
    const { say, until, events, sent } = await start();
    await say(draft());
    await say(approve());
    await say(receive("hello", { id: "m-1" }));
    await until(() => events().some((event) => event.type === "conversation.turn-answered"));
    expect(sent.some(({ slot }) => slot === "C1")).toBe(true);
  });

  test("hands out what agents do, by subject", async () => {
    const { say, until, stage, activity } = await start();
    await say(draft());
    await say(approve());
    await until(() => stage() === "review");
    expect(activity).toContainEqual({
      subject: R11,
      event: expect.objectContaining({ type: "turn-ended", text: "The switch is there." }),
    });
  });

  test("stops: all effects end, no agent lives, no life of a turn is used up; the next start goes on", async () => {
    const { say, until, settled, engine, world, events, state, restart } = await start();
    await say(receive("hello", { id: "m-1" }));
    await until(() => world.processes.some((process) => process.isAlive));
    await settled(engine().stop());
    expect([engine().inFlight(), world.processes.some((process) => process.isAlive)]).toEqual([[], false]);
    expect(events().map((event) => event.type)).not.toContain("conversation.turn-lost");
    restart();
    await until(() => [...state().conversations.values()].every((one) => one.lastAnswerAt !== null));
  });
});
