import type { CheckBehaviour, ChecksHarness } from "../../../ports/checks.conformance.ts";
import { createSimulatedChecks, type SimulatedCommand } from "../checks.ts";
import { passTime } from "./moving-clock.ts";
import { createScene } from "./scene.ts";

const TERRITORY = { path: "/simulated-worktrees/R-1.1", slot: "R-1.1/check" };

/** Simulated checks whose command lines are the behaviours that a test wants, as JSON. */
export function makeScriptedChecks(): ChecksHarness {
  const { world, life, clock, random, countAlive } = createScene();
  const hanging = Promise.withResolvers<void>();
  const checks = createSimulatedChecks(world, life, clock, random, (command, env) => {
    const behaviour = JSON.parse(command) as CheckBehaviour;
    if (behaviour.kind === "hang") hanging.resolve();
    return commandThat(behaviour, env);
  });
  return {
    checks,
    territory: TERRITORY,
    command: (behaviour) => JSON.stringify(behaviour),
    untilHanging: () => hanging.promise,
    pass: (ms) => void passTime(clock, ms),
    aliveCount: () => countAlive(TERRITORY.slot),
    dispose: async () => undefined,
  };
}

function commandThat(behaviour: CheckBehaviour, env: Readonly<Record<string, string>>): SimulatedCommand {
  const plain = { output: "", exitCode: 0, runsMs: 0 };
  switch (behaviour.kind) {
    case "exit": {
      const { prints = "", complains = "", code } = behaviour;
      return { ...plain, output: prints + complains, exitCode: code };
    }
    case "print-variable":
      return { ...plain, output: `${env[behaviour.variable] ?? ""}\n` };
    case "not-found":
      return { ...plain, exitCode: 127 };
    case "killed":
      return { ...plain, exitCode: null };
    case "leave-process":
      return { ...plain, leftCount: 1 };
    case "hang":
      return { output: "hanging\n", exitCode: null, runsMs: Number.POSITIVE_INFINITY, leftCount: 1 };
  }
}
