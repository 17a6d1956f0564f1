import type { HookCallback, SDKMessage, SDKResultMessage } from "@anthropic-ai/claude-agent-sdk";
import type { TurnOutcome, WorkerEvent } from "../../ports/agent.ts";
import type { Clock } from "../../ports/clock.ts";
import { boundedDetail, boundedInput, boundedText, resultText } from "./events.ts";
import { hostToolName } from "./host-tools.ts";
import type { ToolHooks } from "./options.ts";
import { hopelessRetry, outcomeOf, usageOf, type TurnSigns } from "./outcome.ts";

type Failure = Extract<TurnOutcome, { kind: "failed" }>;
type TurnEnded = Extract<WorkerEvent, { type: "turn-ended" }>;

export interface TranslatorPlan {
  readonly clock: Clock;
  readonly push: (event: WorkerEvent) => void;
}

/** From what the SDK says to what the port says, for one session. */
export interface Translator {
  readonly hooks: ToolHooks;
  /** `hopeless`, once a turn: to wait for the model makes no sense, the caller should end the turn. */
  read(message: SDKMessage): "hopeless" | "fine";
  /** What a result says of its turn; the caller knows whose messages were in it. */
  endTurn(result: SDKResultMessage): Omit<TurnEnded, "type" | "uuids">;
}

interface OpenTool {
  readonly name: string;
  readonly startedAt: number;
  /** As the agent measured it, once it did. */
  durationMs: number | null;
}

interface Turn {
  readonly tools: Map<string, OpenTool>;
  /** Calls that the model made, by id: a refused one never becomes a started tool by itself. */
  readonly calls: Map<string, { readonly name: string; readonly input: unknown }>;
  text: string;
  error: TurnSigns["error"];
  given: Failure | null;
}

function newTurn(): Turn {
  return { tools: new Map(), calls: new Map(), text: "", error: null, given: null };
}

export function createTranslator(plan: TranslatorPlan): Translator {
  const { push } = plan;
  let turn = newTurn();

  const startTool = (id: string, name: string, input: unknown): void => {
    if (turn.tools.has(id)) return;
    turn.tools.set(id, {
      name: boundedDetail(hostToolName(name)),
      startedAt: plan.clock.now(),
      durationMs: null,
    });
    push({ type: "tool-started", id, name: boundedDetail(hostToolName(name)), input: boundedInput(input) });
  };
  const endTool = (id: string, isError: boolean, output: string): void => {
    const tool = turn.tools.get(id);
    if (!tool) return;
    turn.tools.delete(id);
    const durationMs = tool.durationMs ?? plan.clock.now() - tool.startedAt;
    push({ type: "tool-ended", id, name: tool.name, isError, durationMs, output });
  };

  const readText = (text: string): void => {
    if (text.trim() === "") return;
    turn.text = boundedText(text);
    push({ type: "text", text: turn.text });
  };
  const readRetry = (retry: Extract<SDKMessage, { subtype: "api_retry" }>): "hopeless" | "fine" => {
    const { attempt, retry_delay_ms: delayMs, error_status: status } = retry;
    push({ type: "retrying", attempt, delayMs, status, detail: boundedDetail(retry.error) });
    if (turn.given) return "fine";
    turn.given = hopelessRetry(retry);
    return turn.given ? "hopeless" : "fine";
  };
  const readResult = (part: { tool_use_id: string; is_error?: boolean; content?: unknown }): void => {
    const call = turn.calls.get(part.tool_use_id);
    // Refused before it began: no hook told of it.
    if (call) startTool(part.tool_use_id, call.name, call.input);
    endTool(part.tool_use_id, part.is_error === true, resultText(part.content));
  };

  return {
    hooks: { before: beforeTool(startTool), after: afterTool((id) => turn.tools.get(id)) },
    read: (message) => {
      switch (message.type) {
        case "assistant":
          // What the binary writes in the model's place when there is no answer is an error, not a text.
          if (message.error) turn.error = message.error;
          else
            for (const part of message.message.content) {
              if (part.type === "text") readText(part.text);
              else if (part.type === "tool_use") turn.calls.set(part.id, part);
            }
          break;
        case "user":
          for (const part of message.message.content) {
            if (typeof part !== "string" && part.type === "tool_result") readResult(part);
          }
          break;
        case "stream_event":
          readDelta(message, push);
          break;
        case "system":
          return message.subtype === "api_retry" ? readRetry(message) : "fine";
        default:
          break; // dozens of kinds, and new ones with each version
      }
      return "fine";
    },
    endTurn: (result) => {
      for (const id of turn.tools.keys()) endTool(id, true, "(ended with its turn)");
      const { text, error, given } = turn;
      turn = newTurn();
      const said = result.subtype === "success" && !result.is_error ? boundedText(result.result) : text;
      return { text: said, outcome: outcomeOf(result, { given, error }), usage: usageOf(result) };
    },
  };
}

function readDelta(
  message: Extract<SDKMessage, { type: "stream_event" }>,
  push: TranslatorPlan["push"],
): void {
  const { event } = message;
  if (event.type !== "content_block_delta" || event.delta.type !== "text_delta") return;
  push({ type: "text-delta", text: boundedText(event.delta.text) });
}

function beforeTool(start: (id: string, name: string, input: unknown) => void): HookCallback {
  return async (input) => {
    if (input.hook_event_name === "PreToolUse") start(input.tool_use_id, input.tool_name, input.tool_input);
    return {};
  };
}

function afterTool(find: (id: string) => OpenTool | undefined): HookCallback {
  return async (input) => {
    if (input.hook_event_name !== "PostToolUse" && input.hook_event_name !== "PostToolUseFailure") return {};
    const tool = find(input.tool_use_id);
    if (tool && input.duration_ms !== undefined) tool.durationMs = input.duration_ms;
    return {};
  };
}
