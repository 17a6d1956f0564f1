// The controls of a row: where each is offered, what it asks and sends, and what is drawn of budgets and of what is taken over.
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { ProjectBudgetRow } from "../../../../src/wire/budget-rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { boardRow, waitingRow } from "./testing/rows.ts";
import { begin, run, runProgram, showFleet } from "./testing/show-fleet.tsx";

beforeEach(begin);

const ZERO = { costUsd: 0, tokens: 0, turnCount: 0, runningMs: 0 };
const HELD = {
  spent: { ...ZERO, costUsd: 5.02 },
  caps: { costUsd: 5 },
  reserved: ZERO,
  ticketSpentUsd: 5.02,
  ticketCapUsd: null,
  over: {
    scope: "run",
    measure: "costUsd",
    spent: 5.02,
    cap: 5,
    until: null,
    text: "over its budget: $5.02 of $5.00",
  },
  isWaiting: false,
} as const;
const DAY: ProjectBudgetRow = {
  day: { spent: { ...ZERO, costUsd: 18.1 }, reserved: { ...ZERO, costUsd: 5 }, caps: { costUsd: 25 } },
  dayStartsAt: 0,
  dayEndsAt: 1,
  project: { spent: ZERO, reserved: ZERO, caps: {} },
  heldCount: 1,
  text: null,
};
const working = boardRow();
const byHand = boardRow({ word: "taken-over", status: "taken over by you · /srv/shop/r-1.1", step: null });
const held = boardRow({ word: "needs-you", status: "needs you · over its budget", budget: HELD, step: null });

const open = (name: string) => page.getByRole("dialog", { name });

describe("the keys of a row", () => {
  it("interrupt with words, and show why it was refused", async () => {
    run.mockResolvedValueOnce({ kind: "refused", code: "wrong-stage", message: "There is no turn." });
    await showFleet([working]);
    await userEvent.keyboard("ji");
    const dialog = open("Interrupt Worker 1");
    await userEvent.fill(dialog.getByRole("textbox", { name: "Message" }), "Use the other file");
    await dialog.getByRole("button", { name: /^Interrupt/ }).click();
    await expect.element(dialog).toMatchTextContent("There is no turn.");
    await dialog.getByRole("button", { name: /^Interrupt/ }).click();
    await expect.element(dialog).not.toBeInTheDocument();
    expect(run.mock.lastCall).toEqual(["interrupt-worker", { worker: "W1", text: "Use the other file" }]);
  });

  it("take over, once that is confirmed", async () => {
    await showFleet([working]);
    await userEvent.keyboard("jt");
    const question = page.getByRole("alertdialog", { name: "Take Worker 1 over by hand?" });
    await question.getByRole("button", { name: "Take over" }).click();
    expect(run.mock.calls).toEqual([["take-over", { worker: "W1" }]]);
  });

  it("retry from its work", async () => {
    await showFleet([working]);
    await userEvent.keyboard("j{Shift>}R{/Shift}");
    const dialog = open("Retry T-1 with a new run?");
    await dialog.getByRole("checkbox").click();
    await dialog.getByRole("button", { name: /^Retry/ }).click();
    expect(run.mock.calls).toEqual([["retry-ticket", { ticket: "T-1", fromWork: true }]]);
  });

  it("do nothing in stages that would refuse them", async () => {
    await showFleet([boardRow({ word: "landing", stage: "landing", status: "landing" })]);
    await userEvent.keyboard("jit{Shift>}R{/Shift}");
    expect(page.getByRole("dialog").elements()).toEqual([]);
    expect(page.getByRole("alertdialog").elements()).toEqual([]);
  });

  it("run a command, with its output and how it ended", async () => {
    runProgram.mockImplementationOnce(async ({ onLine }) => {
      onLine({ kind: "started", run: "R-1.1", worker: "W1", ticket: "T-1" });
      onLine({ kind: "output", run: "R-1.1", stream: "out", text: "3 passed\n" });
      onLine({
        kind: "ended",
        run: "R-1.1",
        outcome: "exited",
        exitCode: 2,
        signal: null,
        durationMs: 1_500,
        isCut: false,
        detail: "",
      });
      return null;
    });
    await showFleet([working]);
    await userEvent.keyboard("jx");
    const dialog = open("Run a command in the worktree of Worker 1");
    await userEvent.fill(dialog.getByRole("textbox", { name: "Command" }), "npm test -- 'a b'");
    await dialog.getByRole("button", { name: "Run" }).click();
    await expect.element(dialog).toMatchTextContent("3 passed");
    await expect.element(dialog).toMatchTextContent("Exit status 2 after 1.5 s.");
    expect(runProgram.mock.calls[0]?.[0].input).toEqual({ worker: "W1", argv: ["npm", "test", "--", "a b"] });
  });
});

describe("a worker that is taken over", () => {
  it("shows the path of its worktree and is given back as done", async () => {
    await showFleet([byHand]);
    await expect.element(page.getByRole("button", { name: "Copy worktree: /srv/shop/r-1.1" })).toBeVisible();
    await page.getByRole("button", { name: "Give back" }).click();
    const dialog = open("Give the worktree back to Worker 1");
    await dialog.getByRole("checkbox").click();
    await dialog.getByRole("button", { name: /^Give back/ }).click();
    expect(run.mock.calls).toEqual([["give-back", { worker: "W1", isDone: true }]]);
  });
});

describe("budgets", () => {
  it("raise what holds a run, by a number above nothing", async () => {
    await showFleet([held]);
    await page.getByRole("button", { name: "Raise budget" }).click();
    const dialog = open("Raise the budget of T-1");
    await expect.element(dialog).toMatchTextContent("over its budget: $5.02 of $5.00");
    const amount = dialog.getByRole("textbox", { name: "By how much" });
    await userEvent.fill(amount, "-3");
    await expect.element(dialog.getByRole("button", { name: "Raise" })).toBeDisabled();
    await userEvent.fill(amount, "2.5");
    await dialog.getByRole("button", { name: "Raise" }).click();
    expect(run.mock.calls).toEqual([["raise-budget", { subject: "T-1", costUsd: 2.5 }]]);
  });

  it("show what today has cost of what it may, and raise it where it holds somebody", async () => {
    await showFleet([working], { budget: DAY });
    await expect.element(page.getByRole("banner")).toMatchTextContent("$18.10 of $25.00 today");
    await expect.element(page.getByRole("banner")).toMatchTextContent("1 worker held");
    await page.getByRole("button", { name: "Raise" }).click();
    const dialog = open("Raise today’s budget");
    await userEvent.fill(dialog.getByRole("textbox", { name: "By how much" }), "10");
    await dialog.getByRole("button", { name: "Raise" }).click();
    expect(run.mock.calls).toEqual([["raise-budget", { subject: "today", costUsd: 10 }]]);
  });

  it("offer a raise of today for what is queued for it", async () => {
    const row = waitingRow({
      word: "queued",
      stage: "queued",
      budget: { ...HELD, over: null, isWaiting: true },
    });
    await showFleet([row]);
    await page.getByRole("button", { name: "Raise budget" }).click();
    await expect.element(open("Raise today’s budget")).toBeVisible();
  });
});

it("adopts a branch, and needs its name", async () => {
  await showFleet([]);
  await page.getByRole("button", { name: "Adopt a branch" }).click();
  const dialog = open("Adopt a branch");
  await expect.element(dialog.getByRole("button", { name: /^Adopt/ })).toBeDisabled();
  await userEvent.fill(dialog.getByRole("textbox", { name: /^Branch/ }), "lamp");
  await dialog.getByRole("button", { name: /^Adopt/ }).click();
  expect(run.mock.calls).toEqual([["adopt", { name: "lamp", withUncommitted: false }]]);
});

it.each(THEMES)("has no serious fault with its windows open, in the %s theme", async (theme) => {
  await showFleet([held, { ...byHand, ticket: "T-2" }], { budget: DAY });
  expect(await faultsIn(theme)).toEqual([]);
  await page.getByRole("button", { name: "Raise budget" }).click();
  expect(await faultsIn(theme)).toEqual([]);
});
