// An agent's record in a page: the newest lines, those that come, and those that were dropped on the way.
import { expect, it, onTestFinished, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
import { FeedOf } from "./feed-context.tsx";
import { handMadeFeed, type HandMadeFeed } from "./testing/hand-made-feed.ts";
import { timelineRow } from "./testing/rows.ts";
import { useTimeline } from "./timeline.ts";

const LAST = 300;

/** A server that has lines 1 to LAST of every run, in pages of 100. */
function serveLines(failures: Set<string> = new Set()): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    if (failures.has(path))
      return Response.json(
        { kind: "refused", code: "gone", message: "The record cannot be read." },
        { status: 500 },
      );
    const query = new URL(path, location.href).searchParams;
    const after = query.get("after");
    const end = Number(query.get("before") ?? LAST + 1);
    const first = after === null ? Math.max(1, end - 100) : Number(after) + 1;
    const count = Math.min(100, (after === null ? end : LAST + 1) - first);
    const rows = Array.from({ length: count }, (_, index) => timelineRow(first + index));
    return Response.json({ rows, before: first > 1 ? first : null });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return asked;
}

function Lines({ run }: { readonly run: string }) {
  const { rows, hasOlder, readOlder, trouble, retry } = useTimeline(run);
  return (
    <main>
      <output>{rows.map(({ n }) => n).join(" ")}</output>
      {hasOlder && <button onClick={readOlder}>Older</button>}
      {trouble !== null && <button onClick={retry}>{trouble}</button>}
    </main>
  );
}

async function showLines(run = "R-1.1") {
  const feed = handMadeFeed();
  const { rerender } = await render(
    <FeedOf feed={feed}>
      <Lines run={run} />
    </FeedOf>,
  );
  const show = (next: string) =>
    rerender(
      <FeedOf feed={feed}>
        <Lines run={next} />
      </FeedOf>,
    );
  return { feed, show };
}

const shown = () => page.getByRole("status").element().textContent ?? "";
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n).join(" ");
const say = (feed: HandMadeFeed, run: string, ...numbers: readonly number[]) =>
  feed.say({ type: "activity", run, rows: numbers.map((n) => timelineRow(n)) });

it("shows the newest page, goes on with what comes, and pages back to the first line", async () => {
  serveLines();
  const { feed } = await showLines();
  await expect.poll(shown).toBe(range(201, 300));
  say(feed, "R-1.1", 301, 302);
  await expect.poll(shown).toBe(range(201, 302));
  await page.getByRole("button", { name: "Older" }).click();
  await expect.poll(shown).toBe(range(101, 302));
  await page.getByRole("button", { name: "Older" }).click();
  await expect.poll(shown).toBe(range(1, 302));
  await expect.element(page.getByRole("button", { name: "Older" })).not.toBeInTheDocument();
});

it("fetches lines that were dropped on the way", async () => {
  const asked = serveLines();
  const { feed } = await showLines();
  await expect.poll(shown).toBe(range(201, 300));
  say(feed, "R-1.1", 305);
  await expect.poll(() => asked.at(-1)).toBe("/api/p/p1/runs/R-1.1/timeline?after=300");
});

it("asks what it missed when the connection is back", async () => {
  const asked = serveLines();
  const { feed } = await showLines();
  await expect.poll(shown).toBe(range(201, 300));
  feed.setConnection("reconnecting", 1);
  feed.setConnection("live", 2);
  await expect.poll(() => asked.at(-1)).toBe("/api/p/p1/runs/R-1.1/timeline?after=300");
});

it("shows nothing of one agent under the name of another", async () => {
  serveLines();
  const { feed, show } = await showLines();
  await expect.poll(shown).toBe(range(201, 300));
  await show("R-2.1");
  say(feed, "R-1.1", 301);
  await expect.poll(shown).toBe(range(201, 300));
  say(feed, "R-2.1", 301);
  await expect.poll(shown).toBe(range(201, 301));
  expect(Object.keys(feed.store.getState().known.activity)).toEqual(["R-2.1"]);
});

it("says why nothing is there, and asks again when told to", async () => {
  const failures = new Set(["/api/p/p1/runs/R-1.1/timeline"]);
  serveLines(failures);
  await showLines();
  const retry = page.getByRole("button", { name: "The record cannot be read." });
  await expect.element(retry).toBeVisible();
  failures.clear();
  await retry.click();
  await expect.poll(shown).toBe(range(201, 300));
});
