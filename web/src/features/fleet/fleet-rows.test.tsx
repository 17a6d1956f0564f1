// What each row of the fleet says, and what waits for the user.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { faultsIn } from "../../ui/testing/accessible.ts";
import { boardRow, orchestrator, rowsOfEveryWord } from "./testing/rows.ts";
import { begin, FEW, rowOf, run, showFleet, ways } from "./testing/show-fleet.tsx";
import { LOOK_OF } from "../../feed/status-look.ts";

const MINUTE_MS = 60_000;

beforeEach(begin);

describe("the main agent", () => {
  it("is the first row, with what it does, what answers, and how many messages wait", async () => {
    const queued = [{ id: "m", text: "and then?", at: 1 }];
    await showFleet(FEW, { orchestrator: orchestrator({ queued }) });
    const first = page.getByRole("row").nth(1);
    await expect.element(first).toMatchTextContent("Main Orchestrator — Active – Conversing");
    await expect.element(first).toMatchTextContent("claude via API key 1 message queued");
  });

  it.each([1440, 390])("reads as one line of words at %d px", async (widthPx) => {
    await page.viewport(widthPx, 844);
    await showFleet([]);
    await expect.element(page.getByText("Active – Conversing")).toBeVisible();
    const line = page.getByText("Main Orchestrator", { exact: true }).element().parentElement;
    expect(line?.innerText).toBe("Main Orchestrator — Active – Conversing");
    expect(line?.textContent).toBe("Main Orchestrator — Active – Conversing");
  });

  it("says why there was no answer", async () => {
    await showFleet([], {
      orchestrator: orchestrator({ word: "offline", doing: "", trouble: "401 from the API" }),
    });
    const first = page.getByRole("row").nth(1);
    await expect.element(first).toMatchTextContent("— Offline");
    await expect.element(first).toMatchTextContent("No answer: 401 from the API");
  });

  it("is offline and the rows stay readable while the connection is down", async () => {
    await showFleet(FEW, { connection: "reconnecting" });
    await expect.element(page.getByText("Offline – reconnecting")).toBeVisible();
    await expect.element(rowOf("Worker 4: Profile page")).toBeVisible();
    expect(await faultsIn("light")).toEqual([]);
  });
});

describe("a row", () => {
  it("says each word with its reason", async () => {
    await showFleet(rowsOfEveryWord());
    await page.getByRole("button", { name: "Landed & closed (4)" }).click();
    for (const { ticket, worker, title, word } of rowsOfEveryWord()) {
      const name = worker === null ? `${ticket}: ${title}` : `${worker.replace("W", "Worker ")}: ${title}`;
      await expect.element(rowOf(name)).toMatchTextContent(LOOK_OF[word].word);
    }
    await expect.element(rowOf("The ticket that is closed")).toMatchTextContent("discarded by the user");
    await expect
      .element(rowOf("The ticket that is ready"))
      .toMatchTextContent("checks green on the merged tree");
  });

  it("has step, branch, commit, change, turns, tokens and cost", async () => {
    await showFleet([boardRow()]);
    const row = rowOf("Worker 1: Dark mode");
    for (const text of [
      "Bash npm test",
      "jarvis/t-1.1-dark-mode-toggle",
      "b1946ac",
      "theme: tokens",
      "6 files",
    ])
      await expect.element(row).toMatchTextContent(text);
    await expect.element(row).toMatchTextContent("+184");
    await expect.element(row).toMatchTextContent("14 turns · 12.4k");
    await expect.element(row).toMatchTextContent("$0.42");
    await expect.element(row).toMatchTextContent("ticket-worker");
  });

  it("is stale when its agent has been silent, and only while it works", async () => {
    const silent = { seenAt: Date.now() - 2.5 * MINUTE_MS };
    await showFleet([
      boardRow({ ...silent, ticket: "T-1", worker: "W1", title: "Silent" }),
      boardRow({ ...silent, ticket: "T-2", worker: "W2", title: "Checked", word: "checking", step: null }),
    ]);
    await expect.element(rowOf("Worker 1: Silent")).toMatchTextContent("stale no event for 2 min");
    await expect.element(rowOf("Worker 2: Checked")).not.toMatchTextContent("stale");
  });

  it("copies branch and commit", async () => {
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await showFleet([boardRow()]);
    await page.getByRole("button", { name: /^Copy branch/ }).click();
    await page.getByRole("button", { name: "Copy commit: b1946ac" }).click();
    expect(write.mock.calls).toEqual([["jarvis/t-1.1-dark-mode-toggle-in-settings"], ["b1946ac"]]);
  });
});

describe("what waits for the user", () => {
  it("stands first, with the reason and one button", async () => {
    await showFleet(FEW);
    const names = page
      .getByRole("row")
      .elements()
      .map((row) => row.getAttribute("aria-label"));
    expect(names.filter(Boolean)).toEqual([
      "Worker 2: Sign-in limit",
      "Worker 1: CSV export",
      "Worker 4: Profile page",
      "Worker 3: Dark mode",
      "T-5: Search",
    ]);
    await expect.element(rowOf("Worker 2: ")).toMatchTextContent("its agent was lost 3 times in a row");
    await rowOf("Worker 1: ").getByRole("button", { name: "Review" }).click();
    expect(ways.onOpenReview).toHaveBeenCalledExactlyOnceWith("T-1");
  });

  it("is answered with a message", async () => {
    await showFleet(FEW);
    await page.getByRole("button", { name: "Answer" }).click();
    const dialog = page.getByRole("dialog", { name: "Answer Worker 2" });
    await expect.element(dialog).toMatchTextContent("its agent was lost 3 times in a row");
    await userEvent.fill(dialog.getByRole("textbox", { name: "Message" }), "Use the other endpoint");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.element(dialog).not.toBeInTheDocument();
    expect(run.mock.calls).toEqual([["send-message", { worker: "W2", text: "Use the other endpoint" }]]);
  });

  it("tries again without a message", async () => {
    await showFleet(FEW);
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByRole("button", { name: "Try again without a message" }).click();
    expect(run.mock.calls).toEqual([["try-again", { worker: "W2" }]]);
  });

  it("keeps the message and says why when it is refused", async () => {
    run.mockResolvedValueOnce({
      kind: "refused",
      code: "bound-reached",
      message: "R-2.1 has had 200 messages.",
    });
    await showFleet(FEW);
    await page.getByRole("button", { name: "Answer" }).click();
    const text = page.getByRole("textbox", { name: "Message" });
    await userEvent.fill(text, "Go on");
    await page.getByRole("button", { name: /^Send/ }).click();
    await expect.element(page.getByText("R-2.1 has had 200 messages.")).toBeVisible();
    await expect.element(text).toHaveValue("Go on");
  });
});
