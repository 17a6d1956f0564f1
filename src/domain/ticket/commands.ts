import type { TicketBudgetCommand } from "../budget/commands.ts";
import type {
  CommitSha,
  ContentHash,
  ConversationId,
  ObligationKey,
  ProposalId,
  SessionId,
  TicketId,
} from "../ids.ts";
import type { Measured } from "../run/state.ts";
import type { TicketSpec } from "./state.ts";

/** What was shown of one ticket. */
export interface ShownTicket {
  readonly ticket: TicketId;
  readonly hash: ContentHash;
}

export type TicketCommand =
  | TicketBudgetCommand
  /** `hash` is the digest of the canonical spec, made by whoever makes the command. */
  | {
      readonly type: "ticket.draft";
      readonly conversation: ConversationId;
      readonly spec: TicketSpec;
      readonly hash: ContentHash;
    }
  /** As a draft, for work that is there already: `spec.work` says which. */
  | {
      readonly type: "ticket.adopt";
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
  /** Drafts two to eight tickets at once. They get the numbers from `first` on, so that their specs can name each other; refused when it is taken. */
  | {
      readonly type: "ticket.propose";
      readonly conversation: ConversationId;
      /** What was wished for, in one line. */
      readonly title: string;
      readonly first: TicketId;
      readonly tickets: readonly { readonly spec: TicketSpec; readonly hash: ContentHash }[];
    }
  /** All drafts of a proposal, in its order: `shown` names each of them as it was shown. */
  | {
      readonly type: "ticket.approve-all";
      readonly proposal: ProposalId;
      readonly shown: readonly ShownTicket[];
    }
  /** Every ticket of the proposal whose start can still be taken back. */
  | { readonly type: "ticket.undo-all"; readonly proposal: ProposalId }
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
      /** What the machine had free when it was let in. */
      readonly measured?: Measured;
    }
  /** A new run, told what happened before. */
  | {
      readonly type: "ticket.retry";
      readonly ticket: TicketId;
      readonly reason: string;
      /** Its branch begins with the imported commits of the run before. */
      readonly isFromWork?: boolean;
    }
  | { readonly type: "ticket.cancel"; readonly ticket: TicketId; readonly reason: string }
  /** Closes it in favour of another. What waited for it waits for that one: `moved` has the hash that each gets with it. */
  | {
      readonly type: "ticket.supersede";
      readonly ticket: TicketId;
      readonly successor: TicketId;
      readonly moved: readonly ShownTicket[];
    };
