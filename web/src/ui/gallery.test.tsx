// The whole kit, looked at by axe in both themes and at both widths.
import { afterEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { Dialog } from "./dialog.tsx";
import { LazyDiffView } from "./diff-view-lazy.tsx";
import { faultsIn, THEMES } from "./testing/accessible.ts";
import { Gallery } from "./testing/gallery.tsx";
import { PATCH } from "./testing/samples.ts";
import { show } from "./testing/show.tsx";
import { closeToast, showToast } from "./toast.tsx";

afterEach(async () => {
  document.documentElement.dataset["theme"] = "light";
  await page.viewport(1280, 800);
});

describe.each(THEMES)("in the %s theme", (theme) => {
  it.each([
    ["at a desk", 1440],
    ["on a phone", 390],
  ])("the kit has no serious fault %s", async (_place, widthPx) => {
    await page.viewport(widthPx, 900);
    await show(<Gallery />);
    expect(await faultsIn(theme)).toEqual([]);
  });

  it("a diff with a note has no serious fault", async () => {
    await show(
      <div style={{ height: 700 }}>
        <LazyDiffView
          patch={PATCH}
          notes={[
            {
              id: "1",
              path: "src/theme.css",
              side: "new",
              line: 2,
              text: "Why?",
              by: "You",
              severity: "warn",
            },
          ]}
          onAddNote={() => undefined}
          isViewed={() => false}
          onViewedChange={() => undefined}
        />
      </div>,
    );
    await expect.element(page.getByText("--ink: black;")).toBeVisible();
    expect(await faultsIn(theme)).toEqual([]);
  });

  it("a window, a menu and a toast have no serious fault", async () => {
    await show(<Gallery />);
    await userEvent.click(page.getByRole("button", { name: "More", exact: true }));
    await expect.element(page.getByRole("menuitem", { name: /Keep the work/ })).toBeVisible();
    expect(await faultsIn(theme)).toEqual([]);
    await userEvent.keyboard("{Escape}");
    await show(
      <Dialog isOpen onClose={() => undefined} title="New ticket" description="One thing at a time">
        <p>Text</p>
      </Dialog>,
    );
    const id = showToast({
      title: "Worker 2 stopped",
      text: "Its work is kept",
      action: { label: "Undo", onSelect: () => undefined },
    });
    await expect.element(page.getByText("Its work is kept").first()).toBeVisible();
    expect(await faultsIn(theme)).toEqual([]);
    closeToast(id);
  });
});

it("axe sees what is wrong when something is", async () => {
  await show(
    <main>
      <button type="button" />
      <p style={{ color: "#aaaaaa", background: "#ffffff" }}>Too pale to read</p>
    </main>,
  );
  const faults = (await faultsIn("light")).join("\n");
  expect(faults).toContain("button-name");
  expect(faults).toContain("color-contrast");
});
