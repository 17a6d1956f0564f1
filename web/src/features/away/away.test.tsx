// Going away and coming back on a live feed: what is asked of the daemon, what is refused, and what is told on return.
import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { ProjectRow } from "../../../../src/wire/rows.ts";
import { FeedOf } from "../../feed/feed-context.tsx";
import { handMadeFeed } from "../../feed/testing/hand-made-feed.ts";
import { projectRow, upsert } from "../../feed/testing/rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { show } from "../../ui/testing/show.tsx";
import { AwayPlace } from "./away-place.tsx";
import { AwaySection } from "./away-section.tsx";

const AWAY: ProjectRow["away"] = {
  since: 0,
  until: Date.UTC(2026, 10, 25, 3, 10),
  costUsdMax: 30,
  spentUsd: 4.5,
  isUnsafe: false,
  isOver: false,
};
const REPORT: ProjectRow["awayReport"] = {
  since: 0,
  endedAt: 1,
  why: "back",
  landed: [{ ticket: "T-1", title: "Dark mode", commit: "1a2b3c4d5e6f" }],
  waits: [
    { ticket: "T-2", title: "Profile", what: "land or send back T-2", minutes: 8 },
    { ticket: "T-4", title: "Search", what: "approve T-4", minutes: 2 },
  ],
  failed: [{ ticket: "T-3", title: "Upgrade", why: "lost: its process ended" }],
  refused: [{ at: 1, what: "the approval of a ticket", about: "T-4", by: "orchestrator" }],
  spentUsd: 4.5,
  costUsdMax: 30,
  kept: [{ ticket: "T-3", run: "R-3.1", ref: "refs/jarvis/keep/R-3.1/1" }],
  leftOutCount: 0,
  lines: [],
};

async function showAway(over: Partial<ProjectRow>) {
  const feed = handMadeFeed({ rows: [upsert.project(projectRow(over))] });
  const run = vi.spyOn(feed, "run");
  vi.spyOn(feed, "whenShown").mockResolvedValue();
  await show(
    <FeedOf feed={feed}>
      <main>
        <AwayPlace />
        <AwaySection />
      </main>
    </FeedOf>,
  );
  return { feed, run };
}

const button = (name: string) => page.getByRole("button", { name, exact: true });

describe("going away", () => {
  it("asks with hours, dollars and the consent to no box, and shows each red condition", async () => {
    const { run } = await showAway({ sandboxLevel: 0 });
    await button("Go away…").click();
    run.mockResolvedValue({ kind: "refused", code: "wrong-stage", message: "1 of 6\n- power: plug it in" });
    await userEvent.fill(page.getByLabelText("For how many hours"), "1.5");
    await userEvent.fill(page.getByLabelText("Budget in dollars"), "12");
    await page.getByRole("checkbox").click();
    await button("Go away").click();
    expect(run).toHaveBeenCalledWith("go-away", { minutes: 90, costUsd: 12, isUnsafe: true });
    await expect.element(page.getByRole("alert")).toMatchTextContent("power: plug it in");
    run.mockResolvedValue({ kind: "accepted", text: "away", journal: 1 });
    await button("Go away").click();
    await expect.element(page.getByRole("form", { name: "Go away" })).not.toBeInTheDocument();
  });

  it("says what is wrong with an amount, and asks nothing", async () => {
    const { run } = await showAway({});
    await button("Go away…").click();
    await expect.element(page.getByRole("checkbox")).not.toBeInTheDocument();
    await userEvent.fill(page.getByLabelText("Budget in dollars"), "0");
    await expect.element(page.getByText("Dollars above 0", { exact: false })).toBeVisible();
    await button("Go away").click();
    expect(run).not.toHaveBeenCalled();
  });
});

describe("while away", () => {
  it("says so over every screen, and tells on return what came of it", async () => {
    const { feed, run } = await showAway({ away: AWAY });
    await expect.element(page.getByRole("status")).toMatchTextContent("$4.50 of $30.00 spent");
    await expect.element(button("Go away…")).toBeDisabled();
    run.mockImplementation(async () => {
      feed.upsert(upsert.project(projectRow({ away: null, awayReport: REPORT })));
      return { kind: "accepted", text: "back", journal: 1 };
    });
    await button("I am back").click();
    expect(run).toHaveBeenCalledWith("come-back", {});
    const dialog = page.getByRole("dialog", { name: "While you were away" });
    await expect.element(dialog).toMatchTextContent("Waits for you, about 10 min");
    await expect
      .element(dialog)
      .toMatchTextContent("the approval of a ticket of T-4, asked by the orchestrator");
    await expect.element(page.getByRole("status")).not.toBeInTheDocument();
  });

  it("says that the time is over", async () => {
    await showAway({ away: { ...AWAY, isOver: true } });
    await expect.element(page.getByRole("status")).toMatchTextContent("Your time away is over.");
  });
});

it("a blown fuse is told with its reason, and reset", async () => {
  const { run } = await showAway({ fuse: { reason: "2 candidates failed in a row", since: 0 } });
  await expect.element(page.getByRole("alert")).toMatchTextContent("2 candidates failed in a row");
  run.mockResolvedValue({ kind: "accepted", text: "reset", journal: 1 });
  await button("Reset").click();
  expect(run).toHaveBeenCalledWith("reset-fuse", {});
});

it.each(THEMES)("has no fault that a reader of the page meets, %s", async (theme) => {
  await page.viewport(360, 740);
  await showAway({ away: AWAY, awayReport: REPORT, fuse: { reason: "why", since: 0 } });
  await expect.element(page.getByRole("alert")).toBeVisible();
  expect(await faultsIn(theme)).toEqual([]);
});
