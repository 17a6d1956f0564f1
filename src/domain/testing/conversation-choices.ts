// What a conversation may be told in a random course: by its user, and by the agent in its turn.
import type { Command } from "../commands.ts";
import { messageId, type ObligationKey } from "../ids.ts";
import type { State } from "../state.ts";
import { refusalOf } from "./account-choices.ts";
import { uuid } from "./given.ts";
import { C1 } from "./stories.ts";

export function conversationAnswers(state: State, key: ObligationKey, n: number): readonly Command[] {
  return [
    { type: "conversation.observe-answered", key, conversation: C1, n: turnOf(key, n), text: "Done." },
    { type: "conversation.observe-interrupted", key, conversation: C1, n: turnOf(key, n) },
    {
      type: "conversation.observe-lost",
      key,
      conversation: C1,
      n: turnOf(key, n),
      detail: "gone",
      isFinal: n % 4 === 0,
    },
    {
      type: "conversation.observe-refused",
      key,
      conversation: C1,
      n: turnOf(key, n),
      refusal: refusalOf(state, n),
    },
  ];
}

/** A turn's number from its delivery's: right while no agent was lost, wrong at times, as a late answer's would be. */
function turnOf(key: ObligationKey, n: number): number {
  return Math.max(1, Number(key.split("#")[1]) - (n % 3 === 0 ? 1 : 0));
}

export function conversationOf(state: State, n: number): readonly Command[] {
  const named = [...state.tickets.keys()].slice(0, n % 3).join(" and ");
  const receive: Command = {
    type: "conversation.receive",
    conversation: C1,
    message: messageId(n % 6 === 0 ? "said" : `said-${state.seq}`),
    text: `do it ${named} unverified`,
    seenSeq: n % 5 === 0 ? 0 : state.seq,
  };
  return [
    receive,
    receive,
    { type: "conversation.begin-turn", conversation: C1 },
    { type: "conversation.raise-attention", conversation: C1, text: "look" },
    { type: "conversation.open", conversation: C1, session: uuid(901) as never },
  ];
}
