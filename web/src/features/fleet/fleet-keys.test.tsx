// What the keys of the fleet do, and what is done to all workers at once.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { tabWalk } from "../../ui/testing/tab-walk.ts";
import { begin, FEW, run, showFleet, ways } from "./testing/show-fleet.tsx";

beforeEach(begin);

describe("the keys", () => {
  it("move through all rows and stop at the ends", async () => {
    await showFleet(FEW);
    const at = () => document.activeElement?.getAttribute("data-row");
    const seen: (string | null | undefined)[] = [];
    for (const key of ["k", "j", "j", "j", "j", "j", "k"]) {
      await userEvent.keyboard(key);
      seen.push(at());
    }
    expect(seen).toEqual(["T-2", "T-1", "T-4", "T-3", "T-5", "T-5", "T-3"]);
  });

  it("open, review and stop the row that they are on", async () => {
    await showFleet(FEW);
    await userEvent.keyboard("jjjj{Enter}d");
    expect(ways.onOpenWorker).toHaveBeenCalledExactlyOnceWith("R-3.1");
    expect(ways.onOpenReview).toHaveBeenCalledExactlyOnceWith("T-3");
    await userEvent.keyboard("s");
    const question = page.getByRole("alertdialog", { name: "Stop Worker 3?" });
    await expect.element(question).toMatchTextContent("What it has done is kept");
    expect(run).not.toHaveBeenCalled();
    await question.getByRole("button", { name: "Stop worker" }).click();
    await expect.element(question).not.toBeInTheDocument();
    expect(run.mock.calls).toEqual([["stop-worker", { worker: "W3" }]]);
  });

  it("copy the branch of the row", async () => {
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await showFleet(FEW);
    await userEvent.keyboard("jjjjc");
    expect(write).toHaveBeenCalledExactlyOnceWith("jarvis/t-3.1-dark-mode");
    await expect.element(page.getByText("Branch copied")).toBeVisible();
  });

  it("try again only where the user is needed", async () => {
    await showFleet(FEW);
    await userEvent.keyboard("j");
    await userEvent.keyboard("r");
    await userEvent.keyboard("jjjr");
    await expect.poll(() => run.mock.calls).toEqual([["try-again", { worker: "W2" }]]);
  });

  it("open the message of the row, and say nothing while it is written", async () => {
    await showFleet(FEW);
    await userEvent.keyboard("jjjm");
    const text = page.getByRole("textbox", { name: "Message" });
    await userEvent.fill(text, "jksm");
    await expect
      .element(page.getByRole("dialog", { name: "Message Worker 4" }))
      .toMatchTextContent("Goes into the running turn.");
    expect(page.getByRole("alertdialog").elements()).toEqual([]);
  });

  it("do nothing before a row was chosen", async () => {
    await showFleet(FEW);
    await userEvent.keyboard("srmd");
    expect(run).not.toHaveBeenCalled();
    expect(ways.onOpenReview).not.toHaveBeenCalled();
  });
});

describe("all at once", () => {
  it("messages all that work", async () => {
    await showFleet(FEW);
    await page.getByRole("button", { name: "Message all" }).click();
    await expect.element(page.getByText("Goes to the 2 workers that work now.")).toBeVisible();
    await userEvent.fill(page.getByRole("textbox", { name: "Message" }), "Commit now");
    await page.getByRole("button", { name: /^Send/ }).click();
    expect(run.mock.calls).toEqual([["send-message", { worker: "all", text: "Commit now" }]]);
  });

  it("stops all that work, once that is confirmed", async () => {
    await showFleet(FEW);
    await page.getByRole("button", { name: "Stop everything" }).click();
    const question = page.getByRole("alertdialog", { name: "Stop everything?" });
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(run).not.toHaveBeenCalled();
    await page.getByRole("button", { name: "Stop everything" }).click();
    await question.getByRole("button", { name: "Stop everything" }).click();
    expect(run.mock.calls).toEqual([["stop-everything", {}]]);
  });

  it("is not offered when nobody works", async () => {
    await showFleet([]);
    await expect.element(page.getByRole("button", { name: "Stop everything" })).toBeDisabled();
    await expect.element(page.getByRole("button", { name: "Message all" })).toBeDisabled();
  });
});

describe("without a mouse", () => {
  it.each([1440, 390])(
    "Tab goes through all of it in order and is seen everywhere, at %d px",
    async (widthPx) => {
      await page.viewport(widthPx, 844);
      await showFleet(FEW);
      const stops = await tabWalk();
      expect(stops.filter(({ faults }) => faults.length > 0)).toEqual([]);
      const names = stops.map(({ name }) => name);
      expect(names.slice(0, 4)).toEqual(["Adopt a branch", "Message all", "Stop everything", "Talk"]);
      // Rows of a table are one stop, with the buttons of the row that the keys are on; cards have theirs each.
      const workers = names.filter((name) => /^Actions of|^More for|Worker \d$/.test(name));
      expect(workers.length).toBeGreaterThanOrEqual(widthPx === 390 ? 4 : 1);
    },
  );

  it("a menu and a window close with Escape, and the keys are where they were", async () => {
    await showFleet(FEW);
    await userEvent.keyboard("jjj");
    const row = () => document.activeElement?.getAttribute("data-row");
    expect(row()).toBe("T-4");
    await userEvent.keyboard("m");
    await expect.element(page.getByRole("dialog", { name: /Worker 4/ })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("dialog", { name: /Worker 4/ })).not.toBeInTheDocument();
    await expect.poll(row).toBe("T-4");
    await userEvent.keyboard("s");
    await expect.element(page.getByRole("alertdialog")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("alertdialog")).not.toBeInTheDocument();
    await expect.poll(row).toBe("T-4");
    const more = page
      .getByRole("row", { name: /Worker 4/ })
      .getByRole("button", { name: /Worker 4/ })
      .last();
    more.element().focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("menu")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("menu")).not.toBeInTheDocument();
    await expect.element(more).toHaveFocus();
    expect(run).not.toHaveBeenCalled();
  });
});
