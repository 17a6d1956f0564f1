// An approval by words counts when (a) the turn is the user's, (b) the message had seen the subject as it is, (c) the subject was the last
// thing put up or the message names it, (d) the message has not approved something else that way. Else the user is asked.
import { describe, expect, test } from "vitest";
import { conversationId, messageId } from "../ids.ts";
import { must } from "../state.ts";
import { event, given, uuid, type Step } from "../testing/given.ts";
import {
  C1,
  SPEC,
  T1,
  T2,
  answered,
  approve,
  approveLanding,
  beginTurn,
  byOrchestrator,
  draft,
  hashOf,
  observe,
  opened,
  orchestrator,
  receive,
  says,
} from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";

const PROFILE = { title: "Add a user profile" };
const twoDrafts: Step = [draft(), draft(PROFILE)];
const used = (ticket: typeof T1, message: string) =>
  event("conversation.approval-used", {
    conversation: C1,
    message: messageId(message),
    subject: { kind: "ticket", ticket },
  });

describe("approving a ticket by words", () => {
  test("starts the ticket put up last, with the message, what it had seen and what it says", () => {
    given(opened, draft(), says("Yes, do it.", { id: "m-1" }))
      .when(approve(), orchestrator)
      .gives(
        event("ticket.approved", {
          ticket: T1,
          hash: hashOf(SPEC),
          by: { kind: "message", message: messageId("m-1"), seenSeq: 4, quote: "Yes, do it." },
        }),
        used(T1, "m-1"),
      );
  });

  test("quotes at most 280 characters", () => {
    const { state } = given(opened, draft(), says("yes ".repeat(100))).when(approve(), orchestrator);
    expect(must(state.tickets, T1).stage).toMatchObject({ approval: { by: { quote: "yes ".repeat(70) } } });
  });

  test("(a) is refused in a report turn, whatever a report says", () => {
    given(opened, upTo("ready"), draft(PROFILE), beginTurn)
      .when(approve(T2), orchestrator)
      .refuses("not-yours", "a report is no word of the user");
  });

  test("(a) is refused in a turn that is over", () => {
    given(opened, draft(), says("do it"), answered(), says("what else?"))
      .when(approve(), { kind: "orchestrator", conversation: C1, turn: 1 })
      .refuses("not-yours", "the turn that asked for it is over");
    given(opened, draft(), says("do it"), answered())
      .when(approve(), { kind: "orchestrator", conversation: C1, turn: 1 })
      .refuses("not-yours", "the turn that asked for it is over");
  });

  test("(a) is refused to a conversation that does not exist", () => {
    given(opened, draft(), says("do it"))
      .when(approve(), { kind: "orchestrator", conversation: conversationId("C9"), turn: 1 })
      .refuses("not-yours");
  });

  test("(b) asks the user when the message was written before the ticket was on the screen", () => {
    given(opened, draft(), says("do it", { seenSeq: 2 }))
      .when(approve(), orchestrator)
      .refuses("ask-the-user", "before its last change was shown", "A card with the button is shown");
  });

  test("(b) is enough when the event that made the ticket was on the screen", () => {
    given(opened, draft(), says("do it", { seenSeq: 3 }))
      .when(approve(), orchestrator)
      .gives(event("ticket.approved"), event("conversation.approval-used"));
  });

  test("(b) asks the user when the ticket was edited in the same turn, after the message", () => {
    const edited = { ...SPEC, checks: ["rm -rf build"] };
    const edit = { type: "ticket.edit", ticket: T1, spec: edited, hash: hashOf(edited) } as const;
    given(opened, draft(), says("do it"), byOrchestrator(edit))
      .when(approve(), orchestrator)
      .refuses("ask-the-user", "before its last change was shown");
  });

  test("(b) asks the user when the ticket was drafted by the same message", () => {
    given(opened, says("add a dark mode and do it"), byOrchestrator(draft()))
      .when(approve(), orchestrator)
      .refuses("ask-the-user", "before its last change was shown");
  });

  test.each([
    ["in the future", Number.MAX_SAFE_INTEGER, 4],
    ["that is no number", Number.NaN, 0],
    ["before everything", -7, 0],
    ["between two events", 2.9, 2],
  ])("(b) takes a position %s for one that can be true", (_, claimed, taken) => {
    const { state } = given(opened, draft(), receive("do it", { id: "m-1", seenSeq: claimed })).when(
      beginTurn,
    );
    expect(must(state.conversations, C1).running?.messages).toMatchObject([{ seenSeq: taken }]);
  });

  test("(c) asks the user when something else was put up after it and the message does not name it", () => {
    given(opened, twoDrafts, says("do it"))
      .when(approve(T1), orchestrator)
      .refuses("ask-the-user", "starting T-1", "something else was put up after it");
  });

  test.each([
    ["its id", "please start T-1 now"],
    ["its id in small letters", "(t-1)"],
    ["its id after a longer one", "not T-12, I mean T-1"],
    ["its title", "Start: add a DARK mode!"],
  ])("(c) is enough when the message names it by %s", (_, text) => {
    given(opened, twoDrafts, says(text))
      .when(approve(T1), orchestrator)
      .gives(event("ticket.approved", { ticket: T1 }), event("conversation.approval-used"));
  });

  test.each([
    ["a longer id", "start T-12, and T-1234"],
    ["a word that ends like it", "start PORT-1"],
    ["a word that goes on", "add a dark modern look"],
    ["a word that goes on with a letter that is not ASCII", "add a dark modeß"],
    ["nothing of it", "start the other one"],
  ])("(c) does not take %s for its name", (_, text) => {
    given(opened, twoDrafts, says(text)).when(approve(T1), orchestrator).refuses("ask-the-user");
  });

  test("(c) means a landing, not a ticket, when a landing was put up last", () => {
    given(
      opened,
      draft(PROFILE),
      upTo("draft", { n: 2 }),
      upTo("draft", { n: 3 }),
      {
        type: "conversation.put-up",
        data: { conversation: C1, subject: { kind: "landing", ticket: T2 } },
      },
      says("do it"),
    )
      .when(approve(T2), orchestrator)
      .refuses("ask-the-user", "something else was put up after it");
  });

  test("(d) takes one yes for one ticket", () => {
    given(opened, twoDrafts, says("yes, T-1"), byOrchestrator(approve(T1)))
      .when(approve(T2), orchestrator)
      .refuses("ask-the-user", "already approved T-1", "does not name this one");
  });

  test("(d) takes one message for two tickets when it names both", () => {
    given(opened, twoDrafts, says("start T-1 and T-2"), byOrchestrator(approve(T1)))
      .when(approve(T2), orchestrator)
      .gives(event("ticket.approved", { ticket: T2 }), event("conversation.approval-used"));
  });

  test("(d) holds for each message of a turn by itself", () => {
    given(
      opened,
      twoDrafts,
      receive("do it", { id: "m-1" }),
      receive("and T-1 as well", { id: "m-2" }),
      beginTurn,
      byOrchestrator(approve(T2)),
    )
      .when(approve(T1), orchestrator)
      .gives(event("ticket.approved", { by: expect.objectContaining({ message: "m-2" }) }), used(T1, "m-2"));
  });

  test("does not take the same words again after the user took the start back", () => {
    given(opened, draft(), says("do it, T-1"), byOrchestrator(approve()), {
      type: "ticket.undo-approval",
      ticket: T1,
    })
      .when(approve(), orchestrator)
      .refuses("ask-the-user", "was taken back");
  });

  test("remembers what a message approved when the message is delivered again", () => {
    const interrupted: Step = (state) => ({
      type: "conversation.observe-interrupted",
      key: `C1/deliver-message#${must(state.conversations, C1).deliveryCount}` as never,
      conversation: C1,
      n: 1,
    });
    given(opened, twoDrafts, says("T-1"), byOrchestrator(approve(T1)), interrupted, beginTurn)
      .when(approve(T2), orchestrator)
      .refuses("ask-the-user", "already approved T-1");
  });

  test("forgets what a message approved when its turn is over", () => {
    given(opened, twoDrafts, says("T-1"), byOrchestrator(approve(T1)), answered(), says("and the other"))
      .when(approve(T2), orchestrator)
      .gives(event("ticket.approved", { ticket: T2 }), event("conversation.approval-used"));
  });
});

describe("approving a landing by words", () => {
  test("queues it, to be undone for 10 s, and notes the words as used in the conversation that they were said in", () => {
    given(opened, upTo("ready"), says("land it", { id: "m-1" }))
      .when(approveLanding(), orchestrator)
      .gives(
        event("landing.queued", {
          by: expect.objectContaining({ kind: "message", quote: "land it" }),
          notBefore: 1_010_000 as never,
        }),
        event("ticket.landing-entered"),
        event("run.landing-asked"),
        event("conversation.approval-used", {
          conversation: C1,
          message: messageId("m-1"),
          subject: { kind: "landing", ticket: T1, landing: uuid(13) as never },
        }),
      );
  });

  test("notes the words in the conversation that they were said in, when another one drafted the ticket", () => {
    const C2 = conversationId("C2");
    given(
      opened,
      upTo("ready"),
      { type: "conversation.open", conversation: C2, session: uuid(901) as never },
      (state) => ({
        type: "conversation.receive",
        conversation: C2,
        message: messageId("m-1"),
        text: "land T-1",
        seenSeq: state.seq,
      }),
      { type: "conversation.begin-turn", conversation: C2 },
    )
      .when(approveLanding(), { kind: "orchestrator", conversation: C2, turn: 1 })
      .gives(
        event("landing.queued"),
        event("ticket.landing-entered"),
        event("run.landing-asked"),
        event("conversation.approval-used", { conversation: C2 }),
      );
  });

  test.each(["land worker 1", "merge W1", "T-1 can go in", "land “Add a dark mode”"])(
    "is named by ticket, title or worker: %s",
    (text) => {
      given(opened, upTo("ready"), draft(PROFILE), says(text))
        .when(approveLanding(), orchestrator)
        .gives(
          event("landing.queued"),
          event("ticket.landing-entered"),
          event("run.landing-asked"),
          event("conversation.approval-used"),
        );
    },
  );

  test("asks the user when the verdict was not on the screen yet", () => {
    given(opened, upTo("checked"), receive("land it"), observe.verdict(), beginTurn)
      .when(approveLanding(), orchestrator)
      .refuses("ask-the-user", "landing T-1", "before its last change was shown");
  });

  test("of unverified work asks the user unless the message says “unverified”", () => {
    const story = [opened, upTo("ready", { spec: { checks: [] }, color: "unverified" })] as const;
    given(...story, says("land it"))
      .when(approveLanding(), orchestrator)
      .refuses("ask-the-user", 'does not say "unverified"');
    given(...story, says("land it unverified"))
      .when(approveLanding(), orchestrator)
      .gives(
        event("landing.queued", { isUnverifiedAccepted: true }),
        event("ticket.landing-entered"),
        event("run.landing-asked"),
        event("conversation.approval-used"),
      );
  });

  test("counts apart from approving tickets: one yes may start one and land another", () => {
    given(opened, upTo("ready"), draft(PROFILE), says("T-2, and land worker 1"), byOrchestrator(approve(T2)))
      .when(approveLanding(), orchestrator)
      .gives(
        event("landing.queued"),
        event("ticket.landing-entered"),
        event("run.landing-asked"),
        event("conversation.approval-used"),
      );
  });
});
