import type {
  CanUseTool,
  HookCallback,
  HookEvent,
  HookCallbackMatcher,
  Options,
} from "@anthropic-ai/claude-agent-sdk";
import type { OpenRequest } from "../../ports/agent.ts";
import type { Containment } from "./environment.ts";
import { HOST_SERVER, agentToolName, createHostServer } from "./host-tools.ts";

/** What a worker has besides its definition's tools, but only at the user's word. Nobody asks for the other roles. */
const ASKED_TOOLS = ["AskUserQuestion", "WebFetch", "WebSearch"] as const;

/**
 * Ways of the agent's own to start other agents, to work behind a turn's back, or to leave the worktree. Whatever a
 * definition says: those are JARVIS's.
 */
const FORBIDDEN_TOOLS = [
  "Agent",
  "BashOutput",
  "CronCreate",
  "CronDelete",
  "CronList",
  "EnterWorktree",
  "ExitWorktree",
  "KillShell",
  "ListAgents",
  "Monitor",
  "SendMessage",
  "Skill",
  "Task",
  "TaskOutput",
  "TaskStop",
  "Workflow",
] as const;

export interface OptionsPlan {
  readonly request: OpenRequest;
  readonly containment: Containment;
  readonly isResumed: boolean;
  readonly model: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly spawn: NonNullable<Options["spawnClaudeCodeProcess"]>;
  readonly hooks: ToolHooks;
  readonly canUseTool: CanUseTool;
}

export interface ToolHooks {
  readonly before: HookCallback;
  readonly after: HookCallback;
}

export function queryOptions(plan: OptionsPlan): Options {
  const { request, containment, model, hooks } = plan;
  const { definition } = request;
  const isWorker = request.role === "worker";
  const tools = definition.tools.filter((tool) => !isForbidden(tool));
  const allowed = [...tools, ...request.tools.map((tool) => agentToolName(tool.name))];
  return {
    cwd: request.cwd,
    env: { ...plan.env },
    spawnClaudeCodeProcess: plan.spawn,
    ...(plan.isResumed ? { resume: request.session } : { sessionId: request.session }),
    systemPrompt: definition.prompt,
    ...(model !== undefined && { model }),
    ...(definition.turnsMax !== null && { maxTurns: definition.turnsMax }),
    ...(definition.costUsdMax !== undefined && { maxBudgetUsd: definition.costUsdMax }),
    // What is not allowed here is asked for, or denied where nobody asks. Works as root, where bypassing permissions does not.
    ...(isWorker
      ? { permissionMode: "default" as const, canUseTool: plan.canUseTool }
      : { permissionMode: "dontAsk" as const }),
    tools: [...new Set([...tools.map(bareName), ...(isWorker ? ASKED_TOOLS : [])])],
    ...(isWorker ? {} : { allowedTools: allowed }),
    disallowedTools: [...FORBIDDEN_TOOLS, ...(isWorker ? [] : ASKED_TOOLS)],
    // Neither the user's nor the repository's settings, hooks, servers or skills reach the agent unasked.
    settingSources: [],
    strictMcpConfig: true,
    mcpServersDelivery: "initialize",
    mcpServers: { [HOST_SERVER]: createHostServer(request.tools) },
    // Messages are delivered as written: no slash commands, no expansion of @paths.
    verbatimPrompts: true,
    includePartialMessages: request.role === "conversation",
    hooks: registerHooks(hooks),
    settings: {
      permissions: {
        blockWritesOutsideWorkingDirectories: request.role !== "conversation",
        // Said here and not as an option, where the SDK warns on every start that these are not asked for: that is meant.
        ...(isWorker && { allow: allowed }),
      },
    },
    ...(containment === "agent-sandbox" && { sandbox: { enabled: true, autoAllowBashIfSandboxed: true } }),
  };
}

function isForbidden(tool: string): boolean {
  return [...FORBIDDEN_TOOLS, ...ASKED_TOOLS].some((name) => name === bareName(tool));
}

/** `Bash(git:*)` → `Bash`. */
function bareName(tool: string): string {
  return tool.replace(/\(.*$/, "");
}

/**
 * Besides what they tell, the hooks are a dead man's switch: an agent whose host died gets no answer to the first
 * one, and executes nothing more.
 */
function registerHooks({ before, after }: ToolHooks): Partial<Record<HookEvent, HookCallbackMatcher[]>> {
  return {
    PreToolUse: [{ hooks: [before], onFailure: "block" }],
    PostToolUse: [{ hooks: [after] }],
    PostToolUseFailure: [{ hooks: [after] }],
  };
}
