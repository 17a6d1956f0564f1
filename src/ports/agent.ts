import type { AccountId, Instant, SessionId } from "../domain/ids.ts";
import type { Asked } from "../domain/run/ask-state.ts";
import { PortFailure } from "./failure.ts";
import type { ProcessIdentity } from "./processes.ts";

export type AgentRole = "conversation" | "worker" | "reviewer";

/** An agent definition: a Markdown file with front matter, bundled or from the base commit. */
export interface AgentDefinition {
  readonly name: string;
  readonly description: string;
  /** The system prompt. */
  readonly prompt: string;
  /** Names of the driver's own tools that it may use (Read, Write, Edit, Bash, Glob, Grep); none for the conversation. */
  readonly tools: readonly string[];
  /** Null: the driver's default. */
  readonly model: string | null;
  readonly turnsMax: number | null;
  /** US dollars of one life, looked at after each call of the model; left out: no bound. */
  readonly costUsdMax?: number;
}

export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
}

/** A tool of ours that the agent may call. Its handler must be safe with any input: code in the box can forge calls. */
export interface HostTool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the input (an object). */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  call(input: unknown): Promise<ToolResult>;
}

export interface OpenRequest {
  readonly role: AgentRole;
  /** Marks every process of the agent, and is the lane of the playbook (`R-12.1`, `C1`). */
  readonly slot: string;
  readonly definition: AgentDefinition;
  /** Absolute path in which the agent works. */
  readonly cwd: string;
  /** Chosen by us before anything is spawned. */
  readonly session: SessionId;
  readonly tools: readonly HostTool[];
  /** Environment facts for its tools (`JARVIS_ROOT`, `PORT`, …). */
  readonly env: Readonly<Record<string, string>>;
}

export interface AgentMessage {
  /** Our uuid: what `turn-ended` names when the message was answered. The same one may be sent again when its turn was interrupted or failed. */
  readonly uuid: string;
  readonly text: string;
  /** `user`: typed by the user · `report`: written by JARVIS. */
  readonly source: "user" | "report";
}

/** Of this session so far, also before it was resumed; of a process that was killed the last turn may be missing. */
export interface AgentUsage {
  /** With what came from or went to a cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars, as the driver estimates them. */
  readonly costUsd: number;
  /** Calls of the model; left out by a driver that cannot tell. It may begin anew with each process: only its growth counts. */
  readonly callCount?: number;
}

export type TurnOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "interrupted" }
  /**
   * `class` decides what happens next; `detail` is for people. What an account is refused: `auth` · `limit` (too fast) · `window` (what it may use is
   * used up) · `overloaded` (the service has no room). `resumesAt`: when the service takes requests again, if it said so.
   */
  | {
      readonly kind: "failed";
      readonly class:
        | "auth"
        | "limit"
        | "window"
        | "overloaded"
        | "model"
        | "refused"
        | "turns"
        | "budget"
        | "other";
      readonly detail: string;
      readonly resumesAt?: Instant;
    };

/** What a driver says while its agent works. Everything in it is a claim. */
export type WorkerEvent =
  | {
      readonly type: "started";
      readonly model: string;
      readonly identity: ProcessIdentity;
      /** What the session had used when it was opened; left out: nothing, or the driver cannot tell. */
      readonly usage?: AgentUsage;
    }
  /** The model has answered and the turn goes on: what the session has used by now. Drivers that can tell say it before the next call. */
  | { readonly type: "model-called"; readonly usage: AgentUsage }
  | { readonly type: "message-consumed"; readonly uuid: string }
  | { readonly type: "text-delta"; readonly text: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool-started"; readonly id: string; readonly name: string; readonly input: unknown }
  | {
      readonly type: "tool-ended";
      readonly id: string;
      readonly name: string;
      readonly isError: boolean;
      readonly durationMs: number;
      readonly output: string;
    }
  /**
   * A worker waits for `answer`: it makes a call that its settings neither allow nor forbid for good, or asks a question. `id` names it in this
   * process only. What it asks for is exact and plain: a call that cannot be shown whole is denied without asking. Other roles are never asked for.
   */
  | { readonly type: "asked"; readonly id: string; readonly asked: Asked }
  /** The agent does not wait for it any more: its turn was interrupted. */
  | { readonly type: "ask-withdrawn"; readonly id: string }
  | {
      readonly type: "retrying";
      readonly attempt: number;
      readonly delayMs: number;
      readonly status: number | null;
      readonly detail: string;
    }
  | {
      readonly type: "turn-ended";
      readonly uuids: readonly string[];
      readonly text: string;
      readonly outcome: TurnOutcome;
      readonly usage: AgentUsage;
    }
  | { readonly type: "closed"; readonly detail: string };

/**
 * What the session's own record says of a message that was perhaps sent before a crash.
 * `absent`: nothing will come of it unless it is sent (again): not in the record, or its turn was interrupted or failed.
 * `held`: in the record, unanswered. The resumed session does not go on by itself; its next answer counts as this one's too.
 */
export type MessageTrace = "absent" | "held" | "answered";

/** `told`: the answer to a question. `text` of a denial is what the agent reads instead of the result. */
export type AskAnswer =
  | { readonly kind: "allowed" }
  | { readonly kind: "denied"; readonly text: string }
  | { readonly kind: "told"; readonly text: string };

export interface AgentSession {
  /** Ends with one `closed` event, whatever the way out. May be iterated once. */
  readonly events: AsyncIterable<WorkerEvent>;
  /**
   * Queues a message; with one already inside, it may be folded into the running turn. Each is named by exactly one `turn-ended`, or the
   * session closes. One that is still on its way, and any to a closed session, is dropped.
   */
  send(message: AgentMessage): void;
  /**
   * Ends the running turn and withdraws what waits behind it: `turn-ended` names them all as interrupted. Resolves when the session is
   * ready for the next message; at once when nothing is inside. @throws AgentUnavailable when the agent ended, or had to be stopped
   */
  interrupt(): Promise<void>;
  /** Lets the agent go on with what it `asked`. What is not asked, answered already or withdrawn is ignored. */
  answer(id: string, answer: AskAnswer): void;
  /** Ends the agent and verifies that none of its processes survives. Idempotent. @throws SurvivorsLeft */
  close(): Promise<void>;
}

/** What pays: the same one is refused as a whole. `name` is for people, and never the secret itself. */
export interface AgentAccount {
  readonly id: AccountId;
  readonly name: string;
}

/** One way to run agents. `open` serves all roles. */
export interface AgentDriver {
  readonly name: string;
  /** What stands behind it, for the banner: "playbook (no language model)", "claude-opus via API key". */
  readonly model: string;
  /** What pays for an agent that is opened now. */
  readonly account: AgentAccount;
  /**
   * Starts the agent's process, or resumes the session when the driver has a record of it.
   * @throws AgentUnavailable
   */
  open(request: OpenRequest): Promise<AgentSession>;
  /** Looks in the session's record, without a process. `text` is the final answer when it was answered. */
  traceMessage(request: {
    readonly cwd: string;
    readonly session: SessionId;
    readonly uuid: string;
  }): Promise<{ readonly trace: MessageTrace; readonly text: string }>;
}

export class AgentUnavailable extends PortFailure {
  readonly code = "agent-unavailable";
  readonly retry: "soon" | "after-change";
  constructor(message: string, retry: "soon" | "after-change" = "after-change", options?: ErrorOptions) {
    super(message, options);
    this.retry = retry;
  }
}
