import type { ConversationId, MessageId, ProposalId, SessionId, TicketId } from "../ids.ts";
import type { ApprovedBy } from "../shared.ts";
import type { ApprovedSubject, PutUp, ReportMessage, Turn, UserMessage } from "./state.ts";

export type ConversationEvent =
  | {
      readonly type: "conversation.opened";
      readonly data: { readonly conversation: ConversationId; readonly session: SessionId };
    }
  | {
      readonly type: "conversation.message-received";
      readonly data: {
        readonly conversation: ConversationId;
        readonly message: MessageId;
        readonly text: string;
        readonly seenSeq: UserMessage["seenSeq"];
      };
    }
  | {
      readonly type: "conversation.report-queued";
      readonly data: { readonly conversation: ConversationId } & Omit<ReportMessage, "kind" | "at">;
    }
  | {
      readonly type: "conversation.turn-begun";
      readonly data: {
        readonly conversation: ConversationId;
        readonly n: number;
        readonly kind: Turn["kind"];
        readonly messages: readonly MessageId[];
        readonly uuid: string;
      };
    }
  | {
      readonly type: "conversation.turn-interrupt-asked";
      readonly data: { readonly conversation: ConversationId; readonly n: number };
    }
  /** The turn's messages are owed again, before all others of their kind. */
  | {
      readonly type: "conversation.turn-interrupted";
      readonly data: { readonly conversation: ConversationId; readonly n: number };
    }
  | {
      readonly type: "conversation.turn-answered";
      readonly data: { readonly conversation: ConversationId; readonly n: number; readonly text: string };
    }
  /** The agent died in the turn; the same turn is owed in a new life. */
  | {
      readonly type: "conversation.turn-lost";
      readonly data: {
        readonly conversation: ConversationId;
        readonly n: number;
        readonly life: number;
        readonly detail: string;
      };
    }
  /** The model refuses the account: the same turn is owed again when it is released. */
  | {
      readonly type: "conversation.turn-parked";
      readonly data: { readonly conversation: ConversationId; readonly n: number };
    }
  | {
      readonly type: "conversation.turn-resumed";
      readonly data: { readonly conversation: ConversationId; readonly n: number };
    }
  /** Given up: the user sees `detail` in place of an answer. */
  | {
      readonly type: "conversation.turn-failed";
      readonly data: { readonly conversation: ConversationId; readonly n: number; readonly detail: string };
    }
  /** Its tickets were drafted with it, in one transaction and in this order. */
  | {
      readonly type: "conversation.proposal-made";
      readonly data: {
        readonly conversation: ConversationId;
        readonly proposal: ProposalId;
        readonly title: string;
        readonly tickets: readonly TicketId[];
      };
    }
  /** One yes to all of its drafts, in its order; each of them is approved with it. */
  | {
      readonly type: "conversation.proposal-approved";
      readonly data: {
        readonly conversation: ConversationId;
        readonly proposal: ProposalId;
        readonly tickets: readonly TicketId[];
        readonly by: ApprovedBy;
      };
    }
  | {
      readonly type: "conversation.put-up";
      readonly data: { readonly conversation: ConversationId; readonly subject: PutUp };
    }
  | {
      readonly type: "conversation.approval-used";
      readonly data: {
        readonly conversation: ConversationId;
        readonly message: MessageId;
        readonly subject: ApprovedSubject;
      };
    }
  | {
      readonly type: "conversation.attention-raised";
      readonly data: { readonly conversation: ConversationId; readonly text: string };
    };
