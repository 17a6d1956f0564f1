// A part that cannot be fetched or drawn says so in its own place, and comes when it is asked for again.
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { lazyPart } from "./lazy-part.tsx";
import { show } from "./testing/show.tsx";

const TEXT = { loading: "Opening the part", failed: "The part could not be shown." };

// React tells of what a boundary has caught; here that is what is asked for.
beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

function Beside({ children }: { readonly children: ReactNode }) {
  return (
    <div>
      <p>What stands around it</p>
      {children}
    </div>
  );
}

it("says what it waits for, then shows it with its props", async () => {
  const { promise, resolve } = Promise.withResolvers<(props: { readonly name: string }) => string>();
  const Part = lazyPart<{ readonly name: string }>(() => promise, TEXT);
  await show(<Part name="diff" />);
  await expect.element(page.getByRole("status")).toMatchTextContent("Opening the part");
  resolve(({ name }) => `This is the ${name}`);
  await expect.element(page.getByText("This is the diff")).toBeVisible();
});

it("that cannot be fetched leaves the page around it, and comes with Try again", async () => {
  const load = vi.fn<() => Promise<() => ReactNode>>(() => Promise.resolve(() => <p>Here it is</p>));
  load.mockRejectedValueOnce(new TypeError("Failed to fetch dynamically imported module"));
  const Part = lazyPart(load, TEXT);
  const { unmount } = await show(
    <Beside>
      <Part />
    </Beside>,
  );
  const alert = page.getByRole("alert");
  await expect.element(alert).toMatchTextContent("The part could not be shown.");
  await expect.element(alert).toMatchTextContent("Failed to fetch dynamically imported module");
  await expect.element(page.getByText("What stands around it")).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.element(page.getByText("Here it is")).toBeVisible();
  await unmount();
  await show(<Part />);
  await expect.element(page.getByText("Here it is")).toBeVisible();
  expect(load).toHaveBeenCalledTimes(2);
});

it("that fails while it is drawn is drawn once more with Try again", async () => {
  let isBroken = true;
  const Part = lazyPart(() => {
    return Promise.resolve(() => {
      if (isBroken) throw new TypeError("cannot read a hunk");
      return "Drawn";
    });
  }, TEXT);
  await show(<Part />);
  await expect.element(page.getByRole("alert")).toMatchTextContent("cannot read a hunk");
  isBroken = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.element(page.getByText("Drawn")).toBeVisible();
});
