// A worker's page as its reader meets it: how it stands, the changes, what was asked, and a word to the worker.
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { reviewRow, ticketRow, workingRow } from "../../feed/testing/rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { PATCH } from "../../ui/testing/samples.ts";
import { tabWalk } from "../../ui/testing/tab-walk.ts";
import { show } from "../../ui/testing/show.tsx";
import { begin, command, diffOf, needing, readDiff, readTicket, ways, Worker } from "./testing/worker.tsx";

beforeEach(begin);

describe("the head", () => {
  it("says who it is, how it stands and what it has done", async () => {
    await show(<Worker />);
    await expect.element(page.getByRole("heading", { name: "Worker 1" })).toBeVisible();
    const head = page.getByRole("banner");
    for (const text of [
      "Working",
      "Bash npm test",
      "Dark mode toggle",
      "58dbc92",
      "3 files",
      "$0.42",
      "9 · 48.2k",
    ])
      await expect.element(head).toMatchTextContent(text);
  });

  it("stops the worker once that is confirmed", async () => {
    await show(<Worker />);
    await userEvent.keyboard("s");
    const question = page.getByRole("alertdialog", { name: "Stop Worker 1?" });
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(command).not.toHaveBeenCalled();
    await page.getByRole("banner").getByRole("button", { name: /^Stop/ }).click();
    await question.getByRole("button", { name: "Stop worker" }).click();
    expect(command.mock.calls).toEqual([["stop-worker", { worker: "W1" }]]);
  });

  it("says what it needs, and tries again", async () => {
    await show(<Worker board={needing} />);
    await expect.element(page.getByText("its agent was lost 3 times in a row")).toBeVisible();
    await page.getByRole("button", { name: /^Try again/ }).click();
    expect(command.mock.calls).toEqual([["try-again", { worker: "W1" }]]);
  });

  it("says why a command was not done", async () => {
    command.mockResolvedValueOnce({
      kind: "refused",
      code: "wrong-stage",
      message: "R-1.1 needs nothing from you.",
    });
    await show(<Worker board={needing} />);
    await userEvent.keyboard("r");
    await expect.element(page.getByText("R-1.1 needs nothing from you.").first()).toBeVisible();
  });

  it("leads to the review, to the fleet, and from an earlier run to the latest", async () => {
    const { rerender } = await show(<Worker review={reviewRow()} />);
    await page
      .getByRole("banner")
      .getByRole("button", { name: /^Review/ })
      .click();
    expect(ways.onOpenReview).toHaveBeenCalledExactlyOnceWith("T-1");
    await page.getByRole("button", { name: "Back to the fleet" }).click();
    expect(ways.onOpenFleet).toHaveBeenCalledTimes(1);
    await rerender(<Worker board={workingRow({ run: "R-1.2", worker: "W2" })} />);
    await expect.element(page.getByRole("heading", { name: "R-1.1" })).toBeVisible();
    await page.getByRole("button", { name: "Open R-1.2" }).click();
    expect(ways.onOpenWorker).toHaveBeenCalledExactlyOnceWith("R-1.2");
  });

  it("is stale when nothing has been heard", async () => {
    await show(<Worker board={workingRow({ seenAt: Date.now() - 130_000 })} />);
    await expect.element(page.getByText("stale: no event for 2 min")).toBeVisible();
  });

  it("says when there is no such run, and waits while nothing is known", async () => {
    const { rerender } = await show(<Worker board={null} connection="opening" />);
    await expect.element(page.getByText("Opening R-1.1")).toBeVisible();
    await rerender(<Worker board={null} />);
    await expect.element(page.getByText("There is no run R-1.1")).toBeVisible();
  });
});

describe("the changes", () => {
  const open = () => page.getByRole("tab", { name: /Changes/ }).click();

  it("are the diff of the run, read again with each new commit while the old one stays", async () => {
    const { rerender } = await show(<Worker />);
    await open();
    await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
    expect(readDiff).toHaveBeenCalledTimes(1);
    const answer = Promise.withResolvers<ReturnType<typeof diffOf>>();
    readDiff.mockReturnValue(answer.promise);
    await rerender(<Worker board={workingRow({ lastCommit: "aaaaaaa more" })} />);
    await expect.poll(() => readDiff.mock.calls.length).toBe(2);
    await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
    answer.resolve(diffOf(PATCH.replaceAll("#ffffff", "#fefefe")));
    await expect.element(page.getByText("--ground: #fefefe;")).toBeVisible();
  });

  it("say what is known before anything is imported", async () => {
    readDiff.mockResolvedValue(diffOf("", null));
    await show(<Worker />);
    await open();
    await expect.element(page.getByText("Nothing imported yet")).toBeVisible();
    await expect.element(page.getByText("58dbc92 Read the theme", { exact: false }).last()).toBeVisible();
  });

  it("say why they could not be read", async () => {
    readDiff.mockResolvedValue({ kind: "failed", code: "x", message: "git said no" });
    await show(<Worker />);
    await open();
    await expect.element(page.getByRole("alert")).toMatchTextContent("git said no");
    readDiff.mockResolvedValue(diffOf(PATCH));
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(page.getByText("--ground: #ffffff;")).toBeVisible();
  });
});

describe("ticket and facts", () => {
  it("say what was asked, with the first message", async () => {
    await show(<Worker />);
    await page.getByRole("tab", { name: "Ticket" }).click();
    await expect.element(page.getByText("The choice survives a reload")).toBeVisible();
    await expect.element(page.getByText("src/settings", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: /The first message/ }).click();
    await expect.element(page.getByText("You are Worker 1.")).toBeVisible();
  });

  it("take the lists of a ticket that is over from the whole of it", async () => {
    const detail = { spec: { criteria: ["It is dark"], scope: [], checks: ["npm test"] } };
    readTicket.mockResolvedValue({
      kind: "read",
      value: { ticket: "T-1", description: "", firstMessage: "x", detail },
    });
    await show(<Worker ticket={ticketRow({ criteria: [], scope: [], checks: [], description: "" })} />);
    await page.getByRole("tab", { name: "Ticket" }).click();
    await expect.element(page.getByText("It is dark")).toBeVisible();
    await expect.element(page.getByText("Anywhere in the repository.")).toBeVisible();
  });

  it("say what of the budget is used, and where the session's files are", async () => {
    await show(<Worker />);
    await page.getByRole("tab", { name: "Info" }).click();
    const facts = page.getByRole("region", { name: "Facts of R-1.1" });
    await expect.element(facts).toMatchTextContent("9 of 200");
    await expect.element(facts).toMatchTextContent("$0.42 of $5.00");
    await expect.element(facts).toMatchTextContent("projects/p1/sessions/R-1.1");
  });
});

describe("a message", () => {
  const text = () => page.getByRole("textbox", { name: "Message Worker 1" });

  it("goes to the worker, from the keyboard alone", async () => {
    await show(<Worker />);
    await expect.element(page.getByText("Goes into the running turn.")).toBeVisible();
    await userEvent.keyboard("m");
    await userEvent.keyboard("Use the token{Control>}{Enter}{/Control}");
    await expect.element(text()).toHaveValue("");
    expect(command.mock.calls).toEqual([["send-message", { worker: "W1", text: "Use the token" }]]);
    await expect.element(page.getByText("Sent to Worker 1.")).toBeVisible();
  });

  it("stays when it is refused, with the reason", async () => {
    command.mockResolvedValueOnce({
      kind: "refused",
      code: "unknown-subject",
      message: "No live worker is called W1.",
    });
    await show(<Worker board={workingRow({ word: "landed", status: "ended · landed", endedAt: 1 })} />);
    await expect.element(page.getByText(/Worker 1 has ended/)).toBeVisible();
    await userEvent.fill(text(), "Hello?");
    await page.getByRole("button", { name: /^Send/ }).click();
    await expect.element(page.getByText("No live worker is called W1.")).toBeVisible();
    await expect.element(text()).toHaveValue("Hello?");
  });
});

describe("without a mouse", () => {
  it.each([1440, 390])(
    "Tab goes through each tab in order and is seen everywhere, at %d px",
    async (widthPx) => {
      await page.viewport(widthPx, 844);
      await show(<Worker board={needing} review={reviewRow()} />);
      for (const tab of ["Timeline", "Changes", "Ticket", "Info"]) {
        await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
        const stops = await tabWalk();
        expect(
          stops.filter(({ faults }) => faults.length > 0),
          tab,
        ).toEqual([]);
        const names = stops.map(({ name }) => name);
        expect(names[0], tab).toBe("Back to the fleet");
        expect(
          names.findIndex((name) => name.startsWith(tab)),
          tab,
        ).toBeGreaterThan(0);
        expect(names, tab).toContain("Message Worker 1");
        expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(widthPx);
      }
    },
  );

  it("Escape leaves the message, closes a question, and then leads back to the fleet", async () => {
    await show(<Worker />);
    await userEvent.keyboard("m");
    const text = page.getByRole("textbox", { name: "Message Worker 1" });
    await expect.element(text).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    await expect.element(text).not.toHaveFocus();
    expect(ways.onOpenFleet).not.toHaveBeenCalled();
    await userEvent.keyboard("s");
    await expect.element(page.getByRole("alertdialog")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("alertdialog")).not.toBeInTheDocument();
    expect(ways.onOpenFleet).not.toHaveBeenCalled();
    await userEvent.keyboard("{Escape}");
    expect(ways.onOpenFleet).toHaveBeenCalledOnce();
  });

  it.each(["Timeline", "Changes", "Ticket", "Info"])("nothing of %s overflows a phone", async (tab) => {
    await page.viewport(390, 844);
    const long = "x".repeat(300);
    await show(
      <Worker
        board={workingRow({
          branch: `jarvis/${long}`,
          title: long,
          lastCommit: `58dbc92 ${long}`,
          step: long,
        })}
        ticket={ticketRow({
          title: long,
          description: long,
          criteria: [long],
          scope: [long],
          checks: [long],
        })}
      />,
    );
    await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    const wide = [...document.querySelectorAll("body *")].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      const scrolls = element.closest(".scroll-area, pre, [class*=overflow-x], [class*=truncate], .sr-only");
      return width > 0 && right > 391 && scrolls === null;
    });
    expect(wide.map(({ outerHTML }) => outerHTML.slice(0, 120))).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    const panes = [...document.querySelectorAll(".scroll-area")].filter(
      (pane) => pane.clientWidth > 300 && !pane.matches("pre, pre *"),
    );
    expect(panes.filter((pane) => pane.scrollWidth > pane.clientWidth)).toEqual([]);
  });
});

describe.each(THEMES)("in the %s theme", (theme) => {
  it("the page has no serious fault of accessibility", async () => {
    await show(<Worker board={needing} />);
    await page.getByRole("button", { name: /Bash.*npm test/ }).click();
    expect(await faultsIn(theme)).toEqual([]);
  });

  it.each(["Ticket", "Info"])("its tab %s has none either", async (tab) => {
    await show(<Worker />);
    await page.getByRole("tab", { name: tab }).click();
    expect(await faultsIn(theme)).toEqual([]);
  });

  it("the page of a phone has none, and needs no sideways scrolling", async () => {
    await page.viewport(390, 844);
    await show(<Worker />);
    expect(await faultsIn(theme)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });
});
