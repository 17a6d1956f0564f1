import type { ConversationId, MessageId, ObligationKey, SessionId } from "../ids.ts";

export type ConversationCommand =
  | { readonly type: "conversation.open"; readonly conversation: ConversationId; readonly session: SessionId }
  | {
      readonly type: "conversation.receive";
      readonly conversation: ConversationId;
      readonly message: MessageId;
      readonly text: string;
      readonly seenSeq: number;
    }
  | { readonly type: "conversation.begin-turn"; readonly conversation: ConversationId }
  | {
      readonly type: "conversation.observe-interrupted";
      readonly key: ObligationKey;
      readonly conversation: ConversationId;
      readonly n: number;
    }
  | {
      readonly type: "conversation.observe-answered";
      readonly key: ObligationKey;
      readonly conversation: ConversationId;
      readonly n: number;
      readonly text: string;
    }
  /** `isFinal`: a new life cannot help (401, refused). */
  | {
      readonly type: "conversation.observe-lost";
      readonly key: ObligationKey;
      readonly conversation: ConversationId;
      readonly n: number;
      readonly detail: string;
      readonly isFinal: boolean;
    }
  | {
      readonly type: "conversation.raise-attention";
      readonly conversation: ConversationId;
      readonly text: string;
    };
