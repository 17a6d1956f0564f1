// What a tool of the orchestrator may do is decided by the kind of the turn that runs when it is called.
import type { Turn } from "../domain/conversation/state.ts";
import type { ConversationId } from "../domain/ids.ts";
import type { HostTool } from "../ports/agent.ts";
import type { ConversationTool } from "./conversation-host.ts";

/** The tool as the session is given it: it knows in which turn it is called, and is refused outside of one. */
export function inTurn(
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
