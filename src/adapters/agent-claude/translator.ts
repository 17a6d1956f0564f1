import type { SDKMessage, SDKResultMessage } from "@anthropic-ai/claude-agent-sdk";
import type { TurnOutcome, WorkerEvent } from "../../ports/agent.ts";
import type { Clock } from "../../ports/clock.ts";
import { boundedDetail, boundedText, resultText } from "./events.ts";
import type { ToolHooks } from "./options.ts";
import { hopelessRetry, outcomeOf, usageOf, usedUpWindow, type TurnSigns } from "./outcome.ts";
import type { UsageWatch } from "./usage-watch.ts";
import { createToolLog } from "./tool-log.ts";

export type Failure = Extract<TurnOutcome, { kind: "failed" }>;
type TurnEnded = Extract<WorkerEvent, { type: "turn-ended" }>;
type Push = (event: WorkerEvent) => void;

/** From what the SDK says to what the port says, for one session. */
export interface Translator {
  readonly hooks: ToolHooks;
  /** A failure, once a turn, when to wait for the model makes no sense: the caller should end the turn. */
  read(message: SDKMessage): Failure | null;
  /** What a result says of its turn; the caller knows whose messages were in it. */
  endTurn(result: SDKResultMessage): Omit<TurnEnded, "type" | "uuids">;
}

interface Turn {
  /** Calls that the model made, by id: a refused one is told of by no hook. */
  readonly calls: Map<string, { readonly name: string; readonly input: unknown }>;
  text: string;
  error: TurnSigns["error"];
  window: TurnSigns["window"];
  given: Failure | null;
}

function newTurn(): Turn {
  return { calls: new Map(), text: "", error: null, window: null, given: null };
}

export function createTranslator(plan: {
  readonly clock: Clock;
  readonly push: Push;
  readonly watch: Pick<UsageWatch, "noteCall" | "callCount" | "look">;
}): Translator {
  const { push, clock, watch } = plan;
  let lastAnswer = "";
  const tools = createToolLog(plan);
  let turn = newTurn();

  const readAnswer = (message: Extract<SDKMessage, { type: "assistant" }>): void => {
    // What the binary writes in the model's place when there is no answer is an error, not a text.
    if (message.error) turn.error = message.error;
    else noteAnswer(message.message.id);
    if (!message.error) for (const part of message.message.content) readPart(part);
  };
  /** One answer comes in several messages, a block in each. */
  const noteAnswer = (id: string): void => {
    if (id === lastAnswer) return;
    lastAnswer = id;
    watch.noteCall();
  };
  const readPart = (part: {
    type: string;
    id?: string;
    name?: string;
    input?: unknown;
    text?: string;
  }): void => {
    if (part.type === "tool_use" && part.id !== undefined && part.name !== undefined)
      turn.calls.set(part.id, { name: part.name, input: part.input });
    if (part.type !== "text" || !part.text?.trim()) return;
    turn.text = boundedText(part.text);
    push({ type: "text", text: turn.text });
  };
  const readResults = (message: Extract<SDKMessage, { type: "user" }>): void => {
    for (const part of message.message.content) {
      if (typeof part === "string" || part.type !== "tool_result") continue;
      const call = turn.calls.get(part.tool_use_id);
      if (call) tools.start(part.tool_use_id, call.name, call.input);
      tools.end(part.tool_use_id, part.is_error === true, resultText(part.content));
    }
  };
  const readRetry = (retry: Extract<SDKMessage, { subtype: "api_retry" }>): Failure | null => {
    const { attempt, retry_delay_ms: delayMs, error_status: status } = retry;
    push({ type: "retrying", attempt, delayMs, status, detail: boundedDetail(retry.error) });
    if (turn.given) return null;
    turn.given = hopelessRetry(retry, clock.now());
    return turn.given;
  };

  return {
    hooks: watched(tools.hooks, watch),
    read: (message) => {
      if (message.type === "assistant") readAnswer(message);
      else if (message.type === "user") readResults(message);
      else if (message.type === "stream_event") readDelta(message, push);
      else if (message.type === "rate_limit_event") turn.window = usedUpWindow(message.rate_limit_info);
      // Dozens of other kinds are of no concern, and each version brings new ones.
      return message.type === "system" && message.subtype === "api_retry" ? readRetry(message) : null;
    },
    endTurn: (result) => {
      tools.endAll("(ended with its turn)");
      const usage = { ...usageOf(result), callCount: watch.callCount() };
      const { text, error, window, given } = turn;
      turn = newTurn();
      const said = result.subtype === "success" && !result.is_error ? boundedText(result.result) : text;
      return { text: said, outcome: outcomeOf(result, { given, error, window }), usage };
    },
  };
}

/** Around each tool the last call of the model is counted, and the next has not begun. */
function watched(hooks: ToolHooks, watch: Pick<UsageWatch, "look">): ToolHooks {
  const lookToo =
    (hook: ToolHooks["before"]): ToolHooks["before"] =>
    (...told) => {
      watch.look();
      return hook(...told);
    };
  return { before: lookToo(hooks.before), after: lookToo(hooks.after) };
}

function readDelta({ event }: Extract<SDKMessage, { type: "stream_event" }>, push: Push): void {
  if (event.type !== "content_block_delta" || event.delta.type !== "text_delta") return;
  push({ type: "text-delta", text: boundedText(event.delta.text) });
}
