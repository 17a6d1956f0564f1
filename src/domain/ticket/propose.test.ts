import { describe, expect, test } from "vitest";
import { proposalId, ticketId } from "../ids.ts";
import { must } from "../state.ts";
import { event, given } from "../testing/given.ts";
import { C1, SPEC, T1, T2, T3, beginTurn, draft, hashOf, opened, orchestrator } from "../testing/stories.ts";
import { P1, plan, proposal } from "../testing/proposals.ts";
import { upTo } from "../testing/ticket-story.ts";

describe("proposing tickets", () => {
  test("drafts all of them in one transaction and puts the proposal up, not each of them", () => {
    const { state } = given(opened)
      .when(plan([{ scope: ["a"] }, { scope: ["b"] }, { scope: ["b"], dependsOn: [T2] }]))
      .gives(
        event("ticket.drafted", { ticket: T1, conversation: C1, proposal: P1 }),
        event("ticket.drafted", { ticket: T2, proposal: P1 }),
        event("ticket.drafted", { ticket: T3, proposal: P1 }),
        event("conversation.proposal-made", { proposal: P1, title: "A large wish", tickets: [T1, T2, T3] }),
        event("conversation.put-up", { subject: { kind: "proposal", proposal: P1 } }),
      )
      .replies("P-1");
    expect(must(state.proposals, P1)).toMatchObject({ conversation: C1, tickets: [T1, T2, T3] });
    expect(must(state.tickets, T3)).toMatchObject({ proposal: P1, stage: { name: "draft" } });
  });

  test("numbers proposals and tickets on, whatever was drafted before", () => {
    const { state } = given(opened, draft(), proposal(2))
      .when(plan([{ scope: ["c"] }, { scope: ["d"] }], { first: 4 }))
      .replies("P-2");
    expect(must(state.proposals, proposalId("P-2")).tickets).toEqual(["T-4", "T-5"]);
  });

  test("takes two to eight", () => {
    const many = (count: number) => plan(Array.from({ length: count }, (_, n) => ({ scope: [`part-${n}`] })));
    given(opened)
      .when(many(1))
      .refuses("invalid", "2 to 8 tickets, this one has 1", "Draft a ticket instead");
    given(opened).when(many(9)).refuses("invalid", "has 9", "the rest when they have landed");
    given(opened).when(many(8)).replies("P-1");
  });

  test("is refused when its first number was given away meanwhile", () => {
    given(opened, draft())
      .when(plan([{ scope: ["a"] }, { scope: ["b"] }], { first: 1 }))
      .refuses("changed-since", "T-1 is not the next ticket");
  });

  test("says which ticket cannot be taken, and why", () => {
    given(opened)
      .when(
        plan([{ scope: ["a"] }, { title: "Broken", scope: ["b"], budget: { turnsMax: 0, costUsdMax: 1 } }]),
      )
      .refuses("invalid", "Ticket 2 “Broken”", "at least one turn");
    given(opened)
      .when(plan([{ scope: ["a"] }, { scope: ["b"], dependsOn: [ticketId("T-9")] }]))
      .refuses("invalid", "Ticket 2", "depends on T-9, which does not exist");
    given(opened, draft(), { type: "ticket.cancel", ticket: T1, reason: "no" })
      .when(plan([{ scope: ["a"], dependsOn: [T1] }, { scope: ["b"] }], { first: 2 }))
      .refuses("invalid", "Ticket 1", "T-1, which is closed");
    given(opened)
      .when(plan([{ scope: ["a"] }, { scope: ["b"] }], { title: " " }))
      .refuses("invalid", "A proposal needs a title");
  });

  test("refuses a circle, and one that waits for itself or for a later one", () => {
    given(opened)
      .when(
        plan([
          { title: "One", dependsOn: [T2] },
          { title: "Two", dependsOn: [T1] },
        ]),
      )
      .refuses("cycle", "Ticket 1 “One” waits for ticket 2 “Two”, which stands after it");
    given(opened)
      .when(plan([{ title: "One", dependsOn: [T1] }, { title: "Two" }]))
      .refuses("cycle", "would wait for itself");
  });

  test("may be done in a report turn, which approves nothing", () => {
    given(opened, upTo("ready"), beginTurn)
      .when(plan([{ scope: ["a"] }, { scope: ["b"] }], { first: 2 }), orchestrator)
      .replies("P-1");
  });
});

describe("scopes of a proposal", () => {
  test("that meet are refused with both names and what to do, unless one waits for the other", () => {
    const [one, two] = [
      { title: "Profile page", scope: ["src/profile/**"] },
      { title: "Profile tests", scope: ["src/profile/page.test.ts"] },
    ];
    given(opened)
      .when(plan([one, two]))
      .refuses(
        "overlap",
        "Ticket 1 “Profile page” and ticket 2 “Profile tests”",
        "both may change src/profile/page.test.ts",
        "Let one wait for the other, or give them scopes that do not meet",
      );
    given(opened)
      .when(plan([one, { ...two, dependsOn: [T1] }]))
      .replies("P-1");
  });

  test("may meet when one waits for the other over a third, or over a ticket outside", () => {
    given(opened)
      .when(plan([{ scope: ["a"] }, { scope: ["b"], dependsOn: [T1] }, { scope: ["a"], dependsOn: [T2] }]))
      .replies("P-1");
    given(opened, draft())
      .when(plan([{ scope: ["a"], dependsOn: [T1] }, { scope: ["a"] }], { first: 2 }))
      .refuses("overlap");
  });

  test("that name nothing meet all others", () => {
    given(opened)
      .when(
        plan([
          { title: "One", scope: [] },
          { title: "Two", scope: ["docs"] },
        ]),
      )
      .refuses("overlap", "ticket 1 “One” names no scope", "docs too");
    given(opened)
      .when(plan([{ scope: [] }, { scope: [] }]))
      .refuses("overlap", "neither names a scope");
    given(opened)
      .when(plan([{ scope: [] }, { scope: [], dependsOn: [T1] }]))
      .replies("P-1");
  });

  test("stay apart when one of its drafts is edited", () => {
    const to = (scope: readonly string[]) => {
      const spec = { ...SPEC, title: "Part 2", scope };
      return { type: "ticket.edit", ticket: T2, spec, hash: hashOf(spec) } as const;
    };
    given(opened, proposal(2))
      .when(to(["part-0/x"]))
      .refuses("overlap", "T-1 “Part 0” and T-2 “Part 2”");
    given(opened, proposal(2))
      .when(to(["elsewhere"]))
      .replies("T-2");
    // One that is closed is in nobody's way.
    given(opened, proposal(2), { type: "ticket.cancel", ticket: T1, reason: "no" })
      .when(to(["part-0/x"]))
      .replies("T-2");
  });
});
