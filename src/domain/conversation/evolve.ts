import type { StoredEvent } from "../events.ts";
import type { MessageId } from "../ids.ts";
import { assertNever, invariant } from "../shared.ts";
import { must, put, type State } from "../state.ts";
import type { Proposal } from "../ticket/state.ts";
import type { ConversationEvent } from "./events.ts";
import type { Conversation, QueuedMessage, Turn } from "./state.ts";

export function evolveConversation(state: State, event: StoredEvent & ConversationEvent): State {
  const id = event.data.conversation;
  if (event.type === "conversation.proposal-made") return withProposal(state, event);
  if (event.type === "conversation.proposal-approved") return withApproval(state, event);
  const conversation =
    event.type === "conversation.opened" ? opened(event) : changed(must(state.conversations, id), event);
  return { ...state, conversations: put(state.conversations, id, conversation) };
}

function withProposal(
  state: State,
  event: StoredEvent & Extract<ConversationEvent, { type: "conversation.proposal-made" }>,
): State {
  const { conversation, proposal: id, title, tickets } = event.data;
  const proposal: Proposal = { id, conversation, title, tickets, proposedAt: event.at, approval: null };
  return { ...state, proposals: put(state.proposals, id, proposal) };
}

function withApproval(
  state: State,
  event: StoredEvent & Extract<ConversationEvent, { type: "conversation.proposal-approved" }>,
): State {
  const { proposal: id, by } = event.data;
  const proposal = { ...must(state.proposals, id), approval: { by, at: event.at } };
  return { ...state, proposals: put(state.proposals, id, proposal) };
}

function opened(event: Extract<ConversationEvent, { type: "conversation.opened" }>): Conversation {
  return {
    id: event.data.conversation,
    session: event.data.session,
    turnCount: 0,
    deliveryCount: 0,
    queue: [],
    running: null,
    lastPutUp: null,
    approvedByMessage: {},
    lastAnswerAt: null,
    trouble: null,
  };
}

function changed(
  conversation: Conversation,
  event: StoredEvent &
    Exclude<
      ConversationEvent,
      { type: "conversation.opened" | "conversation.proposal-made" | "conversation.proposal-approved" }
    >,
): Conversation {
  switch (event.type) {
    case "conversation.message-received": {
      const { message: id, text, seenSeq } = event.data;
      return queued(conversation, { kind: "user", id, text, seenSeq, at: event.at });
    }
    case "conversation.report-queued": {
      const { id, about, ticket, run, worker, text } = event.data;
      return queued(conversation, { kind: "report", id, about, ticket, run, worker, text, at: event.at });
    }
    case "conversation.turn-begun": {
      const { n, kind, messages: ids, uuid } = event.data;
      const messages = conversation.queue.filter((message) => ids.includes(message.id));
      const turn: Turn = {
        n,
        kind,
        messages,
        uuid,
        begunAt: event.at,
        isInterruptAsked: false,
        isParked: false,
        life: 0,
      };
      return {
        ...conversation,
        running: turn,
        trouble: null,
        turnCount: n,
        deliveryCount: conversation.deliveryCount + 1,
        queue: conversation.queue.filter((message) => !ids.includes(message.id)),
        approvedByMessage: approvedBy(conversation, ids),
      };
    }
    case "conversation.turn-interrupt-asked":
      return { ...conversation, running: { ...turnOf(conversation, event.data.n), isInterruptAsked: true } };
    case "conversation.turn-interrupted":
      return {
        ...conversation,
        running: null,
        queue: [...turnOf(conversation, event.data.n).messages, ...conversation.queue],
      };
    case "conversation.turn-answered":
      turnOf(conversation, event.data.n);
      return { ...conversation, running: null, lastAnswerAt: event.at };
    case "conversation.turn-failed":
      turnOf(conversation, event.data.n);
      return { ...conversation, running: null, lastAnswerAt: event.at, trouble: event.data.detail };
    case "conversation.turn-lost":
      return {
        ...conversation,
        running: { ...turnOf(conversation, event.data.n), life: event.data.life },
        deliveryCount: conversation.deliveryCount + 1,
      };
    case "conversation.turn-parked":
      return {
        ...conversation,
        running: { ...turnOf(conversation, event.data.n), isParked: true },
        deliveryCount: conversation.deliveryCount + 1,
      };
    case "conversation.turn-resumed":
      return { ...conversation, running: { ...turnOf(conversation, event.data.n), isParked: false } };
    case "conversation.put-up":
      return { ...conversation, lastPutUp: event.data.subject };
    case "conversation.approval-used": {
      const { message, subject } = event.data;
      const before = conversation.approvedByMessage[message] ?? [];
      return {
        ...conversation,
        approvedByMessage: { ...conversation.approvedByMessage, [message]: [...before, subject] },
      };
    }
    case "conversation.attention-raised":
      return conversation;
    default:
      return assertNever(event);
  }
}

/** A message that is delivered again has still approved what it approved. */
function approvedBy(
  conversation: Conversation,
  ids: readonly MessageId[],
): Conversation["approvedByMessage"] {
  const entries = ids.flatMap((id) => {
    const subjects = conversation.approvedByMessage[id];
    return subjects === undefined ? [] : [[id, subjects] as const];
  });
  return Object.fromEntries(entries);
}

function queued(conversation: Conversation, message: QueuedMessage): Conversation {
  return { ...conversation, queue: [...conversation.queue, message] };
}

function turnOf(conversation: Conversation, n: number): Turn {
  const { running } = conversation;
  invariant(running !== null && running.n === n, `${conversation.id} has no running turn ${n}`);
  return running;
}
