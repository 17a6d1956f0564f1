import type { McpSdkServerConfigWithInstance } from "@anthropic-ai/claude-agent-sdk";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import type { HostTool, ToolResult } from "../../ports/agent.ts";
import { cutMiddle } from "../../domain/plain-text.ts";
import { EVENT_TEXT_BYTES_MAX } from "./events.ts";

export const HOST_SERVER = "jarvis";

/** How the agent knows a tool of ours. */
export function agentToolName(name: string): string {
  return `mcp__${HOST_SERVER}__${name}`;
}

/** The name that we gave it; others are left as they are. */
export function hostToolName(name: string): string {
  return name.startsWith(`mcp__${HOST_SERVER}__`) ? name.slice(agentToolName("").length) : name;
}

/**
 * An MCP server in this process. `createSdkMcpServer` takes zod shapes only; our tools come with JSON schemas,
 * so the lists are answered by hand. All tools are always shown to the model, never behind a tool search.
 */
export function createHostServer(tools: readonly HostTool[]): McpSdkServerConfigWithInstance {
  const instance = new McpServer({ name: HOST_SERVER, version: "1" }, { capabilities: { tools: {} } });
  instance.server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema: { ...inputSchema, type: "object" as const },
      _meta: { "anthropic/alwaysLoad": true },
    })),
  }));
  instance.server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const result = await callTool(tools, params.name, params.arguments ?? {});
    const text = cutMiddle(result.text, EVENT_TEXT_BYTES_MAX);
    return { content: [{ type: "text" as const, text }], isError: result.isError };
  });
  return { type: "sdk", name: HOST_SERVER, instance };
}

async function callTool(tools: readonly HostTool[], name: string, input: unknown): Promise<ToolResult> {
  const tool = tools.find((one) => one.name === name);
  if (!tool) return { text: `There is no tool ${name}.`, isError: true };
  try {
    return await tool.call(input);
  } catch (error) {
    // The agent is told, and its session lives on: whose defect it was, is for the tool to record.
    return {
      text: `${name} failed: ${error instanceof Error ? error.message : String(error)}`,
      isError: true,
    };
  }
}
