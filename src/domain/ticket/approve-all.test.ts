import { describe, expect, test } from "vitest";
import { messageId, proposalId } from "../ids.ts";
import { must } from "../state.ts";
import { ENGINE, USER, event, given } from "../testing/given.ts";
import { P1, approveAll, plan, proposal } from "../testing/proposals.ts";
import {
  C1,
  R21,
  SPEC,
  T1,
  T2,
  T3,
  approve,
  byOrchestrator,
  draft,
  hashOf,
  observe,
  opened,
  orchestrator,
  says,
  start,
} from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";

const click = { kind: "click", session: "s-1" } as const;

describe("approving all tickets of a proposal by a click", () => {
  test("approves each at its own hash, in the order of the card", () => {
    given(opened, proposal(3))
      .when(approveAll(), USER)
      .gives(
        event("conversation.proposal-approved", { proposal: P1, tickets: [T1, T2, T3], by: click }),
        event("ticket.approved", { ticket: T1, by: click, proposal: P1 }),
        event("ticket.approved", { ticket: T2, by: click }),
        event("ticket.approved", { ticket: T3, by: click }),
      )
      .replies("P-1")
      .owes("T-1/start-run#0", "T-2/start-run#0", "T-3/start-run#0");
  });

  test("lets each wait for those that it depends on", () => {
    given(opened, plan([{}, { dependsOn: [T1] }, { dependsOn: [T2] }]))
      .when(approveAll())
      .owes("T-1/start-run#0");
  });

  test("leaves out what was approved or closed before", () => {
    given(opened, proposal(3), approve(T2), { type: "ticket.cancel", ticket: T3, reason: "no" })
      .when(approveAll())
      .gives(
        event("conversation.proposal-approved", { tickets: [T1] }),
        event("ticket.approved", { ticket: T1 }),
      );
    given(opened, proposal(2), approveAll())
      .when(approveAll())
      .refuses("wrong-stage", "P-1", "none of its tickets");
  });

  test("approves nothing when one of them was changed after it was shown, or was not shown", () => {
    const spec = { ...SPEC, title: "Another", scope: ["part-1"] };
    const shown = [T1, T2].map((ticket, n) => ({
      ticket,
      hash: hashOf({ ...SPEC, title: `Part ${n}`, scope: [`part-${n}`] }),
    }));
    const all = { type: "ticket.approve-all", proposal: P1, shown } as const;
    given(opened, proposal(2)).when(all).replies("P-1");
    given(opened, proposal(2), { type: "ticket.edit", ticket: T2, spec, hash: hashOf(spec) })
      .when(all)
      .refuses("changed-since", "T-2 was changed");
    given(opened, proposal(2))
      .when({ ...all, shown: shown.slice(0, 1) })
      .refuses("changed-since", "T-2");
  });

  test("approves nothing when one of them waits for a closed ticket", () => {
    given(opened, plan([{}, { dependsOn: [T1] }]), { type: "ticket.cancel", ticket: T1, reason: "no" })
      .when(approveAll())
      .refuses("invalid", "T-2: The ticket depends on T-1, which is closed");
  });

  test("is refused for a proposal that nobody made, and to the engine", () => {
    const all = { type: "ticket.approve-all", proposal: proposalId("P-9"), shown: [] } as const;
    given(opened).when(all).refuses("unknown-subject", "P-9", "none was made yet");
    given(opened, proposal(2)).when(all).refuses("unknown-subject", "the last is P-1");
    given(opened, proposal(2)).when(approveAll(), ENGINE).refuses("not-yours", "Only the user");
  });
});

describe("approving all tickets of a proposal by words", () => {
  const used = (ticket: typeof T1) =>
    event("conversation.approval-used", { message: messageId("m-1"), subject: { kind: "ticket", ticket } });

  test("counts when the message says all and the proposal was put up last", () => {
    given(opened, proposal(2), says("All, in this order.", { id: "m-1" }))
      .when(approveAll(), orchestrator)
      .gives(
        event("conversation.proposal-approved", { tickets: [T1, T2] }),
        event("ticket.approved", {
          ticket: T1,
          by: { kind: "message", message: messageId("m-1"), seenSeq: 6, quote: "All, in this order." },
        }),
        event("ticket.approved", { ticket: T2 }),
        used(T1),
        used(T2),
      );
  });

  test("needs a word that means all of them", () => {
    given(opened, proposal(2), says("Go ahead."))
      .when(approveAll(), orchestrator)
      .refuses("ask-the-user", "starting P-1", 'does not say "all" or "both"');
  });

  test("needs that the writer had seen each of them as it is", () => {
    const spec = { ...SPEC, title: "Another", scope: ["part-1"] };
    given(
      opened,
      proposal(2),
      { type: "ticket.edit", ticket: T2, spec, hash: hashOf(spec) },
      says("all of them", { seenSeq: 6 }),
    )
      .when(approveAll(), orchestrator)
      .refuses("ask-the-user", "before its last change was shown");
  });

  test("counts after one of its tickets was edited and put up, not after another thing was", () => {
    const spec = { ...SPEC, title: "Another", scope: ["part-1"] };
    given(opened, proposal(2), { type: "ticket.edit", ticket: T2, spec, hash: hashOf(spec) }, says("all"))
      .when(approveAll(), orchestrator)
      .replies("P-1");
    given(opened, proposal(2), draft(), says("all"))
      .when(approveAll(), orchestrator)
      .refuses("ask-the-user", "something else was put up after it");
    given(opened, proposal(2), draft(), says("all of P-1")).when(approveAll(), orchestrator).replies("P-1");
  });

  test("does not count again once it was taken back, nor for another ticket afterwards", () => {
    const yes = [opened, proposal(2), says("all"), byOrchestrator(approveAll())];
    given(...yes, { type: "ticket.undo-all", proposal: P1 })
      .when(approveAll(), orchestrator)
      .refuses("ask-the-user", "the same words do not approve it again");
    given(opened, draft(), proposal(2), says("all"), byOrchestrator(approveAll()))
      .when(approve(T1), orchestrator)
      .refuses("ask-the-user", "does not name it");
  });

  test("a yes that names nothing does not start one ticket of several", () => {
    given(opened, proposal(2), says("Go ahead."))
      .when(approve(T1), orchestrator)
      .refuses("ask-the-user", "does not name it");
    given(opened, proposal(2), says("Start T-2.")).when(approve(T2), orchestrator).replies("T-2");
  });

  test("is refused in a report turn", () => {
    given(opened, upTo("ready"), plan([{ scope: ["a"] }, { scope: ["b"] }], { first: 2 }), {
      type: "conversation.begin-turn",
      conversation: C1,
    })
      .when(approveAll(), orchestrator)
      .refuses("not-yours");
  });
});

describe("taking all starts of a proposal back", () => {
  const undo = { type: "ticket.undo-all", proposal: P1 } as const;

  test("makes drafts of what waits and of what has used no tool yet, and leaves the rest", () => {
    given(opened, proposal(3), approveAll(), start(T1), start(T2), observe.workspace(), observe.tool())
      .when(undo)
      .gives(
        event("run.ended", { run: R21, outcome: "cancelled" }),
        event("ticket.approval-undone", { ticket: T2 }),
        event("ticket.approval-undone", { ticket: T3 }),
      );
  });

  test("is too late when all have begun, and before any start", () => {
    given(opened, proposal(2)).when(undo).refuses("too-late", "P-1");
    const { state } = given(opened, proposal(2), approveAll()).when(undo);
    expect(must(state.tickets, T1).stage.name).toBe("draft");
  });
});
