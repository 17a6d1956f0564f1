import { obligationKey } from "../ids.ts";
import type { Obligation } from "../obligation.ts";
import type { Conversation } from "./state.ts";

export function conversationObligations(conversation: Conversation): readonly Obligation[] {
  const { id, running, queue, turnCount, deliveryCount } = conversation;
  const subject = { kind: "conversation", conversation: id } as const;
  if (running === null) {
    if (queue.length === 0) return [];
    return [
      {
        key: obligationKey(id, "begin-turn", turnCount),
        kind: "follow-up",
        subject,
        notBefore: null,
        command: { type: "conversation.begin-turn", conversation: id },
      },
    ];
  }
  const deliver: Obligation = {
    key: obligationKey(id, "deliver-message", deliveryCount),
    kind: "deliver-message",
    subject,
    notBefore: null,
  };
  if (!running.isInterruptAsked) return [deliver];
  return [
    deliver,
    { key: obligationKey(id, "interrupt-turn", running.n), kind: "interrupt-turn", subject, notBefore: null },
  ];
}
