// The card of a proposal: its tickets in their order, and that each button says exactly what it means.
import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { boardRow, item, proposalRow, ticketRow, upsert, workingRow } from "../../feed/testing/rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { showTalk } from "./testing/show-talk.tsx";

const T1 = ticketRow({ title: "Profile page", scope: ["src/profile/**"] });
const T2 = ticketRow({ ticket: "T-2", hash: "hash-2", title: "Avatar", scope: ["src/avatar"] });
const T3 = ticketRow({
  ticket: "T-3",
  hash: "hash-3",
  title: "Menu entry",
  scope: [],
  dependsOn: ["T-1", "T-2"],
});
const CARD = upsert.item(item(5, { kind: "proposal", proposal: "P-1" }));
const ROWS = [
  upsert.proposal(proposalRow()),
  ...[T1, T2, T3].flatMap((row) => [
    upsert.ticket(row),
    upsert.board(boardRow({ ticket: row.ticket, title: row.title })),
  ]),
  CARD,
];
const card = () => page.getByRole("article", { name: "Proposal P-1: User profiles" });
const ticket = (name: string) => card().getByRole("listitem", { name });
const all = () => card().getByRole("button", { name: /^Approve all, in this order/ });

describe("a proposal", () => {
  it("shows its tickets in their order, with what each waits for and may touch", async () => {
    await showTalk(ROWS);
    const items = card().getByRole("listitem");
    await expect.element(items.first()).toBeVisible();
    expect(
      items
        .elements()
        .slice(0, 3)
        .map((one) => one.getAttribute("aria-label")),
    ).toEqual(["T-1: Profile page", "T-2: Avatar", "T-3: Menu entry"]);
    await expect.element(ticket("T-1: Profile page")).toMatchTextContent("src/profile/**");
    await expect.element(ticket("T-3: Menu entry")).toMatchTextContent("after T-1, T-2");
    await expect.element(ticket("T-3: Menu entry")).toMatchTextContent("anywhere in the project");
    await expect.element(card()).toMatchTextContent("3 tickets");
  });

  it("shows everything that an approval covers behind one line of each", async () => {
    await showTalk(ROWS);
    await userEvent.click(
      ticket("T-1: Profile page").getByRole("button", { name: /^Description, 3 criteria/ }),
    );
    await expect.element(ticket("T-1: Profile page")).toMatchTextContent("The choice survives a reload");
    await expect.element(ticket("T-1: Profile page")).toMatchTextContent("npm run lint");
  });

  it("is approved as a whole with the hash of each as it was shown", async () => {
    const { commands } = await showTalk(ROWS);
    await userEvent.click(all());
    await expect
      .poll(() => commands()[0])
      .toMatchObject({
        path: "/api/p/p1/commands/approve-proposal",
        body: {
          proposal: "P-1",
          shown: [
            { ticket: "T-1", hash: "hash-1" },
            { ticket: "T-2", hash: "hash-2" },
            { ticket: "T-3", hash: "hash-3" },
          ],
          landWhenGreen: false,
        },
      });
  });

  it("is approved to land when green when the switch says so", async () => {
    const { commands } = await showTalk(ROWS);
    await userEvent.click(card().getByRole("switch", { name: "Land when green" }));
    await userEvent.click(all());
    await expect.poll(() => commands()[0]?.body).toMatchObject({ landWhenGreen: true });
  });

  it("lets one ticket be approved, edited or discarded alone", async () => {
    const { commands } = await showTalk(ROWS);
    await userEvent.click(card().getByRole("button", { name: "Approve T-2 & start" }));
    await expect
      .poll(() => commands()[0])
      .toMatchObject({
        path: "/api/p/p1/commands/approve-ticket",
        body: { ticket: "T-2", hash: "hash-2", landWhenGreen: false },
      });
    await userEvent.click(card().getByRole("button", { name: "Edit T-1" }));
    const form = page.getByRole("dialog", { name: "Edit T-1" });
    await expect.element(form).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await userEvent.click(ticket("T-1: Profile page").getByRole("button", { name: /^Description/ }));
    await userEvent.click(card().getByRole("button", { name: "Discard T-1" }));
    await expect.element(page.getByRole("alertdialog", { name: "Discard T-1?" })).toBeVisible();
  });

  it("says why it was not started", async () => {
    const message = "T-3 has changed since you saw it: nothing was done. Look at it again, then decide.";
    await showTalk(ROWS, {
      answer: ({ path }) =>
        path.includes("/commands/")
          ? { status: 409, body: { kind: "refused", code: "changed-since", message } }
          : undefined,
    });
    await userEvent.click(all());
    await expect.element(card().getByRole("alert")).toMatchTextContent(message);
  });

  it("is approved by the key, from an empty composer", async () => {
    const { commands } = await showTalk(ROWS);
    await userEvent.click(page.getByRole("textbox", { name: "Message to JARVIS" }));
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.poll(() => commands()[0]?.path).toBe("/api/p/p1/commands/approve-proposal");
  });

  it("is told to screen readers when it comes, and has no fault that a checker finds", async () => {
    const { feed } = await showTalk(ROWS.slice(0, -1));
    feed.upsert(upsert.item(item(4, { kind: "user", id: "m4", text: "profiles" })));
    feed.upsert(CARD);
    await expect.element(page.getByText(/^P-1 is proposed: its tickets wait/)).toBeInTheDocument();
    await expect.element(all()).toBeVisible();
    for (const theme of THEMES) expect(await faultsIn(theme)).toEqual([]);
  });
});

describe("an approved proposal", () => {
  const words = { by: "message", quote: "All, in this order.", at: 0 } as const;
  const begun = [
    upsert.proposal(proposalRow({ approval: words })),
    upsert.ticket({ ...T1, stage: "landed", description: "", criteria: [], scope: [] }),
    upsert.board(
      workingRow({ stage: "landed", word: "landed", status: "landed · 9f8e7d6", title: T1.title }),
    ),
    upsert.ticket({ ...T2, stage: "running", approval: words }),
    upsert.board(workingRow({ ticket: "T-2", run: "R-2.1", worker: "W2", title: T2.title })),
    upsert.ticket({ ...T3, stage: "queued", approval: words, canUndoStart: true }),
    upsert.board(
      boardRow({ ticket: "T-3", stage: "queued", word: "queued", status: "queued · waits for T-2 to land" }),
    ),
    CARD,
  ];

  it("shows the words, how each stands, and what the queued one waits for", async () => {
    const { opened } = await showTalk(begun);
    await expect.element(card()).toMatchTextContent("1 of 3 landed");
    await expect.element(card()).toMatchTextContent("All approved by your words “All, in this order.”");
    await expect.element(ticket("T-2: Avatar")).toMatchTextContent("Bash npm test");
    await expect.element(ticket("T-3: Menu entry")).toMatchTextContent("waits for T-2 to land");
    await expect.element(all()).not.toBeInTheDocument();
    await userEvent.click(card().getByRole("button", { name: "Worker 2", exact: true }));
    expect(opened.workers).toEqual(["R-2.1"]);
  });

  it("is taken back as a whole where no worker has begun", async () => {
    const { commands } = await showTalk(begun);
    await userEvent.click(card().getByRole("button", { name: "Undo the approval of P-1" }));
    await expect
      .poll(() => commands()[0])
      .toMatchObject({ path: "/api/p/p1/commands/undo-approval", body: { ticket: "P-1" } });
  });

  it("offers the rest when one was approved alone", async () => {
    const { commands } = await showTalk([
      ...ROWS.slice(0, -1),
      upsert.ticket({ ...T1, stage: "queued" }),
      CARD,
    ]);
    await userEvent.click(card().getByRole("button", { name: "Approve the other 2, in this order" }));
    await expect
      .poll(() => commands()[0]?.body)
      .toMatchObject({ shown: [{ ticket: "T-2" }, { ticket: "T-3" }] });
  });

  it("is one line once all of it is over", async () => {
    await showTalk([
      upsert.proposal(proposalRow()),
      ...[T1, T2, T3].map((row) => upsert.ticket({ ...row, stage: "landed" })),
      CARD,
    ]);
    await expect.element(page.getByText("All 3 landed")).toBeVisible();
    await expect.element(page.getByRole("article")).not.toBeInTheDocument();
  });
});
