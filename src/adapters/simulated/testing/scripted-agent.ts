import { EventEmitter, once } from "node:events";
import type { AgentHarness, ModelStep } from "../../../ports/agent-harness.conformance.ts";
import type { AgentDriver, ToolResult } from "../../../ports/agent.ts";
import { instant } from "../../../domain/ids.ts";
import { createSimulatedDriver, type AgentBehaviour, type FailedTurn } from "../agent.ts";
import type { AgentAtWork, ToolSite } from "../turn.ts";
import { createScene } from "./scene.ts";

/** Steps that go on until they are taken back. */
const LASTING: ReadonlySet<ModelStep["kind"]> = new Set([
  "refuse-credentials",
  "too-fast",
  "no-room",
  "used-up",
  "unreachable",
]);

const FAILED = { kind: "failed", detail: "the model refuses" } as const;

type Said = string | FailedTurn | null;

/** Simulated agents whose model says what a test scripts. */
export function makeScriptedAgent(): AgentHarness {
  const { world, clock, random, nextLife, countAlive } = createScene();
  const steps: ModelStep[] = [];
  const changes = new EventEmitter();
  let askedCount = 0;
  let heard: readonly string[] = [];
  let isToolRunning = false;

  async function act(agent: AgentAtWork): Promise<string | FailedTurn> {
    for (;;) {
      askedCount += 1;
      heard = [...agent.heard];
      changes.emit("change");
      const said = await take(agent, nextStep());
      if (said !== null) return said;
    }
  }
  function nextStep(): ModelStep {
    const [step] = steps;
    if (step !== undefined && !LASTING.has(step.kind)) steps.shift();
    return step ?? { kind: "text", text: "ok" };
  }
  /** Null when the model is asked again. */
  async function take(agent: AgentAtWork, step: ModelStep): Promise<Said> {
    switch (step.kind) {
      case "text":
        return step.text;
      case "hang":
        return await new Promise<Said>(() => undefined);
      case "refuse-credentials":
        return { kind: "failed", class: "auth", detail: "the credentials are refused" };
      case "too-fast":
        return { ...FAILED, class: "limit", resumesAt: instant(clock.now() + step.pauseMs) };
      case "no-room":
        return { ...FAILED, class: "overloaded" };
      case "used-up":
        return { ...FAILED, class: "window", resumesAt: step.until };
      case "unreachable":
        return { kind: "failed", class: "model", detail: "the model cannot be reached" };
      case "host-tool":
        await agent.tools.find((tool) => tool.name === step.name)?.call(step.input);
        return null;
      case "ask-permission": {
        const asked = {
          kind: "permission",
          tool: "Bash",
          subject: `echo ${step.prints}`,
          detail: "",
        } as const;
        const answer = await agent.ask(asked);
        const text = answer.kind === "allowed" ? step.prints : answer.text;
        await agent.useTool("Bash", asked, () => ({ text, isError: answer.kind !== "allowed" }));
        return null;
      }
      case "ask-question": {
        const options = step.options.map((label) => ({ label, description: "" }));
        await agent.ask({ kind: "question", question: step.question, options, isMultiple: false });
        return null;
      }
      case "print-variable":
        await agent.useTool("Bash", step, ({ env }) => ({ text: env[step.variable] ?? "", isError: false }));
        return null;
      case "tool":
        await agent.useTool("Bash", step, (site) => behave(step.behaviour, site));
        return null;
    }
  }
  function behave(
    behaviour: Extract<ModelStep, { kind: "tool" }>["behaviour"],
    site: ToolSite,
  ): ToolResult | null {
    switch (behaviour) {
      case "succeed":
        return { text: "hello\n", isError: false };
      case "fail":
        return { text: "broken\n", isError: true };
      case "colourful":
        return { text: `\u001b[31mred\u001b[0m\u0007${"x".repeat(200_000)}`, isError: false };
      case "never-end":
        site.spawn();
        isToolRunning = true;
        changes.emit("change");
        return null;
    }
  }
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(changes, "change");
  }

  const behaviour: AgentBehaviour = { act, turnMsMax: 0, death: 0 };
  const makeDriver = (): AgentDriver => createSimulatedDriver(world, nextLife(), clock, random, behaviour);
  return {
    driver: makeDriver(),
    planDriver: makeDriver(),
    now: () => clock.now(),
    successor: makeDriver,
    cwd: "/simulated-worktrees/R-1.1",
    script: (...more) => void steps.push(...more),
    unscript: () => void steps.splice(0),
    untilAsked: (count) => until(() => askedCount >= count),
    heard: () => heard.join("\n"),
    untilToolRuns: () => until(() => isToolRunning),
    untilRecorded: (session, uuid) => until(() => world.sessions.get(session)?.messages.has(uuid) === true),
    kill: ({ pid }) => {
      for (const process of world.processes) if (process.pid === pid) world.kill(process);
    },
    aliveCount: countAlive,
    dispose: async () => undefined,
  };
}
