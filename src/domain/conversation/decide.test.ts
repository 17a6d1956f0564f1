import { describe, expect, test } from "vitest";
import type { Command } from "../commands.ts";
import { conversationId, messageId, type MessageId } from "../ids.ts";
import { must, type State } from "../state.ts";
import { ENGINE, USER, event, given, uuid, type CommandIn, type Step } from "../testing/given.ts";
import {
  C1,
  T1,
  answered,
  beginTurn,
  keyOf,
  opened,
  orchestrator,
  receive,
  says,
} from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";
import { MESSAGE_CHARS_MAX, QUEUE_MAX, REPORTS_PER_TURN_MAX, TURN_LIVES_MAX } from "./state.ts";

const conversation = (state: State) => must(state.conversations, C1);
const queueOf = (state: State) => conversation(state).queue.map((message) => message.id);

/** `count` reports wait, `r-1` first. */
function reports(count: number, from = 1): Step {
  return Array.from({ length: count }, (_, index) => ({
    type: "conversation.report-queued",
    data: {
      conversation: C1,
      id: messageId(`r-${from + index}`),
      about: "landed",
      ticket: T1,
      run: null,
      worker: null,
      text: "T-1 landed.",
    },
  }));
}

const turn = (n: number, kind: "user" | "report", ...messages: string[]) =>
  event("conversation.turn-begun", { conversation: C1, n, kind, messages: messages as MessageId[] });

function observeOf(over: Record<string, unknown>): CommandIn {
  return (state) =>
    ({
      key: keyOf(state, C1, "deliver-message"),
      conversation: C1,
      n: conversation(state).turnCount,
      ...over,
    }) as unknown as Command;
}
const interrupted = observeOf({ type: "conversation.observe-interrupted" });
const lost = observeOf({
  type: "conversation.observe-lost",
  detail: "its process ended",
  isFinal: false,
});

describe("opening a conversation", () => {
  const open = { type: "conversation.open", conversation: C1, session: uuid(9) as never } as const;

  test("happens once; a repeat changes nothing", () => {
    given()
      .when(open)
      .gives(event("conversation.opened", { conversation: C1 }))
      .replies("C1");
    given(opened).when(open).givesNothing().replies("C1");
  });

  test("comes before everything else that is said in it", () => {
    given()
      .when(receive("hello", { id: "m-1" }))
      .refuses("unknown-subject", "C1");
    given(opened)
      .when({ type: "conversation.begin-turn", conversation: conversationId("C9") })
      .refuses("unknown-subject", "C9");
  });
});

describe("a message of the user", () => {
  test("waits until its turn begins", () => {
    given(opened)
      .when(receive("hello", { id: "m-1", seenSeq: 2 }))
      .gives(event("conversation.message-received", { message: messageId("m-1"), text: "hello", seenSeq: 2 }))
      .replies("m-1")
      .owes("C1/begin-turn#0");
  });

  test("is refused when it is empty or too long", () => {
    given(opened).when(receive(" \n\t")).refuses("invalid", "empty");
    given(opened)
      .when(receive("x".repeat(MESSAGE_CHARS_MAX + 1)))
      .refuses("bound-reached", `at most ${MESSAGE_CHARS_MAX}`);
    given(opened)
      .when(receive("x".repeat(MESSAGE_CHARS_MAX)))
      .gives(event("conversation.message-received"));
  });

  test(`is refused when ${QUEUE_MAX} of them wait, and never because reports do`, () => {
    const waiting: Step = Array.from({ length: QUEUE_MAX - 1 }, () => receive("hello"));
    given(opened, waiting).when(receive("hello")).gives(event("conversation.message-received"));
    given(opened, waiting, receive("hello"))
      .when(receive("hello"))
      .refuses("bound-reached", "let the conversation");
    given(opened, reports(QUEUE_MAX)).when(receive("hello")).gives(event("conversation.message-received"));
  });

  test("is taken once, while it waits and while its turn runs", () => {
    const hello = receive("hello", { id: "m-1" });
    given(opened, hello).when(hello).givesNothing().replies("m-1");
    given(opened, hello, beginTurn).when(hello).givesNothing();
  });

  test("never takes the id of a report that waits, so that a turn is never of both", () => {
    given(opened, reports(1))
      .when(receive("hello", { id: "r-1" }))
      .givesNothing();
  });
});

describe("the next turn", () => {
  test("is of all messages of the user, before any report", () => {
    given(opened, reports(1), receive("a", { id: "m-1" }), reports(1, 2), receive("b", { id: "m-2" }))
      .when(beginTurn)
      .gives(turn(1, "user", "m-1", "m-2"))
      .owes("C1/deliver-message#1");
  });

  test(`is of at most ${REPORTS_PER_TURN_MAX} reports when the user says nothing`, () => {
    const { state } = given(opened, reports(REPORTS_PER_TURN_MAX + 1))
      .when(beginTurn)
      .gives(turn(1, "report", ..."12345678".split("").map((n) => `r-${n}`)));
    expect(queueOf(state)).toEqual(["r-9"]);
  });

  test("does not begin while one runs, or with nothing to say", () => {
    given(opened, says("hello"), receive("more")).when(beginTurn).givesNothing();
    given(opened).when(beginTurn).givesNothing();
  });

  test("has a number and a uuid of its own", () => {
    const { state } = given(opened, says("a"), answered(), receive("b", { id: "m-2" }))
      .when(beginTurn)
      .gives(event("conversation.turn-begun", { n: 2, uuid: uuid(7) }))
      .owes("C1/deliver-message#2");
    expect(conversation(state).running).toMatchObject({ n: 2, life: 0, isInterruptAsked: false });
  });
});

describe("an answer", () => {
  test("ends its turn, and is cut to its bound", () => {
    const { state } = given(opened, says("hello"))
      .when(answered("x".repeat(MESSAGE_CHARS_MAX + 1)))
      .gives(event("conversation.turn-answered", { conversation: C1, n: 1 }))
      .owes();
    expect(conversation(state)).toMatchObject({ running: null, lastAnswerAt: 1_000_000 });
  });

  test("of a former life, of another turn or with another key is of no consequence", () => {
    given(opened, says("a"), answered(), says("b"))
      .when(answered("late", { key: "C1/deliver-message#1" as never, n: 1 }))
      .givesNothing();
    given(opened, says("a"))
      .when(answered("other turn", { n: 7 }))
      .givesNothing();
    given(opened, receive("a"))
      .when(answered("early", { key: "C1/begin-turn#0" as never, n: 0 }))
      .givesNothing();
  });

  test("is no reason to begin another turn for a message that came meanwhile, until it is there", () => {
    given(opened, says("a"), receive("b", { id: "m-2" }))
      .when(answered())
      .owes("C1/begin-turn#1");
  });
});

describe("a message of the user in a report turn", () => {
  const reportTurn: Step = [opened, reports(2), beginTurn];
  const asked: Step = [reportTurn, reports(1, 3), receive("stop, first this", { id: "m-1" })];

  test("asks to interrupt it, once", () => {
    given(reportTurn)
      .when(receive("stop"))
      .gives(event("conversation.message-received"), event("conversation.turn-interrupt-asked", { n: 1 }))
      .owes("C1/deliver-message#1", "C1/interrupt-turn#1");
    given(reportTurn, receive("stop")).when(receive("now")).gives(event("conversation.message-received"));
  });

  test("is answered next, and the interrupted reports are owed again before the others", () => {
    const { state } = given(asked)
      .when(interrupted)
      .gives(event("conversation.turn-interrupted", { conversation: C1, n: 1 }))
      .owes("C1/begin-turn#1");
    expect(queueOf(state)).toEqual(["r-1", "r-2", "r-3", "m-1"]);
    given(asked, interrupted)
      .when(beginTurn)
      .gives(turn(2, "user", "m-1"));
    given(asked, interrupted, beginTurn, answered())
      .when(beginTurn)
      .gives(turn(3, "report", "r-1", "r-2", "r-3"));
  });

  test("does not take back an answer that was there first", () => {
    const { state } = given(asked)
      .when(answered())
      .gives(event("conversation.turn-answered", { n: 1 }));
    expect(queueOf(state)).toEqual(["r-3", "m-1"]);
  });

  test("does not interrupt a turn of the user", () => {
    given(opened, says("a")).when(receive("b")).gives(event("conversation.message-received"));
  });

  test("leaves a key of the interrupt that answers nothing", () => {
    given(asked)
      .when(answered("x", { key: "C1/interrupt-turn#1" as never }))
      .givesNothing();
  });
});

describe("an agent that is lost in a turn", () => {
  test("is asked again in a new life", () => {
    given(opened, says("a"))
      .when(lost)
      .gives(event("conversation.turn-lost", { n: 1, life: 1, detail: "its process ended" }))
      .owes("C1/deliver-message#2");
  });

  test(`fails the turn in its life ${TURN_LIVES_MAX}, and tells why`, () => {
    given(opened, says("a"), lost, lost)
      .when(lost)
      .gives(event("conversation.turn-failed", { n: 1, detail: "its process ended" }))
      .owes();
  });

  test("fails the turn at once when another life cannot help", () => {
    given(opened, says("a"))
      .when(observeOf({ type: "conversation.observe-lost", detail: "401", isFinal: true }))
      .gives(event("conversation.turn-failed", { n: 1, detail: "401" }));
  });
});

describe("raised attention", () => {
  test("is the orchestrator's to give in every turn, and changes nothing else", () => {
    const raise = { type: "conversation.raise-attention", conversation: C1, text: "look" } as const;
    const story = given(opened, upTo("ready"), beginTurn);
    const { state } = story
      .when(raise, orchestrator)
      .gives(event("conversation.attention-raised", { text: "look" }));
    expect(state).toEqual({ ...story.state, seq: state.seq, conversations: state.conversations });
    expect(conversation(state)).toEqual(conversation(story.state));
  });
});

test("the engine and the user may open a conversation and speak in it, the orchestrator may not", () => {
  for (const actor of [ENGINE, USER])
    given(opened).when(receive("hello"), actor).gives(event("conversation.message-received"));
  given(opened, says("a")).when(receive("I say so"), orchestrator).refuses("not-yours");
});
