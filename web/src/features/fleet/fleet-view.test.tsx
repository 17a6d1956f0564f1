// The fleet as its reader meets it: what each row says, what the keys do, and what is asked of the daemon.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { show } from "../../ui/testing/show.tsx";
import { FleetView, type FleetViewProps } from "./fleet-view.tsx";
import {
  boardRow,
  LONG_BRANCH,
  orchestrator,
  RTL_TITLE,
  rowsOfEveryWord,
  waitingRow,
} from "./testing/rows.ts";
import { LOOK_OF } from "./words.ts";

const MINUTE_MS = 60_000;

const ways = { onOpenTalk: vi.fn(), onOpenWorker: vi.fn(), onOpenReview: vi.fn() };
const run = vi.fn<FleetViewProps["run"]>(() =>
  Promise.resolve({ kind: "accepted", text: "Worker 1, Worker 2", journal: 1 }),
);

beforeEach(async () => {
  vi.clearAllMocks();
  await page.viewport(1440, 900);
});

function Fleet(props: Partial<FleetViewProps>) {
  return (
    <div style={{ height: "100vh", display: "flex", flexDirection: "column" }}>
      <FleetView
        {...ways}
        orchestrator={orchestrator()}
        model={{ kind: "api-key", name: "claude via API key", payer: "your API key …4f2a", wall: null }}
        rows={[]}
        connection="live"
        run={run}
        {...props}
      />
    </div>
  );
}

const showFleet = (rows: readonly BoardRow[], props: Partial<FleetViewProps> = {}) =>
  show(<Fleet rows={rows} {...props} />);

const rowOf = (name: string) => page.getByRole("row", { name, exact: false });

/** Two that need the user, two that work, one that waits. */
const FEW: readonly BoardRow[] = [
  boardRow({ ticket: "T-4", run: "R-4.1", worker: "W4", title: "Profile page" }),
  boardRow({
    ticket: "T-3",
    run: "R-3.1",
    worker: "W3",
    title: "Dark mode",
    branch: "jarvis/t-3.1-dark-mode",
  }),
  boardRow({
    ticket: "T-2",
    run: "R-2.1",
    worker: "W2",
    title: "Sign-in limit",
    word: "needs-you",
    status: "needs you · its agent was lost 3 times in a row",
    waitsFor: "answer Worker 2",
    step: null,
    since: Date.now() - 7 * MINUTE_MS,
  }),
  boardRow({
    ticket: "T-1",
    run: "R-1.1",
    worker: "W1",
    stage: "review",
    title: "CSV export",
    word: "ready",
    status: "ready · checks green on the merged tree · review accepts",
    waitsFor: "land or send back T-1",
    step: null,
  }),
  waitingRow({
    ticket: "T-5",
    stage: "queued",
    word: "queued",
    title: "Search",
    status: "queued · waits for T-4 to land",
  }),
];

describe("the main agent", () => {
  it("is the first row, with what it does, what answers, and how many messages wait", async () => {
    const queued = [{ id: "m", text: "and then?", at: 1 }];
    await showFleet(FEW, { orchestrator: orchestrator({ queued }) });
    const first = page.getByRole("row").nth(1);
    await expect.element(first).toMatchTextContent("Main Orchestrator — Active – Conversing");
    await expect.element(first).toMatchTextContent("claude via API key 1 message queued");
  });

  it("says why there was no answer", async () => {
    await showFleet([], {
      orchestrator: orchestrator({ word: "offline", doing: "", trouble: "401 from the API" }),
    });
    const first = page.getByRole("row").nth(1);
    await expect.element(first).toMatchTextContent("— Offline");
    await expect.element(first).toMatchTextContent("No answer: 401 from the API");
  });

  it("is offline and the rows stay readable while the connection is down", async () => {
    await showFleet(FEW, { connection: "reconnecting" });
    await expect.element(page.getByText("Offline – reconnecting")).toBeVisible();
    await expect.element(page.getByText("This is what was known before.", { exact: false })).toBeVisible();
    await expect.element(rowOf("Worker 4: Profile page")).toBeVisible();
    expect(await faultsIn("light")).toEqual([]);
  });
});

describe("a row", () => {
  it("says each word with its reason", async () => {
    await showFleet(rowsOfEveryWord());
    await page.getByRole("button", { name: "Landed & closed (4)" }).click();
    for (const { ticket, worker, title, word } of rowsOfEveryWord()) {
      const name = worker === null ? `${ticket}: ${title}` : `${worker.replace("W", "Worker ")}: ${title}`;
      await expect.element(rowOf(name)).toMatchTextContent(LOOK_OF[word].word);
    }
    await expect.element(rowOf("Worker 14: ")).toMatchTextContent("discarded by the user");
    await expect.element(rowOf("Worker 7: ")).toMatchTextContent("checks green on the merged tree");
  });

  it("has step, branch, commit, change, turns, tokens and cost", async () => {
    await showFleet([boardRow()]);
    const row = rowOf("Worker 1: Dark mode");
    for (const text of [
      "Bash npm test",
      "jarvis/t-1.1-dark-mode-toggle",
      "b1946ac",
      "theme: tokens",
      "6 files",
    ])
      await expect.element(row).toMatchTextContent(text);
    await expect.element(row).toMatchTextContent("+184");
    await expect.element(row).toMatchTextContent("14 turns · 12.4k");
    await expect.element(row).toMatchTextContent("$0.42");
    await expect.element(row).toMatchTextContent("ticket-worker");
  });

  it("is stale when its agent has been silent, and only while it works", async () => {
    const silent = { seenAt: Date.now() - 2.5 * MINUTE_MS };
    await showFleet([
      boardRow({ ...silent, ticket: "T-1", worker: "W1", title: "Silent" }),
      boardRow({ ...silent, ticket: "T-2", worker: "W2", title: "Checked", word: "checking", step: null }),
    ]);
    await expect.element(rowOf("Worker 1: Silent")).toMatchTextContent("stale no event for 2 min");
    await expect.element(rowOf("Worker 2: Checked")).not.toMatchTextContent("stale");
  });

  it("copies branch and commit", async () => {
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await showFleet([boardRow()]);
    await page.getByRole("button", { name: "Copy branch: jarvis/t-1.1" }).click();
    await page.getByRole("button", { name: "Copy commit: b1946ac" }).click();
    expect(write.mock.calls).toEqual([["jarvis/t-1.1-dark-mode-toggle-in-settings"], ["b1946ac"]]);
  });
});

describe("what waits for the user", () => {
  it("stands first, with the reason and one button", async () => {
    await showFleet(FEW);
    const names = page
      .getByRole("row")
      .elements()
      .map((row) => row.getAttribute("aria-label"));
    expect(names.filter(Boolean)).toEqual([
      "Worker 2: Sign-in limit",
      "Worker 1: CSV export",
      "Worker 4: Profile page",
      "Worker 3: Dark mode",
      "T-5: Search",
    ]);
    await expect.element(rowOf("Worker 2: ")).toMatchTextContent("its agent was lost 3 times in a row");
    await rowOf("Worker 1: ").getByRole("button", { name: "Review" }).click();
    expect(ways.onOpenReview).toHaveBeenCalledExactlyOnceWith("T-1");
  });

  it("is answered with a message", async () => {
    await showFleet(FEW);
    await page.getByRole("button", { name: "Answer" }).click();
    const dialog = page.getByRole("dialog", { name: "Answer Worker 2" });
    await expect.element(dialog).toMatchTextContent("its agent was lost 3 times in a row");
    await userEvent.fill(dialog.getByRole("textbox", { name: "Message" }), "Use the other endpoint");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.element(dialog).not.toBeInTheDocument();
    expect(run.mock.calls).toEqual([["send-message", { worker: "W2", text: "Use the other endpoint" }]]);
  });

  it("tries again without a message", async () => {
    await showFleet(FEW);
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByRole("button", { name: "Try again without a message" }).click();
    expect(run.mock.calls).toEqual([["try-again", { worker: "W2" }]]);
  });

  it("keeps the message and says why when it is refused", async () => {
    run.mockResolvedValueOnce({
      kind: "refused",
      code: "bound-reached",
      message: "R-2.1 has had 200 messages.",
    });
    await showFleet(FEW);
    await page.getByRole("button", { name: "Answer" }).click();
    const text = page.getByRole("textbox", { name: "Message" });
    await userEvent.fill(text, "Go on");
    await page.getByRole("button", { name: "Send" }).click();
    await expect.element(page.getByText("R-2.1 has had 200 messages.")).toBeVisible();
    await expect.element(text).toHaveValue("Go on");
  });
});

describe("the keys", () => {
  it("move through all rows and stop at the ends", async () => {
    await showFleet(FEW);
    const at = () => document.activeElement?.getAttribute("data-row");
    const seen: (string | null | undefined)[] = [];
    for (const key of ["k", "j", "j", "j", "j", "j", "k"]) {
      await userEvent.keyboard(key);
      seen.push(at());
    }
    expect(seen).toEqual(["T-2", "T-1", "T-4", "T-3", "T-5", "T-5", "T-3"]);
  });

  it("open, review, copy and stop the row that they are on", async () => {
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await showFleet(FEW);
    await userEvent.keyboard("jjjj{Enter}d");
    expect(ways.onOpenWorker).toHaveBeenCalledExactlyOnceWith("R-3.1");
    expect(ways.onOpenReview).toHaveBeenCalledExactlyOnceWith("T-3");
    await userEvent.keyboard("c");
    expect(write).toHaveBeenCalledExactlyOnceWith("jarvis/t-3.1-dark-mode");
    await userEvent.keyboard("s");
    const question = page.getByRole("alertdialog", { name: "Stop Worker 3?" });
    await expect.element(question).toMatchTextContent("What it has done is kept");
    expect(run).not.toHaveBeenCalled();
    await question.getByRole("button", { name: "Stop worker" }).click();
    await expect.element(question).not.toBeInTheDocument();
    expect(run.mock.calls).toEqual([["stop-worker", { worker: "W3" }]]);
  });

  it("try again only where the user is needed", async () => {
    await showFleet(FEW);
    await userEvent.keyboard("j");
    await userEvent.keyboard("r");
    await userEvent.keyboard("jjjr");
    await expect.poll(() => run.mock.calls).toEqual([["try-again", { worker: "W2" }]]);
  });

  it("open the message of the row, and say nothing while it is written", async () => {
    await showFleet(FEW);
    await userEvent.keyboard("jjjm");
    const text = page.getByRole("textbox", { name: "Message" });
    await userEvent.fill(text, "jksm");
    await expect
      .element(page.getByRole("dialog", { name: "Message Worker 4" }))
      .toMatchTextContent("Goes into the running turn.");
    expect(page.getByRole("alertdialog").elements()).toEqual([]);
  });

  it("do nothing before a row was chosen", async () => {
    await showFleet(FEW);
    await userEvent.keyboard("srmd");
    expect(run).not.toHaveBeenCalled();
    expect(ways.onOpenReview).not.toHaveBeenCalled();
  });
});

describe("all at once", () => {
  it("messages all that work", async () => {
    await showFleet(FEW);
    await page.getByRole("button", { name: "Message all" }).click();
    await expect.element(page.getByText("Goes to the 2 workers that work now.")).toBeVisible();
    await userEvent.fill(page.getByRole("textbox", { name: "Message" }), "Commit now");
    await page.getByRole("button", { name: "Send" }).click();
    expect(run.mock.calls).toEqual([["send-message", { worker: "all", text: "Commit now" }]]);
  });

  it("stops all that work, once that is confirmed", async () => {
    await showFleet(FEW);
    await page.getByRole("button", { name: "Stop all" }).click();
    const question = page.getByRole("alertdialog", { name: "Stop all 2 workers that work?" });
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(run).not.toHaveBeenCalled();
    await page.getByRole("button", { name: "Stop all" }).click();
    await question.getByRole("button", { name: "Stop all" }).click();
    expect(run.mock.calls).toEqual([["stop-worker", { worker: "all" }]]);
  });

  it("is not offered when nobody works", async () => {
    await showFleet([]);
    await expect.element(page.getByRole("button", { name: "Stop all" })).toBeDisabled();
    await expect.element(page.getByRole("button", { name: "Message all" })).toBeDisabled();
  });
});

describe("the whole", () => {
  it("counts what runs, needs the user, waits for review, landed, and what it cost", async () => {
    await showFleet([
      ...FEW,
      boardRow({ ticket: "T-9", word: "landed", since: Date.now(), endedAt: Date.now() }),
    ]);
    await expect.element(page.getByText("2 running", { exact: true })).toBeVisible();
    for (const text of ["1 needs you", "1 to review", "1 landed today", "$2.10 today"])
      await expect.element(page.getByText(text, { exact: false }).first()).toBeVisible();
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
    expect(page.getByRole("row", { name: "Over" }).elements()).toHaveLength(0);
    await page.getByRole("button", { name: "Landed & closed (120)" }).click();
    expect(page.getByRole("row", { name: "Over" }).elements()).toHaveLength(50);
    await page.getByRole("button", { name: "Show 50 more" }).click();
    expect(page.getByRole("row", { name: "Over" }).elements()).toHaveLength(100);
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
    await showFleet([
      ...FEW,
      boardRow({ ticket: "T-9", worker: "W9", branch: LONG_BRANCH, title: RTL_TITLE }),
    ]);
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
    await page.viewport(390, 844);
    await expect.element(page.getByRole("article", { name: "Main Orchestrator" })).toBeVisible();
    expect(await faultsIn(theme)).toEqual([]);
  });
});
