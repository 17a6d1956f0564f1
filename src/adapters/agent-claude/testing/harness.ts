import { mkdirSync, mkdtempSync, realpathSync, rmSync, existsSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentHarness, ModelStep } from "../../../ports/agent-harness.conformance.ts";
import type { AgentDriver } from "../../../ports/agent.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Processes } from "../../../ports/processes.ts";
import type { Sandbox } from "../../../ports/sandbox.ts";
import { createClaudeDriver } from "../driver.ts";
import { createLeases } from "../lease.ts";
import { agentToolName } from "../host-tools.ts";
import { startScriptedMessages, type ScriptedMessages, type ScriptedStep } from "./scripted-messages.ts";

export interface ClaudeHarness extends AgentHarness {
  readonly model: ScriptedMessages;
  readonly configHome: string;
}

/** What the driver stands on; other adapters, so they come from the test. */
export interface Ground {
  readonly processes: Processes & { stopAll(): Promise<void> };
  readonly sandbox: Sandbox;
  readonly clock: Clock;
}

/** The real SDK and the real binary in a folder of their own, against a scripted model. */
export async function makeClaudeHarness(lay: (root: string) => Ground): Promise<ClaudeHarness> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-claude-")));
  const { processes, sandbox, clock } = lay(root);
  const cwd = join(root, "worktree");
  const configHome = join(root, "agents");
  mkdirSync(cwd);
  const model = await startScriptedMessages();
  // Each is another daemon's.
  const makeDriver = (): AgentDriver =>
    createClaudeDriver({
      sandbox,
      leases: createLeases(processes),
      configHome,
      clock,
      mode: { kind: "playbook", url: () => model.url },
    });
  const driver = makeDriver();
  const planDriver = createClaudeDriver({
    sandbox,
    leases: createLeases(processes),
    configHome,
    clock,
    mode: { kind: "claude", env: { CLAUDE_CODE_OAUTH_TOKEN: "a-plan", ANTHROPIC_BASE_URL: model.url } },
  });
  return {
    model,
    configHome,
    cwd,
    driver,
    planDriver,
    now: () => clock.now(),
    successor: makeDriver,
    script: (...steps) => model.script(...steps.map(toScript)),
    unscript: () => model.unscript(),
    untilAsked: (count) => model.untilRequests(count),
    heard: () => JSON.stringify(model.requests.at(-1)?.messages ?? []),
    untilToolRuns: () => untilChanged(cwd, () => existsSync(join(cwd, "running"))),
    untilRecorded: (session, uuid) =>
      untilChanged(
        configHome,
        async () => (await driver.traceMessage({ cwd, session, uuid })).trace !== "absent",
      ),
    kill: ({ pid }) => void process.kill(pid, "SIGKILL"),
    aliveCount: (slot) => processes.findBySlot(slot).length,
    dispose: async () => {
      await processes.stopAll();
      await model.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function toScript(step: ModelStep): ScriptedStep {
  switch (step.kind) {
    case "text":
    case "hang":
    case "unreachable":
      return step;
    case "host-tool":
      return { kind: "tools", calls: [{ name: agentToolName(step.name), input: step.input }] };
    case "tool":
      return bash(COMMANDS[step.behaviour]);
    case "ask-permission":
      return bash(`echo ${step.prints}`, { dangerouslyDisableSandbox: true });
    case "ask-question": {
      const options = step.options.map((label) => ({ label, description: `It is ${label}.` }));
      const one = { question: step.question, header: "Asked", options, multiSelect: false };
      return { kind: "tools", calls: [{ name: "AskUserQuestion", input: { questions: [one] } }] };
    }
    case "print-variable":
      return bash(`echo "$${step.variable}"`);
    case "refuse-credentials":
      return { kind: "fail-always", status: 401, error: "authentication_error" };
    case "too-fast":
      return limited({ "retry-after": String(step.pauseMs / 1_000) });
    case "used-up":
      return limited(windowHeaders(step.until));
    case "no-room":
      return { kind: "fail-always", status: 529, error: "overloaded_error" };
  }
}

function limited(headers: Readonly<Record<string, string>>): ScriptedStep {
  return { kind: "fail-always", status: 429, error: "rate_limit_error", headers };
}

/** As the service says it to a plan, in seconds since 1970. */
function windowHeaders(until: number): Readonly<Record<string, string>> {
  const seconds = String(until / 1_000);
  const name = "anthropic-ratelimit-unified";
  return {
    [`${name}-status`]: "rejected",
    [`${name}-reset`]: seconds,
    [`${name}-representative-claim`]: "five_hour",
    [`${name}-5h-status`]: "rejected",
    [`${name}-5h-reset`]: seconds,
    [`${name}-5h-utilization`]: "1.0",
  };
}

function bash(command: string, more: Readonly<Record<string, unknown>> = {}): ScriptedStep {
  return { kind: "tools", calls: [{ name: "Bash", input: { command, ...more } }] };
}

const COMMANDS = {
  succeed: "echo hello",
  fail: "echo broken; exit 3",
  colourful: "printf '\\033[31mred\\033[0m\\007'; head -c 200000 /dev/zero | tr '\\0' x",
  "never-end": "trap '' TERM; (trap '' TERM; sleep 600) & touch running; wait",
} as const;

async function untilChanged(folder: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const watcher = watch(folder, { recursive: true });
  await new Promise<void>((resolve, reject) => {
    const look = async (): Promise<void> => {
      if (await holds()) resolve();
    };
    watcher.on("change", () => void look().catch(reject));
    look().catch(reject);
  });
  watcher.close();
}
