import { answerRequest, type RoleAnswer } from "../answer.ts";
import type { Role } from "../role.ts";
import type { WireBlock, WireMessage, WireRequest } from "../wire.ts";

export type HostTool = (input: Record<string, unknown>) => string | { text: string; isError: boolean };

export interface MadeCall {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

export interface HostAnswer {
  readonly text: string;
  readonly calls: readonly MadeCall[];
  /** How many requests it took. */
  readonly requestCount: number;
  readonly last: RoleAnswer;
}

/**
 * Plays the agent's part of the Messages API without a process: runs the tools that the script calls and sends their
 * results back, until it says something without a call. `messages` is open, so that a test can bend the history.
 */
export function openScriptedHost(options: {
  role: Role;
  tools: Readonly<Record<string, HostTool>>;
  isGullible?: boolean;
}) {
  const messages: WireMessage[] = [];
  const ask = () =>
    answerRequest(options.role, requestOf(messages), { isGullible: options.isGullible ?? false });

  const run = (): HostAnswer => {
    const calls: MadeCall[] = [];
    for (let requestCount = 1; requestCount <= 100; requestCount += 1) {
      const last = ask();
      const { reply } = last;
      const words: WireBlock[] = reply.text === "" ? [] : [{ type: "text", text: reply.text }];
      const uses = reply.toolUses.map((toolUse) => ({ type: "tool_use", ...toolUse }));
      messages.push({ role: "assistant", content: [...words, ...uses] });
      if (uses.length === 0) return { text: reply.text, calls, requestCount, last };
      const results = reply.toolUses.map((toolUse): WireBlock => {
        const input = { ...toolUse.input };
        calls.push({ name: toolUse.name, input });
        const given = options.tools[toolUse.name]?.(input) ?? {
          text: `<tool_use_error>Error: No such tool available: ${toolUse.name}</tool_use_error>`,
          isError: true,
        };
        const result = typeof given === "string" ? { text: given, isError: false } : given;
        return {
          type: "tool_result",
          tool_use_id: toolUse.id,
          content: result.text,
          is_error: result.isError,
        };
      });
      messages.push({ role: "user", content: results });
    }
    throw new ScriptNeverEnds();
  };

  return {
    messages,
    ask,
    run,
    send(text: string): HostAnswer {
      messages.push({ role: "user", content: [{ type: "text", text }] });
      messages.push({ role: "system", content: "# Environment\nnothing of interest" });
      return run();
    },
  };
}

class ScriptNeverEnds extends Error {
  constructor() {
    super("The script still calls tools after 100 requests.");
    this.name = "ScriptNeverEnds";
  }
}

function requestOf(messages: WireMessage[]): WireRequest {
  return { model: "playbook-test", messages, stream: true };
}
