// What a review shows: what speaks for the work, the diff, and what there is without a decision.
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { checkRow, reviewRow, workingRow } from "../../feed/testing/rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { show } from "../../ui/testing/show.tsx";
import { begin, comment, moveHead, readDiff, ready, Review, ways } from "./testing/review.tsx";

beforeEach(begin);

describe("what speaks for the work", () => {
  it("is checks with their output, criteria with their place, findings, and the worker's claim", async () => {
    await show(
      <Review
        review={reviewRow({
          checks: [
            checkRow({ color: "red", exitCode: 1, output: "1 failed" }),
            checkRow({ command: "npm run lint" }),
          ],
          color: "red",
          criteria: [
            { criterion: "It is dark", isMet: true, where: "src/theme.css:2" },
            { criterion: "It stays dark", isMet: false, where: "" },
          ],
          opinion: "changes",
          findings: [{ file: "src/theme.css", line: 3, text: "Take the token" }],
        })}
      />,
    );
    await expect
      .element(page.getByRole("region", { name: "Output of npm test" }))
      .toMatchTextContent("1 failed");
    await expect.element(page.getByRole("region", { name: "Criteria" })).toMatchTextContent("1 of 2 met");
    await expect
      .element(page.getByRole("region", { name: "Criteria" }))
      .toMatchTextContent("It stays dark not met");
    await expect
      .element(page.getByRole("region", { name: "Findings" }))
      .toMatchTextContent("asks for changes");
    await expect
      .element(page.getByRole("region", { name: "The worker's report" }))
      .toMatchTextContent("a claim");
    await expect.element(page.getByRole("article")).toMatchTextContent("Take the token");
    await page.getByRole("button", { name: /npm run lint/ }).click();
    await expect.element(page.getByText("14 passed, 0 failed")).toBeVisible();
  });

  it("names protected paths, and shows a file that is asked for", async () => {
    await show(<Review review={reviewRow({ protectedPaths: ["package-lock.json", "gone.ts"] })} />);
    await expect
      .element(page.getByText("These decide what runs on your machine.", { exact: false }))
      .toBeVisible();
    await page.getByRole("button", { name: "package-lock.json", exact: true }).first().click();
    await expect.element(page.getByRole("region", { name: "package-lock.json" })).toBeInViewport();
    await page.getByRole("button", { name: "gone.ts" }).click();
    await expect.element(page.getByText("Not in this diff")).toBeVisible();
  });
});

describe("the diff", () => {
  const viewed = (path: string) =>
    page.getByRole("region", { name: path, exact: true }).getByRole("checkbox", { name: "Viewed" });

  it("remembers what was viewed, until there is a new commit", async () => {
    const { unmount } = await show(<Review />);
    await viewed("src/theme.css").click();
    await unmount();
    const again = await show(<Review />);
    await expect.element(viewed("src/theme.css")).toBeChecked();
    await expect.element(viewed("src/theme.ts")).not.toBeChecked();
    moveHead("aaaaaaaaaaaa");
    await again.rerender(<Review review={reviewRow({ head: "aaaaaaaaaaaa" })} />);
    await expect.element(viewed("src/theme.css")).not.toBeChecked();
  });

  it("is read again with each new head, and stays while that is read", async () => {
    const { rerender } = await show(<Review />);
    await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
    expect(readDiff).toHaveBeenCalledTimes(1);
    await rerender(<Review review={reviewRow({ head: "bbbbbbbbbbbb" })} />);
    await expect.poll(() => readDiff.mock.calls.length).toBe(2);
    await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
  });

  it("turns from one column to two with a key", async () => {
    await show(<Review />);
    await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
    const split = page.getByRole("button", { name: "Side by side" });
    const was = split.element().getAttribute("aria-pressed");
    await userEvent.keyboard("u");
    await expect.element(split).not.toHaveAttribute("aria-pressed", was);
    await userEvent.keyboard("u");
    await expect.element(split).toHaveAttribute("aria-pressed", was);
  });

  it("says why it could not be read", async () => {
    readDiff.mockResolvedValue({ kind: "failed", code: "x", message: "git said no" });
    await show(<Review />);
    await expect.element(page.getByRole("alert")).toMatchTextContent("git said no");
  });
});

describe("without a decision", () => {
  it("says that nothing waits", async () => {
    await show(<Review board={null} review={null} />);
    await expect.element(page.getByText("No code waiting.")).toBeVisible();
  });

  it("leads to what waits", async () => {
    await show(<Review board={null} review={null} waiting={[reviewRow({ ticket: "T-7" })]} />);
    await page.getByRole("button", { name: "T-7 Title of T-7" }).click();
    expect(ways.onOpenReview).toHaveBeenCalledExactlyOnceWith("T-7");
  });

  it("shows the diff of work that goes on, without notes", async () => {
    await show(<Review review={null} board={workingRow()} />);
    await expect.element(page.getByText("Nothing to decide now")).toBeVisible();
    await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
    expect(page.getByRole("button", { name: "Add a note on the first changed line" }).elements()).toEqual([]);
  });

  it("leads to other reviews from a review", async () => {
    await show(<Review waiting={[ready, reviewRow({ run: "R-8.1", ticket: "T-8", worker: "W8" })]} />);
    await page.getByRole("button", { name: "1 more waits" }).click();
    await page.getByRole("menuitem", { name: /T-8/ }).click();
    expect(ways.onOpenReview).toHaveBeenCalledExactlyOnceWith("T-8");
  });
});

describe.each(THEMES)("in the %s theme", (theme) => {
  it("the page has no serious fault of accessibility", async () => {
    await show(
      <Review
        review={reviewRow({
          color: "unverified",
          protectedPaths: ["package.json"],
          findings: [{ file: "src/theme.css", line: 3, text: "Take the token" }],
        })}
      />,
    );
    await comment("src/theme.ts", "Name the theme");
    expect(await faultsIn(theme)).toEqual([]);
  });

  it("the page of a phone has none, and needs no sideways scrolling", async () => {
    await page.viewport(390, 844);
    await show(<Review />);
    expect(await faultsIn(theme)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    await page.getByRole("tab", { name: /Diff/ }).click();
    await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
    expect(await faultsIn(theme)).toEqual([]);
  });
});
