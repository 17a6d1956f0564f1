// A worker's page on a live feed: its row, its record as it grows, its diff.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { FeedOf } from "../../feed/feed-context.tsx";
import { handMadeFeed } from "../../feed/testing/hand-made-feed.ts";
import { ticketRow, timelineRow, upsert, workingRow } from "../../feed/testing/rows.ts";
import { PATCH } from "../../ui/testing/samples.ts";
import { show } from "../../ui/testing/show.tsx";
import { WorkerScreen } from "./worker-screen.tsx";

const ANSWERS: Readonly<Record<string, unknown>> = {
  "/api/p/p1/runs/R-1.1/timeline": {
    rows: [timelineRow(1, { text: "I begin" }), timelineRow(2, { text: "I go on", isCut: true })],
    before: null,
  },
  "/api/p/p1/runs/R-1.1/diff": { run: "R-1.1", base: "1a2b3c4", head: "58dbc92", patch: PATCH, isCut: false },
};

beforeEach(() => {
  vi.stubGlobal("fetch", (address: string) => {
    const answer = ANSWERS[address];
    return Promise.resolve(
      Response.json(answer ?? { code: "unknown", message: address }, { status: answer ? 200 : 404 }),
    );
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it("shows the run that is asked for, its record as it grows and its diff", async () => {
  const feed = handMadeFeed({ rows: [upsert.board(workingRow()), upsert.ticket(ticketRow())] });
  const ways = { onOpenFleet: vi.fn(), onOpenWorker: vi.fn(), onOpenReview: vi.fn() };
  await show(
    <FeedOf feed={feed}>
      <div className="flex h-dvh flex-col">
        <WorkerScreen {...ways} run="R-1.1" />
      </div>
    </FeedOf>,
  );
  await expect.element(page.getByRole("heading", { name: "Worker 1" })).toBeVisible();
  await expect.element(page.getByText("I begin")).toBeVisible();
  feed.say({ type: "activity", run: "R-1.1", rows: [timelineRow(3, { text: "I am done" })] });
  await expect.element(page.getByText("I am done")).toBeVisible();
  await page.getByRole("tab", { name: /Changes/ }).click();
  await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
});
