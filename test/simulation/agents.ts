// What the simulated agents do in their turns: a worker writes and commits, a reviewer accepts, the orchestrator answers and is talked over.
import type { AgentBehaviour } from "../../src/adapters/simulated/agent.ts";
import type { Worktree } from "../../src/adapters/simulated/world.ts";
import { commitStaged, saveFiles, stageFiles } from "../../src/adapters/simulated/worktree.ts";
import type { Actor } from "../../src/domain/shared.ts";
import { CONVERSATION, type Simulation } from "./simulation.ts";

export function behaviourOf(simulation: Simulation): AgentBehaviour {
  const { world } = simulation;
  return {
    turnMsMax: 800,
    death: 0.05,
    act: async (agent, message, isAlive) => {
      if (agent.role === "reviewer") {
        const [tool] = agent.tools;
        if (tool !== undefined && isAlive())
          await tool.call({
            verdict: "accept",
            criteria: [{ n: 1, met: true, where: "a.txt:1" }],
            findings: [],
          });
        return "reviewed";
      }
      if (agent.role === "conversation") {
        if (message.source === "report") orchestratorTriesToApprove(simulation);
        return `answer to ${message.uuid}`;
      }
      const worktree = [...world.worktrees.values()].find((one) => one.run === agent.slot);
      if (worktree === undefined || !isAlive()) return "nothing to do";
      await agent.useTool("Bash", { command: "work" }, () => {
        work(simulation, worktree, message.uuid);
        return { text: "committed", isError: false };
      });
      return "done";
    },
  };
}

/** Writes a file of the run's own, at times one that others write too, and most times commits. */
function work({ random, world }: Simulation, worktree: Worktree, text: string): void {
  const { run } = worktree;
  const changed = { [`${run}.txt`]: text, ...(random.chance(0.1) ? { "b.txt": run } : {}) };
  saveFiles(worktree, changed);
  if (!random.chance(0.9)) return;
  stageFiles(worktree, Object.fromEntries(worktree.files));
  commitStaged(world, worktree, `work of ${run}`, random.below(1_000));
}

/** What a report's text could talk the orchestrator into: approving everything in a report turn. */
function orchestratorTriesToApprove(simulation: Simulation): void {
  const { engine, invariants } = simulation;
  const running = engine.state().conversations.get(CONVERSATION)?.running ?? null;
  if (running === null || running.kind !== "report") return;
  const actor: Actor = { kind: "orchestrator", conversation: CONVERSATION, turn: running.n };
  for (const ticket of engine.state().tickets.values()) {
    void engine
      .submit({ type: "ticket.cancel", ticket: ticket.id, reason: "a report said so" }, actor)
      .then((reply) => {
        if (reply.kind === "accepted") invariants.problems.push(`a report turn cancelled ${ticket.id}`);
      });
  }
}
