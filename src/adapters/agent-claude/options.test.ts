import { describe, expect, test } from "vitest";
import { freshSession } from "../../ports/agent-harness.conformance.ts";
import { AgentUnavailable, type OpenRequest } from "../../ports/agent.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import { chooseContainment, type ClaudeMode } from "./environment.ts";
import { queryOptions } from "./options.ts";

const request = (change: Partial<OpenRequest> = {}): OpenRequest => ({
  role: "worker",
  slot: "R-1.1",
  definition: { name: "t", description: "t", prompt: "t", tools: ["Bash"], model: null, turnsMax: null },
  cwd: "/",
  session: freshSession(),
  tools: [],
  env: {},
  ...change,
});
const sandbox = (level: Sandbox["level"]): Sandbox => ({
  level,
  reason: "no box here",
  spawn: () => Promise.reject(new RangeError("not asked to")),
});
const real: ClaudeMode = { kind: "claude", env: { ANTHROPIC_API_KEY: "k" } };
const script: ClaudeMode = { kind: "playbook", url: () => "http://127.0.0.1:1" };
const nothing = { isUnsafe: false, path: "/no/such/folder" };

describe("an agent with a real model and tools", () => {
  test("lives in our box where there is one", () => {
    expect(chooseContainment(sandbox(2), real, request(), nothing)).toBe("box");
  });

  test.skipIf(process.platform !== "linux")(
    "is refused without a box and without the agent's own sandbox",
    () => {
      const choose = (): unknown => chooseContainment(sandbox(0), real, request(), nothing);
      expect(choose).toThrow(AgentUnavailable);
      expect(choose).toThrow(/no box here.*bwrap and socat.*--unsafe/);
    },
  );

  test("is let out on the user's word", () => {
    expect(chooseContainment(sandbox(0), real, request(), { ...nothing, isUnsafe: true })).toBe("none");
  });

  test("uses the agent's own sandbox when that is its containment, and keeps file tools inside in any case", () => {
    const plan = { request: request(), isResumed: false, model: undefined, env: {}, spawn: () => unused() };
    const hooks = { before: async () => ({}), after: async () => ({}) };
    const canUseTool = () => unused();
    const walled = queryOptions({ ...plan, hooks, canUseTool, containment: "agent-sandbox" });
    expect(walled.sandbox).toEqual({ enabled: true, autoAllowBashIfSandboxed: true });
    const open = queryOptions({ ...plan, hooks, canUseTool, containment: "none" });
    expect(open.sandbox).toBeUndefined();
    expect(open.settings).toEqual({
      permissions: { blockWritesOutsideWorkingDirectories: true, allow: ["Bash"] },
    });
  });
});

test("a conversation has no tools to contain, and a script does what the user's ticket says", () => {
  expect(chooseContainment(sandbox(0), real, request({ role: "conversation" }), nothing)).toBe("none");
  expect(chooseContainment(sandbox(0), script, request(), nothing)).toBe("none");
});

function unused(): never {
  throw new RangeError("nothing is spawned here");
}
