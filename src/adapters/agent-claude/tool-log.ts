import type { HookCallback } from "@anthropic-ai/claude-agent-sdk";
import type { WorkerEvent } from "../../ports/agent.ts";
import type { Clock } from "../../ports/clock.ts";
import { boundedDetail, boundedInput } from "./events.ts";
import { hostToolName } from "./host-tools.ts";
import type { ToolHooks } from "./options.ts";

/** Tools that were started and have not ended. The hooks tell of a start and of the time; the message stream of the result. */
export interface ToolLog {
  readonly hooks: ToolHooks;
  start(id: string, name: string, input: unknown): void;
  end(id: string, isError: boolean, output: string): void;
  endAll(output: string): void;
}

interface OpenTool {
  readonly name: string;
  readonly startedAt: number;
  /** As the agent measured it, once it did. */
  durationMs: number | null;
}

export function createToolLog(plan: {
  readonly clock: Clock;
  readonly push: (event: WorkerEvent) => void;
}): ToolLog {
  const { clock, push } = plan;
  const tools = new Map<string, OpenTool>();
  const start: ToolLog["start"] = (id, rawName, input) => {
    if (tools.has(id)) return;
    const name = boundedDetail(hostToolName(rawName));
    tools.set(id, { name, startedAt: clock.now(), durationMs: null });
    push({ type: "tool-started", id, name, input: boundedInput(input) });
  };
  const end: ToolLog["end"] = (id, isError, output) => {
    const tool = tools.get(id);
    if (!tool) return;
    tools.delete(id);
    const durationMs = tool.durationMs ?? clock.now() - tool.startedAt;
    push({ type: "tool-ended", id, name: tool.name, isError, durationMs, output });
  };
  const measure = (id: string, durationMs: number | undefined): void => {
    const tool = tools.get(id);
    if (tool && durationMs !== undefined) tool.durationMs = durationMs;
  };
  return {
    hooks: { before: beforeTool(start), after: afterTool(measure) },
    start,
    end,
    endAll: (output) => {
      for (const id of tools.keys()) end(id, true, output);
    },
  };
}

function beforeTool(start: ToolLog["start"]): HookCallback {
  return async (input) => {
    if (input.hook_event_name === "PreToolUse") start(input.tool_use_id, input.tool_name, input.tool_input);
    return {};
  };
}

function afterTool(measure: (id: string, durationMs: number | undefined) => void): HookCallback {
  return async (input) => {
    if (input.hook_event_name === "PostToolUse" || input.hook_event_name === "PostToolUseFailure")
      measure(input.tool_use_id, input.duration_ms);
    return {};
  };
}
