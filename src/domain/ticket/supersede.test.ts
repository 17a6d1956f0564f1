import { describe, expect, test } from "vitest";
import { ticketId, type TicketId } from "../ids.ts";
import { must } from "../state.ts";
import { event, given, type CommandIn, type Step } from "../testing/given.ts";
import {
  C1,
  R11,
  SPEC,
  T1,
  T2,
  T3,
  approve,
  approveLanding,
  byOrchestrator,
  draft,
  hashOf,
  opened,
  says,
} from "../testing/stories.ts";
import { landingOf, upTo, verified } from "../testing/ticket-story.ts";

const T4 = ticketId("T-4");
const NEW_HASH = hashOf("waits for the other");

/** With the hashes of what waits for it now. */
function supersede(successor: TicketId, moved: readonly TicketId[] = []): CommandIn {
  return {
    type: "ticket.supersede",
    ticket: T1,
    successor,
    moved: moved.map((ticket) => ({ ticket, hash: NEW_HASH })),
  };
}
const closed = event("ticket.closed", { ticket: T1, reason: "superseded", detail: "by T-2" });

describe("a ticket that is superseded", () => {
  test("is closed as that, wherever it stands before its landing", () => {
    for (const stage of ["draft", "queued"] as const)
      given(opened, upTo(stage), draft()).when(supersede(T2)).gives(closed).replies("T-1").owes();
    for (const stage of ["working", "ready"] as const)
      given(opened, upTo(stage), draft())
        .when(supersede(T2))
        .gives(event("run.ended", { run: R11, outcome: "cancelled", detail: "superseded by T-2" }), closed);
    given(opened, upTo("verifying"), draft())
      .when(supersede(T2))
      .gives(event("landing.rejected"), event("run.ended"), closed);
  });

  test("stays where the target may be moving, and where it is over", () => {
    given(opened, upTo("landing"), draft()).when(supersede(T2)).refuses("too-late");
    given(opened, upTo("landed"), draft()).when(supersede(T2)).refuses("wrong-stage", "nothing to supersede");
  });

  test("is replaced by another that can land, and never by itself", () => {
    given(opened, draft()).when(supersede(T2)).refuses("unknown-subject", "no ticket T-2");
    given(opened, draft()).when(supersede(T1)).refuses("invalid", "its own place");
    given(opened, draft(), draft(), { type: "ticket.cancel", ticket: T2, reason: "no" })
      .when(supersede(T2))
      .refuses("invalid", "T-2 is closed");
    given(opened, upTo("landed", { n: 1 }), draft(), draft())
      .when({ type: "ticket.supersede", ticket: T2, successor: T1, moved: [] })
      .gives(event("ticket.closed", { ticket: T2, detail: "by T-1" }));
  });

  test("is not replaced by one that waits for it, at once or over another", () => {
    given(opened, draft(), draft({ dependsOn: [T1] }), draft({ dependsOn: [T2] }))
      .when(supersede(T3))
      .refuses("cycle", "T-3 waits for T-1", "Change what T-3 depends on first");
  });
});

describe("what waited for it", () => {
  test("waits for the other one, with its approval and a hash of its own", () => {
    const { state } = given(opened, draft(), draft(), draft({ dependsOn: [T1] }), approve(T3))
      .when(supersede(T2, [T3]))
      .gives(closed, event("ticket.dependency-moved", { ticket: T3, from: T1, to: T2, hash: NEW_HASH }))
      .owes();
    expect(must(state.tickets, T3)).toMatchObject({
      hash: NEW_HASH,
      hashSeq: state.seq,
      stage: { name: "queued" },
      spec: { dependsOn: [T2] },
    });
  });

  test("names it once when it waited for both", () => {
    const { state } = given(opened, draft(), draft(), draft({ dependsOn: [T1, T2] })).when(
      supersede(T2, [T3]),
    );
    expect(must(state.tickets, T3).spec.dependsOn).toEqual([T2]);
  });

  test("may begin at once when the other has landed", () => {
    const T2LandsFirst = [opened, draft(), upTo("landed", { n: 2 }), draft({ dependsOn: [T1] }), approve(T3)];
    given(...T2LandsFirst)
      .when(supersede(T2, [T3]))
      .owes("T-3/start-run#0", "R-2.1/stop-agent#0", "C1/begin-turn#0");
  });

  test("goes back to the user, who is told, when nobody knew that it waits", () => {
    given(
      opened,
      draft(),
      draft(),
      draft({ dependsOn: [T1] }),
      draft({ dependsOn: [T1] }),
      approve(T3),
      approve(T4),
    )
      .when(supersede(T2, [T3]))
      .gives(
        closed,
        event("ticket.dependency-moved", { ticket: T3 }),
        event("ticket.approval-undone", { ticket: T4 }),
        event("conversation.report-queued", { conversation: C1, about: "needs-you", ticket: T4 }),
      );
  });
});

describe("a ticket is cancelled anywhere", () => {
  const cancel = { type: "ticket.cancel", ticket: T1, reason: "not now" } as const;
  const handedBack = [
    event("ticket.approval-undone", { ticket: T2 }),
    event("conversation.report-queued", { about: "needs-you", ticket: T2 }),
  ];

  test.for([
    ["queued", []],
    ["preparing", ["run.ended"]],
    ["working", ["run.ended"]],
    ["reported", ["run.ended"]],
    ["checked", ["run.ended"]],
    ["ready", ["run.ended"]],
    ["landing-queued", ["landing.rejected", "run.ended"]],
    ["verifying", ["landing.rejected", "run.ended"]],
  ] as const)("in %s, and what waited for it is handed back", ([stage, before]) => {
    given(opened, upTo(stage), draft({ ...SPEC, dependsOn: [T1] }), approve(T2))
      .when(cancel)
      .gives(...before.map((type) => event(type)), event("ticket.closed", { ticket: T1 }), ...handedBack);
  });

  test("while its approval by words can be undone, and not a moment later", () => {
    const story: readonly Step[] = [
      opened,
      upTo("ready"),
      says("land T-1"),
      byOrchestrator(approveLanding()),
      (state) => ({ type: "landing.begin", landing: landingOf(state) }),
      verified(),
    ];
    given(...story, { passMs: 9_999 })
      .when(cancel)
      .gives(event("landing.rejected"), event("run.ended"), event("ticket.closed"));
    given(...story, { passMs: 10_000 })
      .when(cancel)
      .refuses("too-late");
  });
});
