// A proposal in the terminal: one card with a number for all of it and one for each draft, and nothing to choose once all is approved.
import { expect, test } from "vitest";
import { applyFrame, EMPTY_VIEW, type View } from "../../wire/feed.ts";
import { boardRow, ticketRow, upserts } from "../testing/rows.ts";
import { createItemMaker } from "../../wire/item-maker.ts";
import { createOffers } from "../../wire/offers.ts";
import { boardOf, rowsNow } from "./rows.ts";

const PROPOSAL = {
  proposal: "P-1",
  title: "Profiles",
  tickets: ["T-1", "T-2"],
  approval: null,
  proposedAt: 0,
};

function viewOf(stages: readonly [string, string]): View {
  const rows = [
    upserts.proposal(PROPOSAL),
    ...stages.flatMap((stage, index) => {
      const ticket = `T-${index + 1}`;
      return [
        upserts.ticket(ticketRow({ ticket, stage, hash: `hash-${index + 1}` })),
        upserts.board(boardRow({ ticket, stage })),
      ];
    }),
  ];
  const view = applyFrame(EMPTY_VIEW, { type: "snapshot", epoch: "e", seq: 1, journal: 1, now: 0, rows });
  return view ?? EMPTY_VIEW;
}

function open() {
  const said: unknown[] = [];
  const offers = createOffers();
  const maker = createItemMaker({
    offers,
    command: async (name, input) => {
      said.push([name, input]);
      return { kind: "accepted", text: "P-1", journal: 1 };
    },
  });
  return { said, offers, maker };
}

function pendingIn(maker: ReturnType<typeof createItemMaker>, view: View) {
  return maker.pending(boardOf(view), rowsNow(view));
}

const row = { kind: "proposal", n: 5, at: 0, proposal: "P-1" } as const;

test("all of it is one number, land when green another, and each draft has its own", async () => {
  const { said, offers, maker } = open();
  const card = maker.make(row, rowsNow(viewOf(["draft", "draft"])));
  expect(card).toMatchObject({
    kind: "card",
    title: "P-1 · Profiles · 2 tickets, in this order",
    choices: [
      { n: 1, label: "approve all, in this order" },
      { n: 2, label: "approve all, in this order, land when green" },
      { n: 3, label: "approve & start T-1" },
      { n: 4, label: "approve & start T-2" },
    ],
  });
  await offers.choose(1);
  await offers.choose(4);
  const shown = [
    { ticket: "T-1", hash: "hash-1" },
    { ticket: "T-2", hash: "hash-2" },
  ];
  expect(said).toEqual([
    ["approve-proposal", { proposal: "P-1", shown, landWhenGreen: false }],
    ["approve-ticket", { ticket: "T-2", hash: "hash-2" }],
  ]);
});

test("whoever comes later sees the card once, not each of its drafts, and none when nothing waits", () => {
  const { maker } = open();
  expect(pendingIn(maker, viewOf(["draft", "draft"]))).toMatchObject([
    { title: expect.stringMatching(/^P-1/) },
  ]);
  expect(pendingIn(maker, viewOf(["queued", "draft"]))).toMatchObject([
    { title: expect.stringMatching(/^P-1/) },
  ]);
  expect(pendingIn(maker, viewOf(["queued", "landed"]))).toEqual([]);
  expect(maker.make(row, rowsNow(viewOf(["queued", "landed"])))).toBeNull();
});
