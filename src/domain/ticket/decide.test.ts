import { describe, expect, test } from "vitest";
import { ticketId } from "../ids.ts";
import { must } from "../state.ts";
import { ENGINE, START_AT, USER, event, given } from "../testing/given.ts";
import {
  C1,
  R11,
  R12,
  SPEC,
  T1,
  T2,
  T3,
  approve,
  draft,
  hashOf,
  observe,
  opened,
  start,
} from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";

describe("drafting a ticket", () => {
  test("gives it the next number and puts it up for approval", () => {
    given(opened, upTo("draft"))
      .when(draft({ title: "Add a profile" }))
      .gives(
        event("ticket.drafted", {
          ticket: T2,
          conversation: C1,
          hash: hashOf({ ...SPEC, title: "Add a profile" }),
        }),
        event("conversation.put-up", { conversation: C1, subject: { kind: "ticket", ticket: T2 } }),
      )
      .replies("T-2");
  });

  test("starts above the highest number that the repository knows", () => {
    given(opened, {
      type: "project.opened",
      data: { project: "0123456789ab" as never, root: "/project", target: SPEC.target, highestTicket: 40 },
    })
      .when(draft())
      .replies("T-41");
  });

  test("is refused in a conversation that was never opened", () => {
    given().when(draft()).refuses("unknown-subject", "C1");
  });
});

describe("editing a ticket", () => {
  const edited = { ...SPEC, title: "Add a dark and a light mode" };
  const edit = { type: "ticket.edit", ticket: T1, spec: edited, hash: hashOf(edited) } as const;

  test("sets its hash anew and puts it up again, while it is a draft", () => {
    const { state } = given(opened, upTo("draft"), upTo("draft", { n: 2 }))
      .when(edit)
      .gives(
        event("ticket.edited", { ticket: T1, hash: hashOf(edited) }),
        event("conversation.put-up", { subject: { kind: "ticket", ticket: T1 } }),
      )
      .replies("T-1");
    expect(must(state.tickets, T1)).toMatchObject({ hash: hashOf(edited), hashSeq: state.seq - 1 });
  });

  test("changes nothing when the text is the same", () => {
    given(opened, upTo("draft"))
      .when({ type: "ticket.edit", ticket: T1, spec: SPEC, hash: hashOf(SPEC) })
      .givesNothing();
  });

  test("is refused once it is approved", () => {
    given(opened, upTo("queued")).when(edit).refuses("wrong-stage", "T-1 is queued", "only a draft");
  });

  test("is refused for a ticket that does not exist, naming the last that does", () => {
    given(opened, upTo("draft"))
      .when({ ...edit, ticket: ticketId("T-9") })
      .refuses("unknown-subject", "T-9", "the last is T-1");
    given(opened).when(edit).refuses("unknown-subject", "none was drafted yet");
  });
});

describe("approving a ticket by a click", () => {
  test("queues it with the hash that was shown and who clicked", () => {
    given(opened, upTo("draft"))
      .when(approve(), USER)
      .gives(
        event("ticket.approved", {
          ticket: T1,
          hash: hashOf(SPEC),
          by: { kind: "click", session: "s-1" },
        }),
      )
      .owes("T-1/start-run#0");
  });

  test("is refused when the ticket changed after it was shown", () => {
    given(opened, upTo("draft"))
      .when({ type: "ticket.approve", ticket: T1, hash: hashOf("an older card") })
      .refuses("changed-since", "look at the new card");
  });

  test("is refused when it is queued already", () => {
    given(opened, upTo("queued")).when(approve()).refuses("wrong-stage", "T-1 is queued already");
  });

  test("is refused when what it depends on was closed after the draft", () => {
    given(opened, upTo("draft"), draft({ dependsOn: [T1] }), {
      type: "ticket.cancel",
      ticket: T1,
      reason: "no",
    })
      .when(approve(T2))
      .refuses("invalid", "T-1", "closed");
  });

  test("is refused to the engine, which approves nothing by itself", () => {
    given(opened, upTo("draft")).when(approve(), ENGINE).refuses("not-yours", "Only the user");
  });
});

describe("retrying a ticket", () => {
  const retry = { type: "ticket.retry", ticket: T1, reason: "the design changed" } as const;

  test("ends its run and queues it for another, which starts anew", () => {
    given(opened, upTo("working"))
      .when(retry)
      .gives(
        event("run.ended", { run: R11, outcome: "cancelled", detail: "the design changed" }),
        event("ticket.requeued", { ticket: T1 }),
      )
      .owes("R-1.1/stop-agent#0");
    given(opened, upTo("working"), retry, observe.agentStopped(), observe.kept())
      .when(start())
      .gives(
        event("run.created", { run: R12, workerNumber: 2 }),
        event("ticket.started", { run: R12 }),
        event("run.message-queued", { run: R12, n: 1 }),
      );
  });

  test("takes a waiting landing from the queue", () => {
    const { state } = given(opened, upTo("landing-queued"))
      .when(retry)
      .gives(event("landing.rejected"), event("run.ended"), event("ticket.requeued"));
    expect(state.queue).toEqual([]);
  });

  test("is too late while the target may be moving", () => {
    given(opened, upTo("landing")).when(retry).refuses("too-late", "T-1 is landing at this moment");
  });

  test("is refused where there is no run", () => {
    for (const stage of ["draft", "queued", "landed"] as const)
      given(opened, upTo(stage)).when(retry).refuses("wrong-stage", "there is no run to retry");
  });
});

describe("cancelling a ticket", () => {
  const cancel = { type: "ticket.cancel", ticket: T1, reason: "not now" } as const;
  const closed = event("ticket.closed", { ticket: T1, reason: "cancelled", detail: "not now" });

  test("closes a draft and a queued ticket at once", () => {
    for (const stage of ["draft", "queued"] as const)
      given(opened, upTo(stage)).when(cancel).gives(closed).owes();
  });

  test("ends its run, whose agent is stopped and whose work is kept before its workspace goes", () => {
    given(opened, upTo("working"))
      .when(cancel)
      .gives(event("run.ended", { outcome: "cancelled", detail: "not now" }), closed)
      .owes("R-1.1/stop-agent#0");
    given(opened, upTo("working"), cancel).when(observe.agentStopped()).owes("R-1.1/keep-work#0");
    given(opened, upTo("working"), cancel, observe.agentStopped())
      .when(observe.kept())
      .owes("R-1.1/remove-workspace#0");
    const { state } = given(opened, upTo("working"), cancel, observe.agentStopped(), observe.kept())
      .when(observe.removed())
      .owes();
    expect(must(state.runs, R11)).toMatchObject({
      keepRef: "refs/jarvis/keep/R-1.1/1",
      workspacePath: null,
      stage: { name: "ended", step: "done" },
    });
  });

  test("takes its landing from the queue", () => {
    given(opened, upTo("verifying"))
      .when(cancel)
      .gives(event("landing.rejected"), event("run.ended"), closed);
  });

  test("is too late while the target may be moving", () => {
    given(opened, upTo("landing")).when(cancel).refuses("too-late");
  });

  test("is refused when it has landed or is closed", () => {
    given(opened, upTo("landed")).when(cancel).refuses("wrong-stage", "nothing to cancel");
    given(opened, upTo("draft"), cancel).when(cancel).refuses("wrong-stage", "nothing to cancel");
  });

  test("hands back what waited for it, and tells the user", () => {
    given(
      opened,
      upTo("queued"),
      draft({ dependsOn: [T1] }),
      draft({ dependsOn: [T1] }),
      draft({ dependsOn: [T2] }),
      approve(T2),
      approve(T3),
    )
      .when(cancel)
      .gives(
        closed,
        event("ticket.approval-undone", { ticket: T2 }),
        event("conversation.report-queued", { about: "needs-you", ticket: T2, run: null }),
        event("ticket.approval-undone", { ticket: T3 }),
        event("conversation.report-queued", { about: "needs-you", ticket: T3, run: null }),
      );
  });

  test("gives each report of one command its own id", () => {
    const { state } = given(
      opened,
      upTo("queued"),
      draft({ dependsOn: [T1] }),
      draft({ dependsOn: [T1] }),
      approve(T2),
      approve(T3),
    ).when(cancel);
    const ids = must(state.conversations, C1).queue.map((message) => message.id);
    expect(new Set(ids).size).toBe(2);
  });
});

test("a ticket tells since when it is where it is", () => {
  const { state } = given(opened, upTo("draft"), { passMs: 5_000 }).when(approve());
  expect(must(state.tickets, T1)).toMatchObject({ draftedAt: START_AT, since: START_AT + 5_000 });
});
