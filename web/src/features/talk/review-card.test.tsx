// The card of reviewed work: what it proves, and what can be done with it.
import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import {
  checkRow,
  item,
  reviewRow,
  ticketRow,
  upsert,
  userItem,
  workingRow,
} from "../../feed/testing/rows.ts";
import { showTalk, type Answer } from "./testing/show-talk.tsx";

const CARD = upsert.item(item(8, { kind: "review", ticket: "T-1", run: "R-1.1", worker: "W1" }));
const READY = workingRow({
  stage: "review",
  word: "ready",
  status: "ready · green · review accepts",
  step: null,
});

function withReview(over: Partial<ReviewRow> = {}, answer?: Answer) {
  return showTalk(
    [
      upsert.ticket(ticketRow({ stage: "review" })),
      upsert.board(READY),
      upsert.review(reviewRow(over)),
      CARD,
    ],
    { ...(answer !== undefined && { answer }) },
  );
}

const card = () => page.getByRole("article", { name: "Review of T-1: Dark mode toggle in settings" });
const land = () => card().getByRole("button", { name: /^Land/ });

describe("green work", () => {
  it("lands with the hash that was shown", async () => {
    const { commands } = await withReview();
    await userEvent.click(land());
    await expect
      .poll(() => commands()[0])
      .toMatchObject({
        path: "/api/p/p1/commands/land",
        body: { ticket: "T-1", hash: "land-1", isUnverifiedAccepted: false },
      });
  });

  it("lands by key when it is the only one", async () => {
    const { commands } = await withReview();
    await expect.element(card()).toBeVisible();
    card().element().focus();
    await userEvent.keyboard("{Shift>}m{/Shift}");
    await expect.poll(() => commands()[0]?.path).toBe("/api/p/p1/commands/land");
  });

  it("shows the output of a check only when it is asked for", async () => {
    await withReview();
    await expect.element(card().getByText("14 passed, 0 failed")).not.toBeInTheDocument();
    await userEvent.click(card().getByRole("button", { name: /npm test/ }));
    await expect.element(card().getByText("14 passed, 0 failed")).toBeVisible();
  });

  it("goes back with what is wrong", async () => {
    const { commands } = await withReview();
    await userEvent.click(card().getByRole("button", { name: "Send back" }));
    await userEvent.fill(
      page.getByRole("textbox", { name: /What Worker 1 should change/ }),
      "Use the tokens.",
    );
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect
      .poll(() => commands()[0])
      .toMatchObject({
        path: "/api/p/p1/commands/send-back",
        body: { ticket: "T-1", text: "Use the tokens." },
      });
  });

  it("keeps what is being written about it while it is out of sight", async () => {
    const { feed } = await withReview();
    await userEvent.click(card().getByRole("button", { name: "Send back" }));
    const box = page.getByRole("textbox", { name: /What Worker 1 should change/ });
    await userEvent.fill(box, "Use the tokens.");
    const log = page.getByRole("log").element();
    feed.upsert(...Array.from({ length: 60 }, (_, n) => upsert.item(userItem(20 + n, `message ${n}`))));
    await expect.element(page.getByText("message 59")).toBeVisible();
    log.scrollTop = log.scrollHeight;
    await expect.element(box).not.toBeInTheDocument();
    log.dispatchEvent(new WheelEvent("wheel"));
    log.scrollTop = 0;
    await expect.element(box).toHaveValue("Use the tokens.");
  });

  it("shows its diff", async () => {
    const patch =
      "diff --git a/src/theme.css b/src/theme.css\n--- a/src/theme.css\n+++ b/src/theme.css\n@@ -1 +1 @@\n-old\n+the new line\n";
    const body = { run: "R-1.1", base: "1a2b3c4d", head: "58dbc92a", patch, isCut: true };
    await withReview({}, ({ path }) =>
      path.endsWith("/runs/R-1.1/diff") ? { status: 200, body } : undefined,
    );
    await userEvent.click(card().getByRole("button", { name: "Diff" }));
    const dialog = page.getByRole("dialog", { name: "T-1: what Worker 1 changed" });
    await expect.element(dialog).toMatchTextContent("the new line");
    await expect.element(dialog).toMatchTextContent("This diff is cut");
  });
});

it("unverified work lands only after a question that says so", async () => {
  const { commands } = await withReview({ color: "unverified", checks: [] });
  await expect.element(card()).toMatchTextContent("no check has proved this");
  await userEvent.click(card().getByRole("button", { name: /Land UNVERIFIED/ }));
  const question = page.getByRole("alertdialog", { name: "Land T-1 unverified?" });
  await expect.element(question).toBeVisible();
  expect(commands()).toEqual([]);
  await userEvent.click(question.getByRole("button", { name: "Land UNVERIFIED" }));
  await expect
    .poll(() => commands()[0]?.body)
    .toEqual({
      ticket: "T-1",
      hash: "land-1",
      isUnverifiedAccepted: true,
    });
});

it("red work cannot be landed, and says why", async () => {
  await withReview({ color: "red", checks: [checkRow({ color: "red", exitCode: 1 })] });
  await expect.element(card()).toMatchTextContent("Red checks do not land");
  await expect.element(land()).not.toBeInTheDocument();
});

it("work that conflicts names the files and can be sent back", async () => {
  await withReview({ step: "conflicted", landHash: null, conflictFiles: ["src/theme.css"] });
  await expect.element(card()).toMatchTextContent("Conflicts with the target in src/theme.css");
  await expect.element(land()).not.toBeInTheDocument();
  await expect.element(card().getByRole("button", { name: "Send back" })).toBeVisible();
});

it("shows what the review found, what is not met, and protected paths", async () => {
  await withReview({
    opinion: "changes",
    protectedPaths: [".github/workflows/ci.yml"],
    criteria: [{ criterion: "It survives a reload", isMet: false, where: "" }],
    findings: [
      { file: "src/theme.ts", line: 31, text: "It throws in a private window." },
      { file: "", line: 0, text: "There is no test." },
    ],
  });
  for (const text of [
    "asks for changes",
    ".github/workflows/ci.yml",
    "Not met: It survives a reload",
    "src/theme.ts:31",
    "There is no test.",
  ])
    await expect.element(card()).toMatchTextContent(text);
});

it("a landing by words shows them and can be taken back while there is time", async () => {
  const quote = "Yes, land it";
  const { feed, commands } = await showTalk([
    upsert.ticket(
      ticketRow({
        stage: "landing",
        landApproval: { by: "message", quote, at: 0 },
        landUndoUntil: Date.now() + 60_000,
      }),
    ),
    upsert.board({ ...READY, word: "landing", status: "landing · place 1 in the queue" }),
    upsert.review(reviewRow()),
    CARD,
  ]);
  await expect.element(card()).toMatchTextContent(`Approved to land by your words “${quote}”`);
  await expect.element(card()).toMatchTextContent(/Undo \(\d+ s\)/);
  await expect.element(land()).not.toBeInTheDocument();
  await userEvent.click(card().getByRole("button", { name: "Undo the approval of T-1" }));
  await expect.poll(() => commands()[0]?.path).toBe("/api/p/p1/commands/undo-approval");
  feed.upsert(upsert.ticket(ticketRow({ stage: "landing", landUndoUntil: Date.now() - 1 })));
  await expect.element(card().getByRole("button", { name: /Undo/ })).not.toBeInTheDocument();
});

it("a review that is over is one line", async () => {
  const { feed } = await withReview();
  await expect.element(card()).toBeVisible();
  feed.upsert(
    upsert.noReview("R-1.1"),
    upsert.board({ ...READY, stage: "landed", word: "landed", status: "landed · 9f8e7d6" }),
  );
  await expect.element(card()).not.toBeInTheDocument();
  await expect.element(page.getByText("Landed · 9f8e7d6")).toBeVisible();
});
