// The list of what waits for review: its order, its words, its keys, and what there is when nothing waits.
import { beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { boardRow, reviewRow } from "../../feed/testing/rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { show } from "../../ui/testing/show.tsx";
import { ReviewList, type ReviewListProps } from "./review-list.tsx";

const ways = { onOpenReview: vi.fn(), onOpenTalk: vi.fn() };

const REVIEWS = [
  reviewRow({ run: "R-3.1", ticket: "T-3", worker: "W3", color: "unverified" }),
  reviewRow({ run: "R-4.1", ticket: "T-4", worker: "W4", step: "check", color: null, opinion: null }),
  reviewRow({
    run: "R-5.1",
    ticket: "T-5",
    worker: "W5",
    step: "conflicted",
    conflictFiles: ["src/theme.css"],
  }),
  reviewRow({ run: "R-6.1", ticket: "T-6", worker: "W6" }),
];
const BOARD = {
  "T-3": boardRow({ ticket: "T-3", title: "Dark mode", word: "ready" }),
  "T-4": boardRow({ ticket: "T-4", title: "CSV export", word: "checking" }),
  "T-5": boardRow({ ticket: "T-5", title: "長".repeat(120), word: "conflict" }),
  "T-6": boardRow({ ticket: "T-6", title: "Search", stage: "landing", word: "landing" }),
};

function List(props: Partial<ReviewListProps>) {
  return (
    <div style={{ height: "100vh", display: "flex", flexDirection: "column" }}>
      <ReviewList
        {...ways}
        reviews={REVIEWS}
        board={BOARD}
        localTime={() => Date.now() - 60_000}
        connection="live"
        {...props}
      />
    </div>
  );
}

beforeEach(async () => {
  vi.clearAllMocks();
  await page.viewport(1440, 900);
});

it("puts what waits for the user first, and says what speaks for each", async () => {
  await show(<List />);
  const names = page.getByRole("listitem").elements();
  expect(names.map((row) => /T-\d/.exec(row.textContent)?.[0])).toEqual(["T-3", "T-5", "T-4", "T-6"]);
  await expect
    .element(page.getByRole("status"))
    .toMatchTextContent("1 to review · 1 needs you · 2 on the way");
  const waiting = page.getByRole("region", { name: "To review" });
  const onTheWay = page.getByRole("region", { name: "On the way" });
  const within = (part: typeof waiting, name: RegExp) =>
    expect.element(part.getByRole("button", { name })).toBeVisible();
  await within(waiting, /^Ready T-3 Dark mode Worker 3/);
  await within(onTheWay, /^Checking T-4 CSV export Worker 4/);
  await within(onTheWay, /^Landing T-6 Search Worker 6/);
  await expect.element(waiting).toMatchTextContent("UNVERIFIED");
  await expect
    .element(page.getByRole("region", { name: "Needs you" }))
    .toMatchTextContent("conflicts in src/theme.css");
});

it("opens by a click and by keys", async () => {
  await show(<List />);
  await page.getByRole("button", { name: /Dark mode/ }).click();
  await userEvent.keyboard("j{Enter}k{Enter}");
  expect(ways.onOpenReview.mock.calls).toEqual([["T-3"], ["T-5"], ["T-3"]]);
});

it("says that nothing waits, and while it is not known, that", async () => {
  const { rerender } = await show(<List reviews={[]} connection="opening" />);
  await expect.element(page.getByRole("status", { name: "Reading the reviews" })).toBeInTheDocument();
  await rerender(<List reviews={[]} />);
  await expect.element(page.getByText("No code waiting.")).toBeVisible();
  await page.getByRole("button", { name: "Go to Talk" }).click();
  expect(ways.onOpenTalk).toHaveBeenCalledOnce();
});

it.each(THEMES)(
  "has no serious fault of accessibility in the %s theme, nor a sideways scroll",
  async (theme) => {
    await show(<List connection="reconnecting" />);
    expect(await faultsIn(theme)).toEqual([]);
    await page.viewport(390, 844);
    await expect.element(page.getByRole("button", { name: /Dark mode/ })).toBeVisible();
    expect(await faultsIn(theme)).toEqual([]);
    const region = page.getByRole("region", { name: "Reviews" }).element();
    expect(region.scrollWidth).toBeLessThanOrEqual(region.clientWidth);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  },
);
