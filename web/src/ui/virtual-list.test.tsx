// A long list draws what is seen, stays at its end for a reader who is there, and leaves one who is not in peace.
import { expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { show } from "./testing/show.tsx";
import { VirtualList } from "./virtual-list.tsx";

interface Line {
  readonly id: string;
  readonly text: string;
}

function lines(count: number, from = 0): Line[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `l${from + index}`,
    text: `line ${from + index}`,
  }));
}

function List(props: {
  readonly items: readonly Line[];
  readonly stick?: "bottom";
  readonly onReachStart?: () => void;
}) {
  return (
    <div style={{ width: 400, height: 300 }}>
      <VirtualList
        {...props}
        label="Lines"
        estimatePx={20}
        keyOf={({ id }) => id}
        render={({ text }) => <p style={{ whiteSpace: "pre-line" }}>{text}</p>}
      />
    </div>
  );
}

const list = page.getByRole("list", { name: "Lines" });
const fromEndPx = () => {
  const { scrollHeight, scrollTop, clientHeight } = list.element();
  return Math.round(scrollHeight - scrollTop - clientHeight);
};

it("draws a screenful of ten thousand", async () => {
  const { container } = await show(<List items={lines(10_000)} />);
  await expect.element(page.getByText("line 0", { exact: true })).toBeVisible();
  expect(container.querySelectorAll("p").length).toBeLessThan(60);
  expect(list.element().scrollHeight).toBeGreaterThan(100_000);
});

/** As a wheel does: the hand first, then the scroll. */
function scrollUp(px: number): void {
  list.element().dispatchEvent(new WheelEvent("wheel", { bubbles: true, deltaY: -px }));
  list.element().scrollTop -= px;
}

it("starts at the end and follows what is added and what grows there", async () => {
  const { rerender } = await show(<List stick="bottom" items={lines(200)} />);
  await expect.element(page.getByText("line 199")).toBeVisible();
  await expect.poll(fromEndPx).toBeLessThanOrEqual(1);
  await rerender(<List stick="bottom" items={lines(220)} />);
  await expect.element(page.getByText("line 219")).toBeVisible();
  await expect.poll(fromEndPx).toBeLessThanOrEqual(1);
  const grown = [
    ...lines(219),
    { id: "l219", text: Array.from({ length: 40 }, (_, n) => `word ${n}`).join("\n") },
  ];
  await rerender(<List stick="bottom" items={grown} />);
  await expect.poll(fromEndPx).toBeLessThanOrEqual(1);
  await expect.element(page.getByText(/word 39/)).toBeVisible();
});

it("does not move a reader who has scrolled up, and offers the way back", async () => {
  const { rerender } = await show(<List stick="bottom" items={lines(200)} />);
  await expect.poll(fromEndPx).toBeLessThanOrEqual(1);
  scrollUp(1_000);
  await expect.element(page.getByRole("button", { name: "Latest" })).toBeVisible();
  const at = list.element().scrollTop;
  await rerender(<List stick="bottom" items={lines(230)} />);
  await expect.poll(() => list.element().scrollHeight).toBeGreaterThan(4_500);
  expect(Math.abs(list.element().scrollTop - at)).toBeLessThanOrEqual(2);
  await userEvent.click(page.getByRole("button", { name: "Latest" }));
  await expect.element(page.getByText("line 229")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Latest" })).not.toBeInTheDocument();
});

it("lets go at once of a reader who scrolls up between two additions", async () => {
  const { rerender } = await show(<List stick="bottom" items={lines(200)} />);
  await expect.poll(fromEndPx).toBeLessThanOrEqual(1);
  for (const count of [201, 202, 203]) {
    await rerender(<List stick="bottom" items={lines(count)} />);
    scrollUp(300);
  }
  await rerender(<List stick="bottom" items={lines(204)} />);
  await expect.element(page.getByRole("button", { name: "Latest" })).toBeVisible();
  expect(fromEndPx()).toBeGreaterThan(800);
});

it("keeps the place when older items are put before, and asks once for each first item", async () => {
  const onReachStart = vi.fn();
  const { rerender } = await show(
    <List stick="bottom" items={lines(100, 100)} onReachStart={onReachStart} />,
  );
  await expect.poll(fromEndPx).toBeLessThanOrEqual(1);
  scrollUp(list.element().scrollTop - 100);
  await expect.poll(() => onReachStart.mock.calls.length).toBe(1);
  await expect.element(page.getByText("line 106", { exact: true })).toBeVisible();
  const topOf = (text: string) => page.getByText(text, { exact: true }).element().getBoundingClientRect().top;
  const before = topOf("line 106");
  await rerender(<List stick="bottom" items={lines(200, 0)} onReachStart={onReachStart} />);
  await expect.poll(() => Math.abs(topOf("line 106") - before)).toBeLessThanOrEqual(2);
});
