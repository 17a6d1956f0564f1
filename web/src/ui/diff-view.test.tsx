// A diff opens what is worth reading, draws what is near, and takes notes on lines.
import { expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { DiffView, type DiffViewProps } from "./diff-view.tsx";
import { PATCH } from "./testing/samples.ts";
import { show } from "./testing/show.tsx";

function Diff(props: Partial<DiffViewProps>) {
  return (
    <div style={{ height: 600 }}>
      <DiffView patch={PATCH} {...props} />
    </div>
  );
}

function added(path: string, lineCount: number): string {
  const body = Array.from({ length: lineCount }, (_, index) => `+${path} ${index}`).join("\n");
  return `diff --git a/${path} b/${path}\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lineCount} @@\n${body}\n`;
}

it("opens source files and leaves lockfiles and pictures closed, saying why", async () => {
  await show(<Diff />);
  await expect.element(page.getByText("--ground: #111111;")).toBeVisible();
  const lockfile = page.getByRole("region", { name: "package-lock.json" });
  await expect.element(lockfile.getByText("Lockfile")).toBeVisible();
  await expect
    .element(lockfile.getByRole("button", { name: /package-lock/ }))
    .toHaveAttribute("aria-expanded", "false");
  expect(page.getByText('"version": "1.0.1"').elements()).toHaveLength(0);
  await userEvent.click(lockfile.getByRole("button", { name: /package-lock/ }));
  await expect.element(page.getByText('"version": "1.0.1"')).toBeVisible();
  await expect.element(page.getByRole("region", { name: "logo.png" }).getByText("Binary file")).toBeVisible();
});

it("draws five thousand lines of ten files only where they are near, and leaves a longer file closed", async () => {
  const patch = [
    ...Array.from({ length: 10 }, (_, n) => added(`src/f${n}.ts`, 500)),
    added("src/long.ts", 1_501),
  ].join("");
  const { container } = await show(<Diff patch={patch} />);
  await expect.element(page.getByText("src/f0.ts 0", { exact: true })).toBeVisible();
  expect(container.querySelectorAll(".diff-line").length).toBeLessThanOrEqual(1_000);
  await expect
    .element(page.getByRole("region", { name: "src/long.ts" }).getByText("1,501 lines"))
    .toBeInTheDocument();
  page.getByRole("region", { name: "src/f9.ts" }).element().scrollIntoView();
  await expect.element(page.getByText("src/f9.ts 0", { exact: true })).toBeVisible();
});

it("takes a note on the line whose number was clicked", async () => {
  const onAddNote = vi.fn();
  await show(<Diff onAddNote={onAddNote} />);
  await userEvent.click(
    page.getByRole("region", { name: "src/theme.ts" }).getByRole("cell", { name: "2", exact: true }),
  );
  await userEvent.fill(page.getByRole("textbox", { name: "Note on line 2" }), "Use the attribute");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect(onAddNote).toHaveBeenCalledWith({ path: "src/theme.ts", side: "new", line: 2 }, "Use the attribute");
  expect(page.getByRole("textbox").elements()).toHaveLength(0);
});

it("shows a note at its line, and one on a line outside of the patch above the file", async () => {
  const note = { path: "src/theme.css", side: "new", by: "Reviewer" } as const;
  await show(
    <Diff
      notes={[
        { ...note, id: "1", line: 7, text: "Too dark" },
        { ...note, id: "2", line: 400, text: "Far away" },
      ]}
    />,
  );
  await expect.element(page.getByText("Too dark")).toBeVisible();
  const topOf = (text: string) => page.getByText(text).element().getBoundingClientRect().top;
  expect(topOf("Too dark")).toBeGreaterThan(topOf("--ground: #111111;"));
  expect(topOf("Far away")).toBeLessThan(topOf("--ground: #ffffff;"));
});

it("closes what was viewed", async () => {
  const onViewedChange = vi.fn();
  await show(<Diff isViewed={() => false} onViewedChange={onViewedChange} />);
  const file = page.getByRole("region", { name: "src/theme.ts" });
  await userEvent.click(file.getByRole("checkbox", { name: "Viewed" }));
  expect(onViewedChange).toHaveBeenCalledWith("src/theme.ts", true);
  await expect
    .element(file.getByRole("button", { name: /theme\.ts/ }).first())
    .toHaveAttribute("aria-expanded", "false");
});

it("shows what is no patch as the text that it is", async () => {
  await show(<Diff patch="fatal: bad object" />);
  await expect.element(page.getByText("fatal: bad object")).toBeVisible();
});
