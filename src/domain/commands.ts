import type { AccountCommand } from "./account/commands.ts";
import type { ProjectBudgetCommand, SpendingCommand } from "./budget/commands.ts";
import type {
  AccountId,
  BranchName,
  ConversationId,
  ObligationKey,
  ProjectId,
  RunId,
  TicketId,
} from "./ids.ts";
import type { ConversationCommand } from "./conversation/commands.ts";
import type { LandingCommand } from "./landing/commands.ts";
import type { RunCommand } from "./run/commands.ts";
import type { TicketCommand } from "./ticket/commands.ts";

export type ProjectCommand =
  | {
      readonly type: "project.open";
      readonly project: ProjectId;
      readonly root: string;
      readonly target: BranchName;
      readonly highestTicket: number;
    }
  /** Stop everything: from now on nothing is owed but the end of processes. All work stays where it is. */
  | { readonly type: "project.halt"; readonly reason: string }
  /** Everything that was owed is owed again. */
  | { readonly type: "project.go-on" }
  | ProjectBudgetCommand
  | SpendingCommand
  /** The file that stops everything is there, at this path; null: it is gone. Its going lets nothing go on by itself. */
  | { readonly type: "project.observe-stop-file"; readonly path: string | null };

/** What an obligation is about. */
export type Subject =
  | { readonly kind: "ticket"; readonly ticket: TicketId }
  | { readonly kind: "run"; readonly run: RunId }
  | { readonly kind: "landing"; readonly landing: string }
  | { readonly kind: "conversation"; readonly conversation: ConversationId }
  | { readonly kind: "account"; readonly account: AccountId };

/** The engine gave an obligation up after its last attempt. */
export type EngineCommand = {
  readonly type: "obligation.failed";
  readonly key: ObligationKey;
  readonly subject: Subject;
  readonly code: string;
  readonly detail: string;
};

export type Command =
  | ProjectCommand
  | TicketCommand
  | RunCommand
  | LandingCommand
  | ConversationCommand
  | AccountCommand
  | EngineCommand;
export type CommandType = Command["type"];
