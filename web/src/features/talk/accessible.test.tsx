// Every state of the conversation in both themes, wide and narrow, under axe.
import { afterEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { RowUpsert } from "../../../../src/wire/rows.ts";
import {
  answerItem,
  item,
  orchestratorRow,
  reviewRow,
  ticketRow,
  upsert,
  userItem,
  workingRow,
} from "../../feed/testing/rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { showTalk } from "./testing/show-talk.tsx";

const card = (n: number, ticket: string) => upsert.item(item(n, { kind: "ticket", ticket, isEdit: false }));

const STATES: Readonly<Record<string, readonly RowUpsert[]>> = {
  empty: [],
  draft: [
    upsert.item(userItem(1, "I want dark mode\n```sh\nnpm test\n```")),
    upsert.item(
      answerItem(2, "## A ticket\n\n- one\n- [two](https://example.com)\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
    ),
    upsert.ticket(ticketRow({ overlaps: ["Overlaps with T-3 Login in src: landing one may conflict"] })),
    card(3, "T-1"),
  ],
  "in the middle": [
    upsert.item(userItem(1, "Sounds good, implement it")),
    upsert.item(
      item(2, { kind: "notice", level: "info", text: "T-1 approved by your words", ticket: "T-1" }),
    ),
    upsert.item(item(3, { kind: "notice", level: "success", text: "T-4 landed as 9f8e7d6", ticket: "T-4" })),
    upsert.item(item(4, { kind: "notice", level: "error", text: "No answer: timed out.", ticket: null })),
    upsert.ticket(
      ticketRow({
        stage: "running",
        canUndoStart: true,
        approval: { by: "message", quote: "Sounds good", at: 0 },
      }),
    ),
    upsert.board(workingRow({ word: "needs-you", status: "needs you · which colour?" })),
    card(5, "T-1"),
    upsert.item(item(6, { kind: "notice", level: "warning", text: "Worker 1 needs you", ticket: "T-1" })),
    upsert.item(userItem(7, "And then?")),
    upsert.orchestrator(
      orchestratorRow({
        word: "active",
        doing: "Thinking",
        turn: { n: 9, kind: "user", messages: [] },
        queued: [{ id: "m7", text: "And then?", at: 0 }],
        trouble: "The model did not answer.",
      }),
    ),
  ],
  review: [
    upsert.item(
      item(2, {
        kind: "report",
        ticket: "T-1",
        run: "R-1.1",
        worker: "W1",
        text: "Done.\n\n".repeat(20),
      }),
    ),
    upsert.ticket(ticketRow({ stage: "review" })),
    upsert.board(workingRow({ word: "ready", status: "ready · green · review accepts", step: null })),
    upsert.review(
      reviewRow({
        protectedPaths: ["package.json"],
        findings: [{ file: "a.ts", line: 3, text: "A finding" }],
        color: "unverified",
      }),
    ),
    upsert.item(item(3, { kind: "review", ticket: "T-1", run: "R-1.1", worker: "W1" })),
    upsert.item(answerItem(4, "Worker 1 finished.", 4, "report")),
  ],
};

const WIDTHS = { wide: [1_440, 900], narrow: [360, 780] } as const;

afterEach(() => page.viewport(1_280, 800));

describe.each(Object.entries(WIDTHS))("%s", (_name, [width, height]) => {
  it.each(Object.entries(STATES))("%s has no serious fault and fits", async (_state, rows) => {
    await page.viewport(width, height);
    await showTalk(rows);
    await expect.element(page.getByRole("textbox", { name: "Message to JARVIS" })).toBeVisible();
    for (const theme of THEMES) expect(await faultsIn(theme), theme).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

it("windows have no serious fault", async () => {
  await showTalk(STATES["draft"], {
    answer: ({ path }) =>
      path.includes("/tickets/")
        ? { status: 200, body: { ticket: "T-1", description: "All of it", firstMessage: "Goal", detail: {} } }
        : undefined,
  });
  await userEvent.click(page.getByRole("button", { name: /^Edit/ }));
  await expect.element(page.getByRole("textbox", { name: "Title" })).toBeVisible();
  for (const theme of THEMES) expect(await faultsIn(theme), theme).toEqual([]);
  await userEvent.click(page.getByRole("button", { name: "Cancel" }));
  await userEvent.click(page.getByRole("button", { name: "First message of T-1" }));
  await expect.element(page.getByRole("dialog")).toMatchTextContent("Goal");
  for (const theme of THEMES) expect(await faultsIn(theme), theme).toEqual([]);
});

it("what a finger touches is at least 44 px high on a phone", async () => {
  await page.viewport(390, 844);
  await showTalk(STATES["draft"]);
  await expect.element(page.getByRole("button", { name: /Approve & start/ })).toBeVisible();
  const small = [...document.querySelectorAll("[data-card] button, form button, textarea")]
    .filter((element) => element.getAttribute("role") !== "switch")
    .map((element) => [element.textContent, element.getBoundingClientRect().height] as const)
    .filter(([, heightPx]) => heightPx < 44);
  expect(small).toEqual([]);
});

describe("who goes through it by ear", () => {
  it("hears of each turn who speaks and when", async () => {
    const { feed } = await showTalk([
      upsert.item(userItem(1, "hello")),
      upsert.item(answerItem(2, "Hello.", 2)),
      upsert.item(item(3, { kind: "report", run: "R-2.1", ticket: "T-2", worker: "W2", text: "Done." })),
      upsert.item(answerItem(4, "Worker 2 is done.", 3, "report")),
      upsert.orchestrator(
        orchestratorRow({ word: "active", doing: "Thinking", turn: { n: 5, kind: "user", messages: [] } }),
      ),
    ]);
    feed.delta(5, "And");
    const names = () =>
      page
        .getByRole("log", { name: "Conversation" })
        .getByRole("article")
        .elements()
        .map((turn) => turn.getAttribute("aria-label")?.replace(/, \d\d?[:.]\d\d( ?[AP]M)?$/, ", TIME"));
    await expect
      .poll(names)
      .toEqual([
        "You, TIME",
        "JARVIS, TIME",
        "Worker 2 reports, TIME",
        "JARVIS about Worker 2, TIME",
        "JARVIS, writing",
      ]);
  });
});
