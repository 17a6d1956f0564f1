import type { TicketBudgetCommand } from "../budget/commands.ts";
import type { CommitSha, ContentHash, ConversationId, ObligationKey, SessionId, TicketId } from "../ids.ts";
import type { TicketSpec } from "./state.ts";

export type TicketCommand =
  | TicketBudgetCommand
  /** `hash` is the digest of the canonical spec, made by whoever makes the command. */
  | {
      readonly type: "ticket.draft";
      readonly conversation: ConversationId;
      readonly spec: TicketSpec;
      readonly hash: ContentHash;
    }
  | {
      readonly type: "ticket.edit";
      readonly ticket: TicketId;
      readonly spec: TicketSpec;
      readonly hash: ContentHash;
    }
  /** From a user's click, or from the orchestrator as a proposal that the user's words must carry. */
  | { readonly type: "ticket.approve"; readonly ticket: TicketId; readonly hash: ContentHash }
  | { readonly type: "ticket.undo-approval"; readonly ticket: TicketId }
  /** Observation of `start-run`: the target's tip was read, the run can be made. */
  | {
      readonly type: "ticket.start";
      readonly key: ObligationKey;
      readonly ticket: TicketId;
      readonly base: CommitSha;
      readonly session: SessionId;
    }
  /** A new run, told what happened before. */
  | { readonly type: "ticket.retry"; readonly ticket: TicketId; readonly reason: string }
  | { readonly type: "ticket.cancel"; readonly ticket: TicketId; readonly reason: string };
