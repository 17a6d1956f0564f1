// What the simulated agents do in their turns: a worker writes and commits, a reviewer accepts, the orchestrator answers and is talked over.
import type { AgentBehaviour } from "../../src/adapters/simulated/agent.ts";
import type { Actor } from "../../src/domain/shared.ts";
import { CONVERSATION, type Simulation } from "./simulation.ts";

export function behaviourOf(simulation: Simulation): AgentBehaviour {
  const { random, world } = simulation;
  return {
    turnMsMax: 800,
    death: 0.05,
    act: async (request, message, isAlive) => {
      if (request.role === "reviewer") {
        const [tool] = request.tools;
        if (tool !== undefined && isAlive())
          await tool.call({
            verdict: "accept",
            criteria: [{ n: 1, met: true, where: "a.txt:1" }],
            findings: [],
          });
        return "reviewed";
      }
      if (request.role === "conversation") {
        if (message.source === "report") orchestratorTriesToApprove(simulation);
        return `answer to ${message.uuid}`;
      }
      const worktree = [...world.worktrees.values()].find((one) => one.run === request.slot);
      if (worktree === undefined || !isAlive()) return "nothing to do";
      const ref = `refs/heads/${worktree.branch}`;
      const head = world.refs.get(ref) ?? worktree.base;
      worktree.files = new Map(worktree.files).set(`${request.slot}.txt`, message.uuid);
      if (random.chance(0.1)) worktree.files.set("b.txt", request.slot);
      if (random.chance(0.9))
        world.refs.set(
          ref,
          world.commit([head], worktree.files, `work of ${request.slot}`, random.below(1_000)),
        );
      return "done";
    },
  };
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
