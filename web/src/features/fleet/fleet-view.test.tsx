// The fleet as a whole: its counts, its size, its reader with a screen reader or a phone.
import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { boardRow, LONG_BRANCH, RTL_TITLE, rowsOfEveryWord } from "./testing/rows.ts";
import { begin, FEW, Fleet, rowOf, showFleet } from "./testing/show-fleet.tsx";

beforeEach(begin);

it("says what landed today, and leaves to the bar what the bar counts", async () => {
  await showFleet([
    ...FEW,
    boardRow({ ticket: "T-9", word: "landed", since: Date.now(), endedAt: Date.now() }),
  ]);
  await expect.element(page.getByText("1 landed today")).toBeVisible();
  for (const text of [/\d running/, /needs? you$/, /\d to review/])
    expect(page.getByRole("banner").getByText(text).elements()).toEqual([]);
});

it("says what there is when there is nothing", async () => {
  const { rerender } = await showFleet([]);
  await expect.element(page.getByText("No workers yet.")).toBeVisible();
  await expect.element(page.getByText("Approve a ticket in Talk and it starts here.")).toBeVisible();
  await rerender(<Fleet connection="opening" orchestrator={null} model={null} />);
  await expect.element(page.getByRole("status", { name: "Reading the fleet" })).toBeInTheDocument();
  await rerender(<Fleet connection="unreachable" orchestrator={null} model={null} />);
  await expect.element(page.getByRole("alert")).toMatchTextContent("JARVIS does not answer.");
});

it("leaves what is over closed, and draws no more of it than is asked for", async () => {
  const over = Array.from({ length: 120 }, (_, n) =>
    boardRow({ ticket: `T-${n}`, worker: `W${n}`, title: "Over", word: "landed", endedAt: 1 }),
  );
  await showFleet(over);
  expect(page.getByRole("row", { name: /Over$/ }).elements()).toHaveLength(0);
  await page.getByRole("button", { name: "Landed & closed (120)" }).click();
  expect(page.getByRole("row", { name: /Over$/ }).elements()).toHaveLength(50);
  await page.getByRole("button", { name: "Show 50 more" }).click();
  expect(page.getByRole("row", { name: /Over$/ }).elements()).toHaveLength(100);
});

it("keeps what was opened open when its width changes", async () => {
  await showFleet([boardRow({ ticket: "T-9", worker: "W9", title: "Over", word: "landed", endedAt: 1 })]);
  await page.getByRole("button", { name: "Landed & closed (1)" }).click();
  await expect.element(rowOf("Worker 9: Over")).toBeVisible();
  await page.viewport(390, 844);
  await expect.element(page.getByRole("article", { name: "Worker 9: Over" })).toBeVisible();
  await page.viewport(1440, 900);
  await expect.element(rowOf("Worker 9: Over")).toBeVisible();
});

it("keeps its columns where they are when numbers change, with fifty workers", async () => {
  const rows = (step: number) =>
    Array.from({ length: 50 }, (_, n) =>
      boardRow({
        ticket: `T-${n}`,
        worker: `W${n}`,
        title: `Work ${n}`,
        costUsd: n * step,
        turnCount: n * step,
        added: n * step * 7,
        step: `Bash step ${step}`,
      }),
    );
  const { rerender } = await showFleet(rows(1));
  const places = () =>
    [...document.querySelectorAll("[data-row] [role=gridcell]")].map((cell) => {
      const { x, y, width } = cell.getBoundingClientRect();
      return `${x} ${y} ${width}`;
    });
  const before = places();
  expect(before).toHaveLength(400);
  await rerender(<Fleet rows={rows(13)} />);
  await expect.element(rowOf("Worker 49: Work 49")).toMatchTextContent("$637.00");
  expect(places()).toEqual(before);
});

it.each([1440, 1024, 900])(
  "needs no sideways scrolling at %d px, whatever things are called",
  async (width) => {
    await page.viewport(width, 800);
    const long = "needs you · " + "an explanation without an end ".repeat(13);
    await showFleet([
      boardRow({ branch: LONG_BRANCH, title: RTL_TITLE, lastCommit: `58dbc92 ${"x".repeat(300)}` }),
      boardRow({
        ticket: "T-2",
        worker: "W2",
        title: "長".repeat(120),
        word: "needs-you",
        status: long,
        step: null,
      }),
      boardRow({
        ticket: "T-3",
        worker: "W1234",
        added: 1_234_567,
        removed: 987_654,
        tokens: 1e9,
        costUsd: 98_765,
      }),
    ]);
    const region = page.getByRole("region", { name: "All agents" }).element();
    expect(region.scrollWidth).toBeLessThanOrEqual(region.clientWidth);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  },
);

it("is made of cards on a phone, and needs no sideways scrolling there", async () => {
  await page.viewport(390, 844);
  await showFleet([...FEW, boardRow({ ticket: "T-9", worker: "W9", branch: LONG_BRANCH, title: RTL_TITLE })]);
  expect(page.getByRole("grid").elements()).toHaveLength(0);
  await expect.element(page.getByRole("article", { name: "Worker 2: Sign-in limit" })).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  const region = page.getByRole("region", { name: "All agents" }).element();
  expect(region.scrollWidth).toBeLessThanOrEqual(region.clientWidth);
  await page.getByRole("button", { name: "Answer" }).click();
  await expect.element(page.getByRole("dialog", { name: "Answer Worker 2" })).toBeVisible();
});

it.each(THEMES)("has no serious fault of accessibility in the %s theme", async (theme) => {
  await showFleet([...FEW, ...rowsOfEveryWord().map((row) => ({ ...row, ticket: `${row.ticket}0` }))]);
  expect(await faultsIn(theme)).toEqual([]);
});

it.each(THEMES)("has none on a phone either, in the %s theme", async (theme) => {
  await page.viewport(390, 844);
  await showFleet(FEW);
  expect(await faultsIn(theme)).toEqual([]);
});
