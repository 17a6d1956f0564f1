// What the kit's controls do under a pointer and a keyboard.
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { Button } from "./button.tsx";
import { Confirm } from "./confirm.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { Select } from "./select.tsx";
import { type Shortcuts, useShortcuts } from "./shortcuts.ts";
import { SplitPane } from "./split-pane.tsx";
import { writeStored } from "./stored.ts";
import { show } from "./testing/show.tsx";
import { TextArea } from "./text-area.tsx";
import { TextInput } from "./text-input.tsx";
import { closeToast, showToast } from "./toast.tsx";

it("does nothing more while what a button started is under way", async () => {
  const start = vi.fn();
  const { rerender } = await show(<Button onClick={start}>Land</Button>);
  await userEvent.click(page.getByRole("button", { name: "Land" }));
  await rerender(
    <Button isBusy onClick={start}>
      Land
    </Button>,
  );
  const busy = page.getByRole("button", { name: "Land" });
  await expect.element(busy).toHaveAttribute("aria-busy", "true");
  await userEvent.click(busy, { force: true });
  expect(start).toHaveBeenCalledTimes(1);
});

it("names a control by its field and says what is wrong with it", async () => {
  await show(
    <Field label="Budget" error="A number above 0">
      <TextInput defaultValue="lots" />
    </Field>,
  );
  const input = page.getByRole("textbox", { name: "Budget" });
  await expect.element(input).toHaveAttribute("aria-invalid", "true");
  await expect.element(input).toHaveAccessibleDescription("A number above 0");
});

it("grows with what is written, and scrolls from its bound on", async () => {
  await show(<TextArea aria-label="Message" rowsMax={4} />);
  const area = page.getByRole("textbox", { name: "Message" });
  const heightPx = () => area.element().getBoundingClientRect().height;
  const one = heightPx();
  await userEvent.fill(area, "a\nb\nc");
  const three = heightPx();
  await userEvent.fill(area, "a\nb\nc\nd\ne\nf\ng");
  const seven = heightPx();
  expect(three).toBeGreaterThan(one + 30);
  expect(seven).toBeGreaterThan(three);
  expect(seven).toBeLessThan(one * 4);
  expect(area.element().scrollHeight).toBeGreaterThan(area.element().clientHeight);
});

it("chooses by keyboard", async () => {
  function Choice() {
    const [value, setValue] = useState("a");
    return (
      <Select
        label="Worker type"
        value={value}
        onChange={setValue}
        options={[
          { value: "a", label: "ticket-worker" },
          { value: "b", label: "test-writer" },
        ]}
      />
    );
  }
  await show(<Choice />);
  const trigger = page.getByRole("combobox", { name: "Worker type" });
  trigger.element().focus();
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(page.getByRole("option", { name: "test-writer" })).toBeVisible();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(trigger).toHaveTextContent("test-writer");
});

it("starts on the way out of what cannot be taken back, and goes it by Escape", async () => {
  const onCancel = vi.fn();
  await show(
    <Confirm
      isOpen
      isDanger
      title="Stop Worker 2?"
      confirmLabel="Stop"
      onConfirm={() => undefined}
      onCancel={onCancel}
    >
      Its work is kept.
    </Confirm>,
  );
  await expect.element(page.getByRole("alertdialog", { name: "Stop Worker 2?" })).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Cancel" })).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  expect(onCancel).toHaveBeenCalledTimes(1);
});

it("begins a window at its first input and keeps Tab inside", async () => {
  await show(
    <>
      <button type="button">Behind</button>
      <Dialog isOpen onClose={() => undefined} title="New ticket" footer={<Button>Save</Button>}>
        <TextInput aria-label="Title" />
      </Dialog>
    </>,
  );
  await expect.element(page.getByRole("textbox", { name: "Title" })).toHaveFocus();
  await userEvent.tab();
  await expect.element(page.getByRole("button", { name: "Save" })).toHaveFocus();
  await userEvent.tab();
  await expect.element(page.getByRole("button", { name: "Close" })).toHaveFocus();
});

it("takes back what a toast tells of, and closes by id", async () => {
  const undo = vi.fn();
  await show(<main />);
  showToast({ title: "Ticket discarded", ms: 0, action: { label: "Undo", onSelect: undo } });
  await userEvent.click(page.getByRole("button", { name: "Undo" }));
  expect(undo).toHaveBeenCalledTimes(1);
  await expect.element(page.getByText("Ticket discarded")).not.toBeInTheDocument();
  const id = showToast({ title: "Reading", ms: 0 });
  await expect.element(page.getByText("Reading")).toBeVisible();
  closeToast(id);
  await expect.element(page.getByText("Reading")).not.toBeInTheDocument();
});

it("moves the bar between two panes by keys, within its bounds, and remembers", async () => {
  const pane = (
    <div style={{ width: 1000, height: 200 }}>
      <SplitPane
        id="test"
        label="Width of the list"
        defaultPx={300}
        minPx={200}
        maxPx={400}
        first="1"
        second="2"
      />
    </div>
  );
  const first = await show(pane);
  const bar = page.getByRole("separator", { name: "Width of the list" });
  bar.element().focus();
  await userEvent.keyboard("{ArrowRight}");
  await expect.element(bar).toHaveAttribute("aria-valuenow", "316");
  await userEvent.keyboard("{End}{ArrowRight}");
  await expect.element(bar).toHaveAttribute("aria-valuenow", "400");
  await first.unmount();
  await show(pane);
  await expect.element(bar).toHaveAttribute("aria-valuenow", "400");
  await userEvent.dblClick(bar);
  await expect.element(bar).toHaveAttribute("aria-valuenow", "300");
});

function WithKeys({ keys }: { readonly keys: Shortcuts }) {
  useShortcuts(keys);
  return <input aria-label="Message" />;
}

it("keeps single keys still while typing, and all but those with a modifier when switched off", async () => {
  const go = vi.fn();
  const send = vi.fn();
  const help = vi.fn();
  await show(
    <WithKeys
      keys={{ "g f": { run: go }, "?": { run: help }, "Mod+Enter": { run: send, inInputs: true } }}
    />,
  );
  await userEvent.keyboard("gf?");
  expect([go, help, send].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);

  await userEvent.click(page.getByRole("textbox"));
  await userEvent.keyboard("gf?{Control>}{Enter}{/Control}");
  expect([go, help, send].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);

  const box = page.getByRole("textbox").element();
  if (box instanceof HTMLElement) box.blur();
  writeStored("single-keys", "false");
  await userEvent.keyboard("gf?{Control>}{Enter}{/Control}");
  writeStored("single-keys", "true");
  expect([go, help, send].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 2]);
});
