import { accountWaitsFor } from "../account/gate.ts";
import { obligationKey } from "../ids.ts";
import type { Obligation } from "../obligation.ts";
import type { State } from "../state.ts";
import type { Conversation } from "./state.ts";

export function conversationObligations(state: State, conversation: Conversation): readonly Obligation[] {
  const { id, running, queue, turnCount, deliveryCount } = conversation;
  const subject = { kind: "conversation", conversation: id } as const;
  if (running === null) {
    if (queue.length === 0 || accountWaitsFor(state, id) !== null) return [];
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
  if (running.isParked) {
    if (accountWaitsFor(state, id) !== null) return [];
    return [
      {
        key: obligationKey(id, "go-on", deliveryCount),
        kind: "follow-up",
        subject,
        notBefore: null,
        command: { type: "conversation.go-on", conversation: id },
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
