// The controls on a worker's page: behind one button and by keys, with what is said of a worker that is held or taken over.
import { beforeEach, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { workingRow } from "../../feed/testing/rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { show } from "../../ui/testing/show.tsx";
import { begin, command, Worker } from "./testing/worker.tsx";

beforeEach(begin);

const byHand = workingRow({ word: "taken-over", status: "taken over by you · /srv/shop/r-1.1", step: null });

it("offers each control only where it would be taken", async () => {
  const { rerender } = await show(<Worker />);
  const offered = async () => {
    await page.getByRole("button", { name: "More for Worker 1" }).click();
    await expect.element(page.getByRole("menu")).toBeVisible();
    const items = page.getByRole("menuitem").elements();
    const names = items
      .filter((item) => item.getAttribute("aria-disabled") !== "true")
      .map((item) => item.textContent);
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("menu")).not.toBeInTheDocument();
    return names.join("|");
  };
  expect(await offered()).toMatch(/Pause.*Interrupt.*Take over.*Run a command.*Raise.*Retry/);
  await rerender(<Worker board={byHand} />);
  const names = await offered();
  expect(names).toMatch(/Give back.*Run a command/);
  expect(names).not.toMatch(/Interrupt|Pause/);
  await rerender(<Worker board={workingRow({ word: "stopped", stage: "draft", endedAt: 1 })} />);
  expect(await offered()).toBe("");
});

it("holds and lets go by one key, and says why it could not", async () => {
  command.mockResolvedValueOnce({ kind: "refused", code: "wrong-stage", message: "It reports just now." });
  await show(<Worker />);
  await userEvent.keyboard("p");
  expect(command.mock.calls).toEqual([["pause-worker", { worker: "W1" }]]);
  await expect.element(page.getByText("It reports just now.").first()).toBeVisible();
});

it("shows where the user works by hand, and gives it back with words", async () => {
  await show(<Worker board={byHand} />);
  await expect.element(page.getByRole("button", { name: "Copy worktree: /srv/shop/r-1.1" })).toBeVisible();
  await page.getByRole("button", { name: /^Give back/ }).click();
  const dialog = page.getByRole("dialog", { name: "Give the worktree back to Worker 1" });
  await userEvent.fill(dialog.getByRole("textbox"), "the tests are yours");
  await dialog.getByRole("button", { name: /^Give back/ }).click();
  expect(command.mock.calls).toEqual([
    ["give-back", { worker: "W1", isDone: false, text: "the tests are yours" }],
  ]);
});

it("says when its model is asked again, and what survives a worker that is stuck", async () => {
  const resumesAt = new Date().setHours(3, 10, 0, 0);
  const { rerender } = await show(
    <Worker board={workingRow({ word: "parked", status: "parked · rate limit", resumesAt })} />,
  );
  await expect.element(page.getByText("resumes 03:10")).toBeVisible();
  await rerender(
    <Worker
      board={workingRow({
        word: "stuck",
        status: "stuck · processes survive being killed: pid 4711",
        waitsFor: "end these processes",
      })}
    />,
  );
  await expect.element(page.getByText("To do: end these processes.")).toBeVisible();
});

it.each(THEMES)("has no serious fault in the %s theme", async (theme) => {
  await show(<Worker board={byHand} />);
  expect(await faultsIn(theme)).toEqual([]);
});
