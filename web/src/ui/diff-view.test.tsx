// A diff opens what is worth reading, draws what is near, and takes notes on lines.
import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { DiffView, type DiffViewProps } from "./diff-view.tsx";
import { KeyboardHelp } from "./keyboard-help.tsx";
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

describe("the keys", () => {
  const at = () => {
    const { activeElement } = document;
    const path = activeElement?.closest("[data-path]")?.getAttribute("data-path");
    return activeElement?.matches(".diff-code") === true ? `${path}: ${activeElement.textContent}` : path;
  };
  const press = async (keys: string) => {
    const seen: (string | null | undefined)[] = [];
    for (const key of keys) {
      // The library reads `[` and `{` as the start of a name.
      await userEvent.keyboard(key === "[" ? "[[" : key);
      seen.push(at());
    }
    return seen;
  };
  const drawn = () => expect.element(page.getByText("--ground: #111111;")).toBeVisible();

  it("go from file to file and stop at the ends", async () => {
    await show(<Diff />);
    await drawn();
    expect(await press("]]]]]")).toEqual([
      "src/theme.ts",
      "docs/new.md",
      "logo.png",
      "package-lock.json",
      "package-lock.json",
    ]);
    expect(await press("[[[[[")).toEqual([
      "logo.png",
      "docs/new.md",
      "src/theme.ts",
      "src/theme.css",
      "src/theme.css",
    ]);
    // The head of a file is a button: the file closes.
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText("--ground: #111111;")).not.toBeInTheDocument();
  });

  it("go from change to change, through what is drawn and to what is not yet", async () => {
    await show(<Diff />);
    await drawn();
    expect(await press("nnnnn")).toEqual([
      "src/theme.css:   --ground: white;",
      'src/theme.css: [data-theme="dark"] {',
      "src/theme.css:   color: gray;",
      'src/theme.ts: export function applyTheme(theme: "light" | "dark"): void {',
      'src/theme.ts: export function applyTheme(theme: "light" | "dark"): void {',
    ]);
    expect(await press("ppp")).toEqual([
      "src/theme.css:   color: gray;",
      'src/theme.css: [data-theme="dark"] {',
      "src/theme.css:   --ground: white;",
    ]);
  });

  it("go to the changes of a file that is far, and keep what they go to in sight", async () => {
    const patch = Array.from({ length: 8 }, (_, n) => added(`src/f${n}.ts`, 500)).join("");
    await show(<Diff patch={patch} />);
    await expect.element(page.getByText("src/f0.ts 0", { exact: true })).toBeVisible();
    await press("]]]]]");
    await expect.element(page.getByText("src/f5.ts 0", { exact: true })).toBeInViewport();
    expect(await press("n")).toEqual(["src/f5.ts: src/f5.ts 0"]);
    await expect.element(page.getByText("src/f5.ts 0", { exact: true })).toBeInViewport();
  });

  it("mark the file as viewed, close it and go on to the next", async () => {
    const viewed = new Set<string>();
    const onViewedChange = vi.fn((path: string, isViewed: boolean) => {
      if (isViewed) viewed.add(path);
      else viewed.delete(path);
    });
    await show(<Diff isViewed={(path) => viewed.has(path)} onViewedChange={onViewedChange} />);
    await drawn();
    expect(await press("v")).toEqual(["src/theme.ts"]);
    await expect.element(page.getByText("--ground: #111111;")).not.toBeInTheDocument();
    await press("[");
    await press("v");
    expect(onViewedChange.mock.calls).toEqual([
      ["src/theme.css", true],
      ["src/theme.css", false],
    ]);
    await drawn();
  });

  it("write a note on the change that they are on, and are letters while it is written", async () => {
    const onAddNote = vi.fn();
    await show(<Diff onAddNote={onAddNote} />);
    await drawn();
    await press("nn");
    await userEvent.keyboard("{Enter}");
    const note = page.getByRole("textbox", { name: "Note on line 6" });
    await expect.element(note).toHaveFocus();
    await userEvent.keyboard("n p v ]");
    await expect.element(note).toHaveValue("n p v ]");
    await expect.element(note).toHaveFocus();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(onAddNote).toHaveBeenCalledWith({ path: "src/theme.css", side: "new", line: 6 }, "n p v ]");
  });

  it("are listed in the help, those for viewing only where that is kept", async () => {
    const { rerender } = await show(
      <>
        <Diff />
        <KeyboardHelp isOpen onClose={() => undefined} />
      </>,
    );
    const help = page.getByRole("dialog", { name: "Keyboard" });
    for (const text of ["Next file", "Previous file", "Next change", "Previous change"])
      await expect.element(help.getByText(text)).toBeVisible();
    expect(help.getByText("File viewed").elements()).toEqual([]);
    await rerender(
      <>
        <Diff onViewedChange={() => undefined} />
        <KeyboardHelp isOpen onClose={() => undefined} />
      </>,
    );
    await expect.element(help.getByText("File viewed, on to the next")).toBeVisible();
  });
});

it("shows what is no patch as the text that it is", async () => {
  await show(<Diff patch="fatal: bad object" />);
  await expect.element(page.getByText("fatal: bad object")).toBeVisible();
});
