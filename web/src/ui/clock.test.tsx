// The clocks of the page run together, and rest while nobody looks.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { show } from "./testing/show.tsx";
import { Age, Elapsed, useNow } from "./time.tsx";

const START = Date.UTC(2026, 0, 1);

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ["Date", "setInterval", "clearInterval"] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function Now() {
  return <output>{useNow() - START}</output>;
}

it("counts on by the second, and not once it has ended", async () => {
  await show(
    <>
      <Elapsed since={START - 40_000} />
      <Elapsed since={START - 40_000} until={START - 10_000} />
      <Age at={START - 58_000} />
    </>,
  );
  await expect.element(page.getByText("40 s")).toBeVisible();
  await expect.element(page.getByText("30 s")).toBeVisible();
  vi.advanceTimersByTime(2_000);
  await expect.element(page.getByText("42 s")).toBeVisible();
  await expect.element(page.getByText("30 s")).toBeVisible();
  await expect.element(page.getByText("1 min ago")).toBeVisible();
});

it("uses one timer for all, none while the tab is hidden, and is right again at once", async () => {
  const { unmount } = await show([
    <Now key="1" />,
    <Elapsed key="2" since={START} />,
    <Age key="3" at={START} />,
  ]);
  expect(vi.getTimerCount()).toBe(1);
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(vi.getTimerCount()).toBe(0);
  vi.setSystemTime(START + 60_000);
  visibility.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  await expect.element(page.getByRole("status")).toHaveTextContent("60000");
  await unmount();
  expect(vi.getTimerCount()).toBe(0);
});
