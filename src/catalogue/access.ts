import type { Command } from "../domain/commands.ts";
import type { Turn } from "../domain/conversation/state.ts";
import type { BranchName, CommandId, ConversationId } from "../domain/ids.ts";
import type { Actor, Refusal } from "../domain/shared.ts";
import type { State } from "../domain/state.ts";
import type { Facts } from "../domain/status.ts";
import type { HandsAccess } from "./by-hand.ts";

export type CommandReply =
  | { readonly kind: "accepted"; readonly text: string }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** What the tools may use; injected, so that the catalogue knows no engine and no git. */
export interface CatalogueAccess {
  state(): State;
  readonly facts: Facts;
  runCommand(command: Command, actor: Actor, id: CommandId): Promise<CommandReply>;
  /** The target and the checks of a ticket that names none, from the target's tip. */
  readDefaults(): Promise<{ readonly target: BranchName; readonly checks: readonly string[] }>;
  readonly hands: HandsAccess;
  /** The project as it stands at the target's tip: read only. */
  readonly project: {
    read(path: string): Promise<string | null>;
    list(glob: string): Promise<readonly string[]>;
    search(pattern: string, pathGlob: string | null): Promise<readonly string[]>;
    log(limit: number): Promise<readonly string[]>;
    /** Message and diff of a commit on the target; null when there is none. */
    show(commit: string): Promise<string | null>;
  };
}

/** The turn a tool is called in. What it may do depends on the turn's kind, which the host knows and the agent cannot change. */
export interface ToolCallPlace {
  readonly conversation: ConversationId;
  readonly turn: Turn;
}

export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
}

export function say(text: string): ToolAnswer {
  return { text, isError: false };
}

export function refuseCall(text: string): ToolAnswer {
  return { text, isError: true };
}
