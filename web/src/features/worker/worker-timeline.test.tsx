// The record of an agent: joined calls, filters, search, errors, thousands of lines.
import { beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { timelineRow } from "../../feed/testing/rows.ts";
import type { Timeline } from "../../feed/timeline.ts";
import { show } from "../../ui/testing/show.tsx";
import { begin, readWhole, ROWS, timelineOf, Worker } from "./testing/worker.tsx";
import { TimelineView } from "./timeline-view.tsx";

beforeEach(begin);

const call = (name: RegExp) => page.getByRole("button", { name });

it("shows each call on one line, with its result and how long it took", async () => {
  await show(<Worker />);
  await expect.element(call(/Bash.*npm ci/)).toMatchTextContent("ok");
  await expect.element(call(/Bash.*npm ci/)).toMatchTextContent("9.0 s");
  await expect.element(call(/Bash.*npm test/)).toMatchTextContent("failed");
  await expect.element(page.getByText("The ticket")).toBeVisible();
  await expect.element(page.getByText("Use the token")).toBeVisible();
});

it.each(["constructor", "__proto__", "toString"])("shows a call of a tool that is named %s", async (name) => {
  await show(
    <Worker rows={[timelineRow(1, { kind: "tool-started", id: "a", title: `${name} x`, text: "{}" })]} />,
  );
  await expect.element(call(new RegExp(`${name}.*x`))).toBeVisible();
});

it("opens to input and output, and reads whole what was cut", async () => {
  await show(<Worker />);
  await call(/Edit.*theme/).click();
  await expect.element(page.getByText("the whole of line 4")).toBeVisible();
  await expect
    .element(page.getByRole("region", { name: /Output of Edit.*output/ }))
    .toMatchTextContent("edited");
  expect(readWhole.mock.calls).toEqual([[4]]);
});

it("shows only what is asked for", async () => {
  await show(<Worker />);
  await page.getByRole("button", { name: /^Commands/ }).click();
  await expect.element(call(/Edit.*theme/)).not.toBeInTheDocument();
  await expect.element(call(/Bash.*npm ci/)).toBeVisible();
  await expect.element(page.getByText("2 of 6")).toBeVisible();
  await page.getByRole("button", { name: /^Errors/ }).click();
  await expect.element(call(/Bash.*npm ci/)).not.toBeInTheDocument();
  await page.getByRole("button", { name: "All" }).click();
  await userEvent.keyboard("/");
  await userEvent.keyboard("packages");
  await expect.element(call(/Bash.*npm ci/)).toBeVisible();
  await expect.element(call(/Bash.*npm test/)).not.toBeInTheDocument();
  await expect.element(page.getByText("1 of 6")).toBeVisible();
});

it("goes to the next error and to the one before, and opens it", async () => {
  const rows = Array.from({ length: 400 }, (_, index) => [
    timelineRow(index * 2 + 1, {
      kind: "tool-started",
      id: `${index}`,
      title: `Bash step ${index}`,
      text: "{}",
    }),
    timelineRow(index * 2 + 2, {
      kind: "tool-ended",
      id: `${index}`,
      title: "Bash",
      text: `output ${index}`,
      isError: index === 40 || index === 300,
    }),
  ]).flat();
  await show(<Worker rows={rows} />);
  await expect.element(call(/Bash.*step 399/)).toBeVisible();
  await userEvent.keyboard("e");
  await expect.element(page.getByText("output 40", { exact: true })).toBeInViewport();
  await userEvent.keyboard("e");
  await expect.element(page.getByText("output 300", { exact: true })).toBeInViewport();
  await userEvent.keyboard("{Shift>}E{/Shift}");
  await expect.element(page.getByText("output 40", { exact: true })).toBeInViewport();
});

it("draws only what is seen of thousands of lines, and follows new ones only at the end", async () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => timelineRow(index + 1, { text: `word ${index + 1}` }));
  const { rerender } = await show(<Worker rows={rows(5_000)} />);
  await expect.element(page.getByText("word 5000")).toBeInViewport();
  expect(page.getByRole("listitem").elements().length).toBeLessThan(80);
  await rerender(<Worker rows={rows(5_001)} />);
  await expect.element(page.getByText("word 5001")).toBeInViewport();
  const list = page.getByRole("list", { name: "Timeline of R-1.1" }).element();
  // A reader's hand, and then the scroll that it makes.
  list.dispatchEvent(new WheelEvent("wheel"));
  list.dispatchEvent(new WheelEvent("wheel"));
  list.scrollTop = 1_000;
  await expect.element(page.getByRole("button", { name: "Latest" })).toBeVisible();
  const before = list.scrollTop;
  await rerender(<Worker rows={rows(5_010)} />);
  await expect.element(page.getByRole("button", { name: "Latest" })).toBeVisible();
  expect(Math.abs(list.scrollTop - before)).toBeLessThan(200);
});

it("reads older lines on demand, and says where the record begins", async () => {
  const readOlder = vi.fn();
  const { rerender } = await show(<Older hasOlder readOlder={readOlder} />);
  await page.getByRole("button", { name: "Read older lines" }).click();
  expect(readOlder).toHaveBeenCalled();
  await rerender(<Older hasOlder={false} readOlder={readOlder} />);
  await expect.element(page.getByText("The record begins here.")).toBeVisible();
});

function Older(given: Partial<Timeline>) {
  return (
    <div style={{ height: 600, display: "flex" }}>
      <TimelineView run="R-1.1" timeline={timelineOf(ROWS, given)} readWhole={readWhole} emptyText="" />
    </div>
  );
}

it("shows the reviewer's record apart", async () => {
  const { rerender } = await show(<Worker />);
  await page.getByRole("button", { name: "Reviewer" }).click();
  await expect.element(page.getByText("A reviewer starts once the checks have run.")).toBeVisible();
  await rerender(<Worker reviewRows={[timelineRow(1, { text: "I judge this" })]} />);
  await expect.element(page.getByText("I judge this")).toBeVisible();
  expect(page.getByText("Use the token").elements()).toEqual([]);
});

it("says why it could not be read, and reads again", async () => {
  const retry = vi.fn();
  await show(
    <TimelineView
      run="R-1.1"
      timeline={timelineOf([], { trouble: "JARVIS does not answer", retry })}
      readWhole={readWhole}
      emptyText=""
    />,
  );
  await expect.element(page.getByRole("alert")).toMatchTextContent("JARVIS does not answer");
  await page.getByRole("button", { name: "Try again" }).click();
  expect(retry).toHaveBeenCalledTimes(1);
});
