import type { ModelRefusal } from "../account/state.ts";
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
  /** The model refuses all that the account asks: the turn waits for the account. */
  | {
      readonly type: "conversation.observe-refused";
      readonly key: ObligationKey;
      readonly conversation: ConversationId;
      readonly n: number;
      readonly refusal: ModelRefusal;
    }
  /** A follow-up: the turn that waits for its account is tried again. */
  | { readonly type: "conversation.go-on"; readonly conversation: ConversationId }
  | {
      readonly type: "conversation.raise-attention";
      readonly conversation: ConversationId;
      readonly text: string;
    };
