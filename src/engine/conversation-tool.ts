// A tool of the orchestrator knows the turn in which it is called: what it may do is decided by that, which reaches it by closure, never through the session.
import type { Turn } from "../domain/conversation/state.ts";
import type { ConversationId } from "../domain/ids.ts";
import type { HostTool } from "../ports/agent.ts";

/** The turn in which a tool is called, and its place among the turn's calls: the key that makes a repeat harmless. */
export interface ToolCall {
  readonly conversation: ConversationId;
  readonly turn: Turn;
  readonly ordinal: number;
}

/** A tool of the orchestrator, as the catalogue makes them. `call` is given the turn it is called in. */
export interface ConversationTool extends Omit<HostTool, "call"> {
  call(input: unknown, at: ToolCall): Promise<{ readonly text: string; readonly isError: boolean }>;
}

/** As the session gets it. Outside a turn it does nothing. */
export function bound(
  tool: ConversationTool,
  conversation: ConversationId,
  current: () => { readonly turn: Turn; ordinal: number } | null,
): HostTool {
  return {
    name: tool.name,
    description: tool.description,
    inputSchema: tool.inputSchema,
    call: async (input) => {
      const now = current();
      if (now === null) return { text: `${tool.name} was called outside a turn: refused.`, isError: true };
      now.ordinal += 1;
      return await tool.call(input, { conversation, turn: now.turn, ordinal: now.ordinal });
    },
  };
}
