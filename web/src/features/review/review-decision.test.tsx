// The two ways to decide on a review: landing it, and sending it back with comments.
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { checkRow, reviewRow, ticketRow } from "../../feed/testing/rows.ts";
import { show } from "../../ui/testing/show.tsx";
import { begin, board, command, comment, landButton, Review } from "./testing/review.tsx";

beforeEach(begin);

describe("landing", () => {
  it("names what was shown", async () => {
    await show(<Review />);
    await userEvent.keyboard("{Shift>}M{/Shift}");
    await expect
      .poll(() => command.mock.calls)
      .toEqual([["land", { ticket: "T-1", hash: "land-1", isUnverifiedAccepted: false }]]);
  });

  it("of what no check has proved asks first and says so", async () => {
    await show(<Review review={reviewRow({ color: "unverified", checks: [] })} />);
    await page.getByRole("button", { name: /^Land UNVERIFIED/ }).click();
    const question = page.getByRole("alertdialog", { name: "Land T-1 UNVERIFIED?" });
    await expect.element(question).toMatchTextContent("No check has proved this work.");
    expect(command).not.toHaveBeenCalled();
    await question.getByRole("button", { name: "Land UNVERIFIED" }).click();
    expect(command.mock.calls).toEqual([
      ["land", { ticket: "T-1", hash: "land-1", isUnverifiedAccepted: true }],
    ]);
  });

  it("is not offered for red checks, and the key does nothing then", async () => {
    await show(<Review review={reviewRow({ color: "red", checks: [checkRow({ color: "red" })] })} />);
    await expect.element(landButton()).toBeDisabled();
    await expect.element(page.getByText("Its checks fail on the merged tree: send it back.")).toBeVisible();
    await userEvent.keyboard("{Shift>}M{/Shift}");
    expect(command).not.toHaveBeenCalled();
  });

  it("says why it was refused", async () => {
    const message = "T-1 has a new commit since this was shown: look at the new card.";
    command.mockResolvedValueOnce({ kind: "refused", code: "changed-since", message });
    await show(<Review />);
    await landButton().click();
    await expect.element(page.getByText(message)).toBeVisible();
  });

  it("under way can be undone for as long as that is possible", async () => {
    const landing = {
      ...board,
      stage: "landing",
      word: "landing" as const,
      status: "landing · place 1 in the queue",
    };
    const ticket = ticketRow({ stage: "landing", landUndoUntil: Date.now() + 60_000 });
    const { rerender } = await show(<Review board={landing} ticket={ticket} />);
    await expect
      .element(page.getByRole("region", { name: "Decision" }))
      .toMatchTextContent("place 1 in the queue");
    await expect.element(page.getByRole("banner")).toMatchTextContent("Landing");
    expect(landButton().elements()).toEqual([]);
    await page.getByRole("button", { name: "Undo landing" }).click();
    expect(command.mock.calls).toEqual([["undo-approval", { ticket: "T-1" }]]);
    await rerender(<Review board={landing} ticket={ticketRow({ landUndoUntil: Date.now() - 1 })} />);
    await expect.element(page.getByRole("button", { name: "Undo landing" })).not.toBeInTheDocument();
  });
});

describe("sending back", () => {
  it("collects comments and sends them as one message", async () => {
    await show(<Review />);
    await comment("src/theme.css", "Take the token");
    await comment("src/theme.ts", "Name the theme");
    await expect
      .element(page.getByRole("region", { name: "Your comments" }))
      .toMatchTextContent("2 not sent");
    await userEvent.keyboard("c");
    await userEvent.keyboard("Nearly there.");
    await expect.element(page.getByRole("button", { name: /^Send 2 comments to Worker 1/ })).toBeVisible();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.element(page.getByRole("textbox", { name: "Message to Worker 1" })).toHaveValue("");
    expect(command.mock.calls).toEqual([
      [
        "send-back",
        {
          ticket: "T-1",
          text: "Nearly there.\n\nsrc/theme.css:2 (before the change)\nTake the token\n\nsrc/theme.ts:1\nName the theme",
        },
      ],
    ]);
    expect(page.getByRole("region", { name: "Your comments" }).elements()).toEqual([]);
  });

  it("keeps what was written when it is refused, and when one looks elsewhere", async () => {
    command.mockResolvedValueOnce({ kind: "refused", code: "wrong-stage", message: "T-1 is landing." });
    const { unmount } = await show(<Review />);
    await comment("src/theme.css", "Take the token");
    await page.getByRole("button", { name: /^Send 1 comment/ }).click();
    await expect.element(page.getByText("T-1 is landing.")).toBeVisible();
    await unmount();
    await show(<Review />);
    await expect
      .element(page.getByRole("region", { name: "Your comments" }))
      .toMatchTextContent("Take the token");
    await page.getByRole("button", { name: /^Remove the comment/ }).click();
    expect(page.getByRole("region", { name: "Your comments" }).elements()).toEqual([]);
  });

  it("is asked about before a landing that would leave comments behind", async () => {
    await show(<Review />);
    await comment("src/theme.css", "Take the token");
    await landButton().click();
    const question = page.getByRole("alertdialog", { name: "Land T-1 without your comments?" });
    await expect.element(question).toMatchTextContent("One comment has not been sent to Worker 1.");
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(command).not.toHaveBeenCalled();
  });

  it("is not possible with nothing written", async () => {
    await show(<Review />);
    await expect.element(page.getByRole("button", { name: /^Send back/ })).toBeDisabled();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(command).not.toHaveBeenCalled();
  });

  it("offers words for a conflict, which the user sends", async () => {
    const conflict = reviewRow({
      step: "conflicted",
      landHash: null,
      color: null,
      checks: [],
      opinion: null,
      criteria: [],
      conflictFiles: ["src/app.tsx", "src/theme.css"],
    });
    await show(<Review review={conflict} />);
    await expect.element(page.getByRole("region", { name: "Conflict" })).toMatchTextContent("src/app.tsx");
    await page.getByRole("button", { name: "Write “rebase” for Worker 1" }).click();
    expect(command).not.toHaveBeenCalled();
    await page.getByRole("button", { name: /^Send back to Worker 1/ }).click();
    const sent = JSON.stringify(command.mock.calls);
    expect(sent).toMatch(/^\[\["send-back",\{"ticket":"T-1","text":"Your work conflicts with main in src/);
  });
});
