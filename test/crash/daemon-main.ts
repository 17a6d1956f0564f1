// A daemon of one project with its user inside, which is struck where its plan says. `node daemon-main.ts PLAN` with the plan as JSON.
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openHome } from "../../src/compose/home.ts";
import { openProjectIn } from "../../src/compose/project.ts";
import { scopeSlots } from "../../src/adapters/processes-posix/scope-slots.ts";
import type { EngineAccess, EngineOptions } from "../../src/engine/engine.ts";
import { invariant } from "../../src/domain/shared.ts";
import { withoutProtection } from "./controls.ts";
import type { LifeLine, LifePlan } from "./plan.ts";
import { watchedEngine, watchedProcesses } from "./points.ts";
import { createStandInAgent } from "./stand-in-agent.ts";
import { createStriker } from "./strike.ts";
import { actAsUser } from "./user.ts";

const plan: LifePlan = JSON.parse(process.argv[2] ?? "{}");

/** At once, and to the end: the next line may be the last of this process. */
function say(line: LifeLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

async function live(): Promise<void> {
  const home = await openHome({ home: plan.home, model: "playbook", isUnsafe: false });
  const striker = createStriker({
    processes: () => home.processes,
    gitDir: join(plan.repository, ".git"),
    strike: plan.strike,
    say,
  });
  const processes = watchedProcesses(home.processes, striker);
  const seen: { engine: EngineAccess | null } = { engine: null };
  const { host } = await openProjectIn(
    { ...home, processes },
    { path: plan.repository, target: "main", turnDelayMs: 0 },
    {
      engine: (options) => {
        const agents =
          plan.scene === "agents"
            ? options.agents
            : createStandInAgent({
                processes: scopeSlots(processes, projectOf(plan.repository)),
                folder: join(plan.home, "stand-in"),
                env: environment(),
              });
        const tools: EngineOptions["tools"] = (access) => {
          seen.engine = access;
          return options.tools(access);
        };
        const made = withoutProtection({ ...options, agents, tools }, plan.control, plan.repository);
        return watchedEngine(made, striker);
      },
    },
  );
  host.client.onItem((item) => {
    if (item.kind === "notice") say({ kind: "notice", text: item.text });
  });
  const { engine } = seen;
  invariant(engine !== null, "an engine asks for its tools");
  void sayWhenVerified(engine);
  await actAsUser(plan.scene, host, engine);
  say({ kind: "landed" });
  await host.close();
  await home.undo.run();
}

/** Each run that is not over was looked at by this daemon. */
async function sayWhenVerified(engine: EngineAccess): Promise<void> {
  const isVerified = () =>
    [...engine.state().runs.values()].every(
      ({ id, stage }) =>
        (stage.name === "ended" && stage.step === "done") || engine.facts.read(id, "process") !== null,
    );
  while (!isVerified()) await delay(10);
  say({ kind: "verified" });
}

/** As the daemon names a project. */
function projectOf(repository: string): string {
  return createHash("sha256").update(join(repository, ".git")).digest("hex").slice(0, 12);
}

function environment(): Record<string, string> {
  const identity = { NAME: "Worker", EMAIL: "worker@example.org" };
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: plan.home,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: identity.NAME,
    GIT_AUTHOR_EMAIL: identity.EMAIL,
    GIT_COMMITTER_NAME: identity.NAME,
    GIT_COMMITTER_EMAIL: identity.EMAIL,
  };
}

await live();
