import type { TicketBudgetEvent } from "../budget/events.ts";
import type { CommitSha, ContentHash, ConversationId, LandingId, RunId, TicketId } from "../ids.ts";
import type { ApprovedBy } from "../shared.ts";
import type { CloseReason, TicketSpec } from "./state.ts";

export type TicketEvent =
  | TicketBudgetEvent
  | {
      readonly type: "ticket.drafted";
      readonly data: {
        readonly ticket: TicketId;
        readonly conversation: ConversationId;
        readonly spec: TicketSpec;
        readonly hash: ContentHash;
      };
    }
  | {
      readonly type: "ticket.edited";
      readonly data: { readonly ticket: TicketId; readonly spec: TicketSpec; readonly hash: ContentHash };
    }
  | {
      readonly type: "ticket.approved";
      readonly data: { readonly ticket: TicketId; readonly hash: ContentHash; readonly by: ApprovedBy };
    }
  /** Back to a draft: the user took an approval back before the worker's first tool call. */
  | { readonly type: "ticket.approval-undone"; readonly data: { readonly ticket: TicketId } }
  | { readonly type: "ticket.started"; readonly data: { readonly ticket: TicketId; readonly run: RunId } }
  | {
      readonly type: "ticket.requeued";
      readonly data: { readonly ticket: TicketId; readonly reason: string };
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
