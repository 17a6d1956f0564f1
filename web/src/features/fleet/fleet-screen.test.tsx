// The fleet on a live feed: what the server says is what is shown.
import { expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { FeedOf } from "../../feed/feed-context.tsx";
import { handMadeFeed, type HandMadeOptions } from "../../feed/testing/hand-made-feed.ts";
import { orchestratorRow, projectRow, upsert, workingRow } from "../../feed/testing/rows.ts";
import { show } from "../../ui/testing/show.tsx";
import { FleetScreen } from "./fleet-screen.tsx";

async function showScreen(options: HandMadeOptions) {
  const feed = handMadeFeed(options);
  await show(
    <FeedOf feed={feed}>
      <FleetScreen onOpenTalk={vi.fn()} onOpenWorker={vi.fn()} onOpenReview={vi.fn()} />
    </FeedOf>,
  );
  return feed;
}

it("shows the rows as they come and change", async () => {
  const feed = await showScreen({
    rows: [
      upsert.project(projectRow()),
      upsert.orchestrator(orchestratorRow({ word: "active", doing: "Thinking" })),
    ],
  });
  await expect.element(page.getByText("Active – Thinking")).toBeVisible();
  await expect.element(page.getByText("claude via API key")).toBeVisible();
  await expect.element(page.getByText("No workers yet.")).toBeVisible();
  feed.upsert(upsert.board(workingRow()));
  const row = page.getByRole("row", { name: /^Worker 1/ });
  await expect.element(row).toMatchTextContent("Bash npm test");
  feed.upsert(upsert.board(workingRow({ step: "Edit src/app.ts", status: "working · Edit src/app.ts" })));
  await expect.element(row).toMatchTextContent("Edit src/app.ts");
});

it("says no time of a main agent that has never done anything, whatever the server's clock says", async () => {
  const feed = await showScreen({ isLive: false });
  const rows = [upsert.project(projectRow()), upsert.orchestrator(orchestratorRow({ since: 0 }))];
  feed.say({ type: "snapshot", epoch: "e", seq: 1, journal: 1, now: Date.now() - 3_600_000, rows });
  feed.setConnection("live");
  const line = page.getByRole("row").nth(1);
  await expect.element(line).toMatchTextContent("Main Orchestrator — Idle");
  await expect.element(line).not.toMatchTextContent(/\d+ (s|min|h|d)\b/);
});

it("says whether the connection is opening, cut, or was never there", async () => {
  const feed = await showScreen({ isLive: false });
  await expect.element(page.getByRole("status", { name: "Reading the fleet" })).toBeInTheDocument();
  feed.setConnection("reconnecting");
  await expect.element(page.getByText("The fleet could not be read.")).toBeVisible();
  feed.say({ type: "snapshot", epoch: "e", seq: 1, journal: 1, now: 1, rows: [upsert.board(workingRow())] });
  await expect.element(page.getByText("Offline – reconnecting")).toBeVisible();
  await expect.element(page.getByRole("row", { name: /^Worker 1/ })).toBeVisible();
  feed.setConnection("live");
  await expect.element(page.getByText("Offline – reconnecting")).not.toBeInTheDocument();
});
