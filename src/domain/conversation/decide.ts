import { accountWaitsFor } from "../account/gate.ts";
import { parkAccount } from "../account/park.ts";
import type { DomainEvent } from "../events.ts";
import { isOwed } from "../owed.ts";
import { accept, assertNever, cut, refuse, stale, type Decision, type Given } from "../shared.ts";
import type { State } from "../state.ts";
import type { ConversationCommand } from "./commands.ts";
import {
  MESSAGE_CHARS_MAX,
  QUEUE_MAX,
  REPORTS_PER_TURN_MAX,
  TURN_LIVES_MAX,
  type Conversation,
} from "./state.ts";

export function decideConversation(
  state: State,
  command: ConversationCommand,
  given: Given,
): Decision<DomainEvent> {
  if (command.type === "conversation.open") {
    if (state.conversations.has(command.conversation)) return accept([], command.conversation);
    return accept(
      [
        {
          type: "conversation.opened",
          data: { conversation: command.conversation, session: command.session },
        },
      ],
      command.conversation,
    );
  }
  const conversation = state.conversations.get(command.conversation);
  if (conversation === undefined)
    return refuse("unknown-subject", `There is no conversation ${command.conversation}.`);
  const { id } = conversation;
  if ("key" in command) {
    const isAnswer = isOwed(
      state,
      { kind: "conversation", conversation: id },
      "deliver-message",
      command.key,
    );
    if (!isAnswer || conversation.running?.n !== command.n) return stale();
  }
  switch (command.type) {
    case "conversation.receive":
      return receive(state, conversation, command);
    case "conversation.begin-turn":
      return beginTurn(state, conversation, given);
    case "conversation.observe-interrupted":
      return accept([{ type: "conversation.turn-interrupted", data: { conversation: id, n: command.n } }]);
    case "conversation.observe-answered":
      return accept([
        {
          type: "conversation.turn-answered",
          data: { conversation: id, n: command.n, text: cut(command.text, MESSAGE_CHARS_MAX) },
        },
      ]);
    case "conversation.observe-lost":
      return lost(conversation, command);
    case "conversation.observe-refused":
      return accept([
        ...parkAccount(state, command.refusal, given.at),
        // One that is to make way has made it.
        {
          type: conversation.running?.isInterruptAsked
            ? "conversation.turn-interrupted"
            : "conversation.turn-parked",
          data: { conversation: id, n: command.n },
        },
      ]);
    case "conversation.go-on":
      return goOn(state, conversation);
    case "conversation.raise-attention":
      return accept([
        {
          type: "conversation.attention-raised",
          data: { conversation: id, text: cut(command.text, MESSAGE_CHARS_MAX) },
        },
      ]);
    default:
      return assertNever(command);
  }
}

function receive(
  state: State,
  conversation: Conversation,
  command: Extract<ConversationCommand, { type: "conversation.receive" }>,
): Decision<DomainEvent> {
  const { message, text } = command;
  if (text.trim() === "") return refuse("invalid", "The message is empty.");
  if (text.length > MESSAGE_CHARS_MAX)
    return refuse(
      "bound-reached",
      `The message has ${text.length} characters, at most ${MESSAGE_CHARS_MAX} are taken.`,
    );
  const { running, queue } = conversation;
  // A repeat, or an id that another message has: two messages with one id would be answered as one.
  if ([...queue, ...(running?.messages ?? [])].some((one) => one.id === message)) return accept([], message);
  // Reports that wait never keep the user out.
  if (queue.filter((one) => one.kind === "user").length >= QUEUE_MAX)
    return refuse("bound-reached", `${QUEUE_MAX} messages wait already: let the conversation catch up.`);
  // A client cannot have seen what has not happened.
  const seenSeq = Number.isFinite(command.seenSeq)
    ? Math.max(0, Math.min(Math.floor(command.seenSeq), state.seq))
    : 0;
  const events: DomainEvent[] = [
    {
      type: "conversation.message-received",
      data: { conversation: conversation.id, message, text, seenSeq },
    },
  ];
  if (running?.kind === "report" && !running.isInterruptAsked)
    events.push({
      // One that waits for its account is inside no agent: it makes way at once.
      type: running.isParked ? "conversation.turn-interrupted" : "conversation.turn-interrupt-asked",
      data: { conversation: conversation.id, n: running.n },
    });
  return accept(events, message);
}

/** The user's messages first, all that wait; reports only when no message of the user does. */
function beginTurn(state: State, conversation: Conversation, given: Given): Decision<DomainEvent> {
  if (conversation.running !== null || conversation.queue.length === 0) return stale();
  if (accountWaitsFor(state, conversation.id) !== null) return stale();
  const user = conversation.queue.filter((message) => message.kind === "user");
  const chosen = user.length > 0 ? user : conversation.queue.slice(0, REPORTS_PER_TURN_MAX);
  const kind = user.length > 0 ? "user" : "report";
  const n = conversation.turnCount + 1;
  return accept([
    {
      type: "conversation.turn-begun",
      data: {
        conversation: conversation.id,
        n,
        kind,
        messages: chosen.map((message) => message.id),
        uuid: given.uuid,
      },
    },
  ]);
}

function goOn(state: State, { id, running }: Conversation): Decision<DomainEvent> {
  if (running === null || !running.isParked || accountWaitsFor(state, id) !== null) return stale();
  return accept([{ type: "conversation.turn-resumed", data: { conversation: id, n: running.n } }]);
}

function lost(
  conversation: Conversation,
  command: Extract<ConversationCommand, { type: "conversation.observe-lost" }>,
): Decision<DomainEvent> {
  const life = (conversation.running?.life ?? 0) + 1;
  const { id } = conversation;
  if (command.isFinal || life >= TURN_LIVES_MAX)
    return accept([
      { type: "conversation.turn-failed", data: { conversation: id, n: command.n, detail: command.detail } },
    ]);
  return accept([
    {
      type: "conversation.turn-lost",
      data: { conversation: id, n: command.n, life, detail: command.detail },
    },
  ]);
}
