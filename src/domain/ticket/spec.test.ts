import { describe, test } from "vitest";
import { ticketId } from "../ids.ts";
import { given } from "../testing/given.ts";
import { C1, SPEC, T1, T2, T3, draft, hashOf, opened } from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";
import {
  DECIDED_MAX,
  DESCRIPTION_CHARS_MAX,
  LIST_ITEM_CHARS_MAX,
  LIST_ITEMS_MAX,
  TITLE_CHARS_MAX,
  type TicketSpec,
} from "./state.ts";

const long = (charsCount: number) => "x".repeat(charsCount);
const many = (count: number, item = "x") => Array.from({ length: count }, () => item);

describe("what a ticket may ask for", () => {
  test.each<[string, Partial<TicketSpec>]>([
    ["the longest title", { title: long(TITLE_CHARS_MAX) }],
    ["the longest description", { description: long(DESCRIPTION_CHARS_MAX) }],
    ["no description, criterion, scope and check", { description: "", criteria: [], scope: [], checks: [] }],
    ["as many criteria as there may be", { criteria: many(LIST_ITEMS_MAX, long(LIST_ITEM_CHARS_MAX)) }],
    ["as many quotes as there may be", { decided: many(DECIDED_MAX) }],
    ["the least budget", { budget: { turnsMax: 1, costUsdMax: 0.01 } }],
  ])("takes %s", (_, over) => {
    given(opened).when(draft(over)).replies("T-1");
  });

  test.each<[string, Partial<TicketSpec>, string]>([
    ["an empty title", { title: " " }, "needs a title"],
    ["a title that is too long", { title: long(TITLE_CHARS_MAX + 1) }, `at most ${TITLE_CHARS_MAX}`],
    ["a title of two lines", { title: "one\ntwo" }, "one line of plain text"],
    ["a title with an escape", { title: "a\u001b[31m" }, "control character"],
    [
      "a description that is too long",
      { description: long(DESCRIPTION_CHARS_MAX + 1) },
      `at most ${DESCRIPTION_CHARS_MAX}`,
    ],
    ["too many criteria", { criteria: many(LIST_ITEMS_MAX + 1) }, `51 criteria, at most ${LIST_ITEMS_MAX}`],
    ["too many paths", { scope: many(LIST_ITEMS_MAX + 1) }, "51 scope"],
    ["too many checks", { checks: many(LIST_ITEMS_MAX + 1) }, "51 checks"],
    ["an empty check", { checks: ["npm test", " "] }, "One of the checks is empty"],
    ["a criterion that is too long", { criteria: [long(LIST_ITEM_CHARS_MAX + 1)] }, "longer than"],
    ["too many quotes", { decided: many(DECIDED_MAX + 1) }, `At most ${DECIDED_MAX} quotes`],
    ["a quote that is too long", { decided: [long(LIST_ITEM_CHARS_MAX + 1)] }, "longer than"],
    ["no turn", { budget: { turnsMax: 0, costUsdMax: 5 } }, "at least one turn"],
    ["half a turn", { budget: { turnsMax: 1.5, costUsdMax: 5 } }, "at least one turn"],
    ["a budget of nothing", { budget: { turnsMax: 9, costUsdMax: 0 } }, "more than $0"],
    ["a budget that is no number", { budget: { turnsMax: 9, costUsdMax: Number.NaN } }, "more than $0"],
    ["too many dependencies", { dependsOn: many(LIST_ITEMS_MAX + 1, T1) as never }, "at most 50"],
    ["a dependency that does not exist", { dependsOn: [ticketId("T-9")] }, "T-9, which does not exist"],
  ])("refuses %s, saying what would be right", (_, over, words) => {
    given(opened)
      .when({ type: "ticket.draft", conversation: C1, spec: { ...SPEC, ...over }, hash: hashOf(SPEC) })
      .refuses("invalid", words);
  });
});

describe("dependencies", () => {
  const edit = (ticket: typeof T1, dependsOn: TicketSpec["dependsOn"]) => {
    const spec = { ...SPEC, dependsOn };
    return { type: "ticket.edit", ticket, spec, hash: hashOf(spec) } as const;
  };

  test("of a ticket on itself are refused as a cycle", () => {
    given(opened, upTo("draft"))
      .when(edit(T1, [T1]))
      .refuses("cycle", "T-1 would wait for T-1");
  });

  test("that come round over others are refused as a cycle", () => {
    given(opened, draft(), draft({ dependsOn: [T1] }), draft({ dependsOn: [T2] }))
      .when(edit(T1, [T3]))
      .refuses("cycle", "T-1 would wait for T-3, which waits for T-1");
  });

  test("that meet again are no cycle", () => {
    const diamond = [draft(), draft({ dependsOn: [T1] }), draft({ dependsOn: [T1] })];
    given(opened, diamond)
      .when(draft({ dependsOn: [T2, T3] }))
      .replies("T-4");
    given(opened, diamond, draft({ dependsOn: [T2, T3] }))
      .when(edit(ticketId("T-4"), [T1, T2, T3]))
      .replies("T-4");
  });

  test("on a closed ticket are refused", () => {
    given(opened, upTo("draft"), { type: "ticket.cancel", ticket: T1, reason: "no" })
      .when(draft({ dependsOn: [T1] }))
      .refuses("invalid", "T-1, which is closed and will never land");
  });

  test("on a landed ticket are taken", () => {
    given(opened, upTo("landed"))
      .when(draft({ dependsOn: [T1] }))
      .replies("T-2");
  });
});
