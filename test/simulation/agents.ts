// What the simulated agents do in their turns: a worker writes and commits, a reviewer accepts, the orchestrator answers, does what the user's words
// ask for, and is talked over by reports.
import type { AgentAtWork, AgentBehaviour, FailedTurn } from "../../src/adapters/simulated/turn.ts";
import type { Worktree } from "../../src/adapters/simulated/world.ts";
import { commitStaged, saveFiles, stageFiles } from "../../src/adapters/simulated/worktree.ts";
import type { Command } from "../../src/domain/commands.ts";
import type { Actor } from "../../src/domain/shared.ts";
import type { Asked } from "../../src/domain/run/ask-state.ts";
import type { AgentMessage } from "../../src/ports/agent.ts";
import { CONVERSATION, type Simulation } from "./simulation.ts";
import { landingApprovals, ticketApprovals } from "./user-choices.ts";

/** Share of a worker's turns that its model does not end. */
const FAILED_TURN_CHANCE = 0.04;
/** Share of a worker's turns in which it asks the user. */
const ASK_CHANCE = 0.15;
const FAILED_CLASSES = ["limit", "model", "refused", "other"] as const;

export function behaviourOf(simulation: Simulation): AgentBehaviour {
  return {
    turnMsMax: 800,
    death: simulation.planted === null ? 0.05 : 0.1,
    act: async (agent, message, isAlive) => {
      if (!isAlive()) return "too late";
      switch (agent.role) {
        case "reviewer":
          return await review(agent);
        case "conversation":
          return converse(simulation, message);
        default:
          return await work(simulation, agent, message);
      }
    },
  };
}

async function review(agent: AgentAtWork): Promise<string> {
  const criteria = [{ n: 1, met: true, where: "a.txt:1" }];
  await agent.tools[0]?.call({ verdict: "accept", criteria, findings: [] });
  return "reviewed";
}

async function work(
  simulation: Simulation,
  agent: AgentAtWork,
  message: AgentMessage,
): Promise<string | FailedTurn> {
  const { world, random, isCalm } = simulation;
  const worktree = [...world.worktrees.values()].find((one) => one.run === agent.slot);
  if (worktree === undefined) return "nothing to do";
  if (random.chance(ASK_CHANCE)) await askTheUser(simulation, agent);
  await agent.useTool("Bash", { command: "work" }, () => {
    changeFiles(simulation, worktree, message.uuid);
    return { text: "committed", isError: false };
  });
  const failed = !isCalm && random.chance(FAILED_TURN_CHANCE) ? random.pick(FAILED_CLASSES) : undefined;
  return failed === undefined ? "done" : { kind: "failed", class: failed, detail: "made to fail" };
}

/** What it is told is what it does; that is looked after where it is answered. */
async function askTheUser(simulation: Simulation, agent: AgentAtWork): Promise<void> {
  const { random } = simulation;
  const asked: Asked = random.chance(0.7)
    ? { kind: "permission", tool: "Bash", subject: `publish ${random.below(2)}`, detail: "" }
    : { kind: "question", question: "Which one?", options: [], isMultiple: false };
  const answer = await agent.ask(asked);
  simulation.heardAnswers.push({ slot: agent.slot, asked, answer });
}

/** Writes a file of the run's own, at times one that others write too, and most times commits. */
function changeFiles(simulation: Simulation, worktree: Worktree, text: string): void {
  const { random, world } = simulation;
  const { run } = worktree;
  simulation.changeCount += 1;
  saveFiles(worktree, { [`${run}.txt`]: text, ...(random.chance(0.1) ? { "b.txt": run } : {}) });
  if (!random.chance(0.9)) return;
  stageFiles(worktree, Object.fromEntries(worktree.files));
  commitStaged(world, worktree, `work of ${run}`, random.below(1_000));
}

/** Whatever it tries in a report turn must be refused; in a user turn it takes the user's words for what they are. */
function converse(simulation: Simulation, message: AgentMessage): string {
  const { engine } = simulation.daemon;
  const running = engine.state().conversations.get(CONVERSATION)?.running ?? null;
  if (running !== null) {
    const actor: Actor = { kind: "orchestrator", conversation: CONVERSATION, turn: running.n };
    const says = (command: Command) => engine.submit(command, actor);
    if (running.kind === "report")
      for (const ticket of engine.state().tickets.values())
        says({ type: "ticket.cancel", ticket: ticket.id, reason: "a report said so" }).then(
          (reply) => {
            if (reply.kind === "accepted") simulation.problem(`a report turn cancelled ${ticket.id}`);
          },
          (error: unknown) => simulation.commandFailed(error),
        );
    else
      for (const command of [...ticketApprovals(simulation), ...landingApprovals(simulation)])
        says(command).catch((error: unknown) => simulation.commandFailed(error));
  }
  return `answer to ${message.uuid}`;
}
