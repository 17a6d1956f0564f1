// The card of a ticket: what it shows, and that each button says exactly what it means.
import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { boardRow, item, ticketRow, upsert, workingRow } from "../../feed/testing/rows.ts";
import { showTalk } from "./testing/show-talk.tsx";

const CARD = upsert.item(item(5, { kind: "ticket", ticket: "T-1", isEdit: false }));
const DRAFT = [upsert.ticket(ticketRow()), upsert.board(boardRow()), CARD];
const button = (name: string) => page.getByRole("button", { name, exact: true });
async function focusCard(): Promise<void> {
  const card = page.getByRole("article", { name: /Draft T-1/ });
  await expect.element(card).toBeVisible();
  card.element().focus();
}
const approve = () => page.getByRole("button", { name: /Approve & start/ });

describe("a draft", () => {
  it("shows everything that an approval covers", async () => {
    await showTalk([
      upsert.ticket(
        ticketRow({
          dependsOn: ["T-9"],
          overlaps: ["Overlaps with T-3 Login in src/settings: landing one may conflict with the other"],
        }),
      ),
      CARD,
    ]);
    const card = page.getByRole("article", { name: "Draft T-1: Dark mode toggle in settings" });
    for (const text of [
      "The choice survives a reload",
      "src/theme.css",
      "npm run lint",
      "T-9",
      "200 turns, $5.00",
      "on main after your approval",
      "Overlaps with T-3",
    ])
      await expect.element(card).toMatchTextContent(text);
  });

  it("is approved with the hash that was shown", async () => {
    const { commands } = await showTalk(DRAFT);
    await userEvent.click(approve());
    await expect.poll(commands).toHaveLength(1);
    expect(commands()[0]).toMatchObject({
      method: "POST",
      path: "/api/p/p1/commands/approve-ticket",
      body: { ticket: "T-1", hash: "hash-1", landWhenGreen: false },
      csrf: "csrf-1",
    });
    expect(commands()[0]?.commandId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("is approved to land when green when the switch says so", async () => {
    const { commands } = await showTalk(DRAFT);
    await userEvent.click(page.getByRole("switch", { name: "Land when green" }));
    await userEvent.click(approve());
    await expect
      .poll(() => commands()[0]?.body)
      .toEqual({ ticket: "T-1", hash: "hash-1", landWhenGreen: true });
  });

  it("that lands when green by itself is edited when the switch takes that back", async () => {
    const { commands } = await showTalk([upsert.ticket(ticketRow({ landWhenGreen: true })), CARD]);
    await userEvent.click(page.getByRole("switch", { name: "Land when green" }));
    await expect
      .poll(() => commands()[0])
      .toMatchObject({
        path: "/api/p/p1/commands/edit-ticket",
        body: { ticket: "T-1", hash: "hash-1", change: { landWhenGreen: false } },
      });
  });

  it("says why it was not started, and can be tried again", async () => {
    const message = "T-1 has changed since you saw it: nothing was done. Look at it again, then decide.";
    const { commands } = await showTalk(DRAFT, {
      answer: ({ path }) =>
        path.includes("/commands/")
          ? { status: 409, body: { kind: "refused", code: "changed-since", message } }
          : undefined,
    });
    await userEvent.click(approve());
    await expect.element(page.getByRole("alert")).toMatchTextContent(message);
    await userEvent.click(approve());
    await expect.poll(commands).toHaveLength(2);
  });

  it("is put off without being gone, and stands whole again when it is edited", async () => {
    const { feed } = await showTalk(DRAFT);
    await userEvent.click(page.getByRole("button", { name: /^Later/ }));
    await expect.element(page.getByText("Draft, for later")).toBeVisible();
    await expect.element(approve()).not.toBeInTheDocument();
    await userEvent.click(button("Open T-1"));
    await expect.element(approve()).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: /^Later/ }));
    feed.upsert(
      upsert.ticket(ticketRow({ title: "Dark mode, with a system setting", hash: "hash-2" })),
      upsert.item(item(9, { kind: "ticket", ticket: "T-1", isEdit: true })),
    );
    await expect.element(approve()).toBeVisible();
    await expect.element(page.getByText("drafted, edited below")).toBeVisible();
  });

  it("is discarded only after a question", async () => {
    const { commands } = await showTalk(DRAFT);
    await userEvent.click(button("Discard"));
    const question = page.getByRole("alertdialog", { name: "Discard T-1?" });
    await expect.element(question).toBeVisible();
    expect(commands()).toEqual([]);
    await userEvent.click(question.getByRole("button", { name: "Discard" }));
    await expect
      .poll(() => commands()[0])
      .toMatchObject({
        path: "/api/p/p1/commands/discard-ticket",
        body: { ticket: "T-1" },
      });
  });

  it("shows its worker's first message when asked", async () => {
    await showTalk(DRAFT, {
      answer: ({ path }) =>
        path === "/api/p/p1/tickets/T-1"
          ? {
              status: 200,
              body: { ticket: "T-1", description: "", firstMessage: "Goal: a dark mode", detail: {} },
            }
          : undefined,
    });
    await userEvent.click(button("First message of T-1"));
    await expect.element(page.getByRole("dialog")).toMatchTextContent("Goal: a dark mode");
  });
});

describe("an approved ticket", () => {
  const words = { by: "message", quote: "Sounds good, implement it", at: 0 } as const;

  it("shows the words that approved it, its worker and its step", async () => {
    const { opened } = await showTalk([
      upsert.ticket(ticketRow({ stage: "running", approval: words, canUndoStart: false })),
      upsert.board(workingRow()),
      CARD,
    ]);
    const card = page.getByRole("article", { name: "T-1: Dark mode toggle in settings" });
    await expect.element(card).toMatchTextContent("Approved by your words “Sounds good, implement it”");
    await expect.element(card).toMatchTextContent("Working");
    await expect.element(card).toMatchTextContent("Bash npm test");
    await expect.element(card.getByRole("button", { name: /Undo/ })).not.toBeInTheDocument();
    await userEvent.click(card.getByRole("button", { name: "Worker 1", exact: true }));
    expect(opened.workers).toEqual(["R-1.1"]);
  });

  it("can be taken back until its worker has used a tool", async () => {
    const { commands, feed } = await showTalk([
      upsert.ticket(ticketRow({ stage: "running", approval: words, canUndoStart: true })),
      upsert.board(workingRow()),
      CARD,
    ]);
    await userEvent.click(page.getByRole("button", { name: "Undo the approval of T-1" }));
    await expect
      .poll(() => commands()[0])
      .toMatchObject({
        path: "/api/p/p1/commands/undo-approval",
        body: { ticket: "T-1" },
      });
    feed.upsert(upsert.ticket(ticketRow({ stage: "running", approval: words, canUndoStart: false })));
    await expect
      .element(page.getByRole("button", { name: "Undo the approval of T-1" }))
      .not.toBeInTheDocument();
  });

  it("can be taken back where the reader is, at the last that happened to it", async () => {
    const said = (n: number, text: string) =>
      upsert.item(item(n, { kind: "notice", level: "info", text, ticket: "T-1" }));
    const { commands } = await showTalk([
      upsert.ticket(ticketRow({ stage: "landing", landApproval: words, landUndoUntil: Date.now() + 60_000 })),
      said(6, "T-1 approved"),
      said(7, "T-1 lands in 10 s, by your words: “land it”"),
    ]);
    const undo = page.getByRole("button", { name: "Undo the approval of T-1" });
    await expect.element(undo).toBeVisible();
    expect(undo.elements()).toHaveLength(1);
    await userEvent.click(undo);
    await expect
      .poll(() => commands()[0])
      .toMatchObject({
        path: "/api/p/p1/commands/undo-approval",
        body: { ticket: "T-1" },
      });
  });

  it("is one line once it has landed", async () => {
    await showTalk([
      upsert.ticket(ticketRow({ stage: "landed", description: "", criteria: [] })),
      upsert.board(workingRow({ stage: "landed", word: "landed", status: "landed · 9f8e7d6" })),
      CARD,
    ]);
    await expect.element(page.getByText("Landed · 9f8e7d6")).toBeVisible();
    await expect.element(page.getByRole("article")).not.toBeInTheDocument();
  });
});

describe("keys", () => {
  it("approve the newest draft from an empty composer", async () => {
    const { commands } = await showTalk(DRAFT);
    await userEvent.click(page.getByRole("textbox", { name: "Message to JARVIS" }));
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.poll(() => commands()[0]).toMatchObject({ path: "/api/p/p1/commands/approve-ticket" });
  });

  it("send what is written instead of approving", async () => {
    const { commands } = await showTalk(DRAFT);
    await userEvent.fill(page.getByRole("textbox", { name: "Message to JARVIS" }), "wait");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.poll(commands).toHaveLength(1);
    expect(commands()[0]).toMatchObject({ path: "/api/p/p1/commands/say", body: { text: "wait" } });
  });

  it("act on the card that has the focus rather than on the newest", async () => {
    const second = ticketRow({ ticket: "T-2", title: "User profile", hash: "hash-2" });
    const { commands } = await showTalk([
      ...DRAFT,
      upsert.ticket(second),
      upsert.item(item(6, { kind: "ticket", ticket: "T-2", isEdit: false })),
    ]);
    await focusCard();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.poll(() => commands()[0]?.body).toMatchObject({ ticket: "T-1", hash: "hash-1" });
  });

  it("open the form and put off", async () => {
    await showTalk(DRAFT);
    await focusCard();
    await userEvent.keyboard("l");
    await expect.element(page.getByText("Draft, for later")).toBeVisible();
    await userEvent.click(button("Open T-1"));
    await focusCard();
    await userEvent.keyboard("e");
    await expect.element(page.getByRole("dialog", { name: "Edit T-1" })).toBeVisible();
  });
});
