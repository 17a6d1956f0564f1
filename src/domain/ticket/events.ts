import type { TicketBudgetEvent } from "../budget/events.ts";
import type {
  CommitSha,
  ContentHash,
  ConversationId,
  LandingId,
  ProposalId,
  RunId,
  TicketId,
} from "../ids.ts";
import type { ApprovedBy } from "../shared.ts";
import type { CloseReason, StartPoint, TicketSpec } from "./state.ts";

export type TicketEvent =
  | TicketBudgetEvent
  | {
      readonly type: "ticket.drafted";
      readonly data: {
        readonly ticket: TicketId;
        readonly conversation: ConversationId;
        readonly spec: TicketSpec;
        readonly hash: ContentHash;
        /** It was drafted with others, on one card. */
        readonly proposal?: ProposalId;
      };
    }
  | {
      readonly type: "ticket.edited";
      readonly data: { readonly ticket: TicketId; readonly spec: TicketSpec; readonly hash: ContentHash };
    }
  | {
      readonly type: "ticket.approved";
      readonly data: {
        readonly ticket: TicketId;
        readonly hash: ContentHash;
        readonly by: ApprovedBy;
        /** The yes was to all of this proposal. */
        readonly proposal?: ProposalId;
      };
    }
  /** What it waited for was superseded: it waits for the other one now, and its approval stands. */
  | {
      readonly type: "ticket.dependency-moved";
      readonly data: {
        readonly ticket: TicketId;
        readonly from: TicketId;
        readonly to: TicketId;
        readonly hash: ContentHash;
      };
    }
  /** The user allowed a call for all runs of the ticket. */
  | {
      readonly type: "ticket.permission-granted";
      readonly data: { readonly ticket: TicketId; readonly tool: string; readonly subject: string };
    }
  /** Back to a draft: the user took an approval back before the worker's first tool call. */
  | { readonly type: "ticket.approval-undone"; readonly data: { readonly ticket: TicketId } }
  | { readonly type: "ticket.started"; readonly data: { readonly ticket: TicketId; readonly run: RunId } }
  | {
      readonly type: "ticket.requeued";
      readonly data: {
        readonly ticket: TicketId;
        readonly reason: string;
        /** The new run begins with these commits; left out: as the spec says. */
        readonly startFrom?: StartPoint;
      };
    }
  | {
      readonly type: "ticket.review-entered";
      readonly data: { readonly ticket: TicketId; readonly run: RunId };
    }
  | {
      readonly type: "ticket.sent-back";
      readonly data: { readonly ticket: TicketId; readonly run: RunId; readonly reason: string };
    }
  | {
      readonly type: "ticket.landing-entered";
      readonly data: { readonly ticket: TicketId; readonly run: RunId; readonly landing: LandingId };
    }
  | {
      readonly type: "ticket.landing-left";
      readonly data: { readonly ticket: TicketId; readonly run: RunId; readonly reason: string };
    }
  | {
      readonly type: "ticket.landed";
      readonly data: {
        readonly ticket: TicketId;
        readonly run: RunId;
        readonly landing: LandingId;
        readonly commit: CommitSha;
      };
    }
  | {
      readonly type: "ticket.closed";
      readonly data: { readonly ticket: TicketId; readonly reason: CloseReason; readonly detail: string };
    };
