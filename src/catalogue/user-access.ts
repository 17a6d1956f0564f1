// What a user's commands may use; injected, so that the catalogue knows no engine, no git and no way in.
import type { Condition } from "../domain/away/state.ts";
import type { Command } from "../domain/commands.ts";
import type { ConversationId } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
import type { CatalogueAccess } from "./access.ts";

/** What was done, or the expected no. `journal`: the position at which it can be seen. */
export type UserReply =
  | { readonly kind: "accepted"; readonly text: string; readonly journal: number }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

export interface UserAccess {
  readonly conversation: ConversationId;
  state(): State;
  /** Gives a command in the user's name. */
  readonly run: (command: Command) => Promise<UserReply>;
  readDefaults: CatalogueAccess["readDefaults"];
  readonly hands: CatalogueAccess["hands"];
  /** What must be green before nobody watches, measured now. `isUnsafe`: the user accepts that there is no box. */
  measureConditions(isUnsafe: boolean): Promise<readonly Condition[]>;
  /** Resolves when the state is so, at the latest after `limitMs`; false: it is not so. */
  until(isSo: (state: State) => boolean, limitMs: number): Promise<boolean>;
  /** Reads a ticket file. */
  parseTicket(
    markdown: string,
  ):
    | { readonly kind: "read"; readonly ticket: unknown }
    | { readonly kind: "refused"; readonly text: string };
  readonly newId: () => string;
}

export function refuseUser(code: string, message: string): UserReply {
  return { kind: "refused", code, message };
}
