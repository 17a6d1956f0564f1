// The review on a live feed: it is of the ticket's latest run, and goes when the run goes on.
import { afterEach, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { FeedOf } from "../../feed/feed-context.tsx";
import { handMadeFeed } from "../../feed/testing/hand-made-feed.ts";
import { reviewRow, ticketRow, upsert, workingRow } from "../../feed/testing/rows.ts";
import { PATCH } from "../../ui/testing/samples.ts";
import { show } from "../../ui/testing/show.tsx";
import { ReviewScreen } from "./review-screen.tsx";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("shows what waits for the decision, until the worker goes on", async () => {
  const fetched = vi.fn((_address: string) =>
    Promise.resolve(
      Response.json({ run: "R-1.1", base: "1a2b3c4", head: "58dbc92", patch: PATCH, isCut: false }),
    ),
  );
  vi.stubGlobal("fetch", fetched);
  const ready = workingRow({ stage: "review", word: "ready", status: "ready", step: null });
  const feed = handMadeFeed({
    rows: [
      upsert.board(ready),
      upsert.board(workingRow({ ticket: "T-2", run: "R-2.1", title: "Profile page" })),
      upsert.ticket(ticketRow()),
      upsert.review(reviewRow()),
      upsert.review(reviewRow({ run: "R-2.1", ticket: "T-2" })),
    ],
  });
  const ways = { onOpenFleet: vi.fn(), onOpenWorker: vi.fn(), onOpenReview: vi.fn() };
  await show(
    <FeedOf feed={feed}>
      <div className="flex h-dvh flex-col">
        <ReviewScreen {...ways} ticket="T-1" />
      </div>
    </FeedOf>,
  );
  await expect.element(page.getByRole("button", { name: /^Land/ })).toBeEnabled();
  await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
  expect(fetched.mock.calls[0]?.[0]).toBe("/api/p/p1/runs/R-1.1/diff");
  await page.getByRole("button", { name: "1 more waits" }).click();
  await expect.element(page.getByRole("menuitem", { name: /T-2 Profile page/ })).toBeVisible();
  feed.upsert(upsert.noReview("R-1.1"), upsert.board(workingRow()));
  await expect.element(page.getByText("Nothing to decide now")).toBeVisible();
});
