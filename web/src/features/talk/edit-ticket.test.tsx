// The form of a draft: what it sends, and that nothing typed is lost when the ticket changes under it.
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { item, ticketRow, upsert } from "../../feed/testing/rows.ts";
import { type Answer, showTalk } from "./testing/show-talk.tsx";

const WHOLE = "The whole description, longer than the row's.";
const ROWS = [
  upsert.ticket(ticketRow({ description: "The whole desc…" })),
  upsert.item(item(5, { kind: "ticket", ticket: "T-1", isEdit: false })),
];

const detail: Answer = ({ path }) =>
  path === "/api/p/p1/tickets/T-1"
    ? { status: 200, body: { ticket: "T-1", description: WHOLE, firstMessage: "", detail: {} } }
    : undefined;
const field = (name: string) => page.getByRole("textbox", { name, exact: true });
const save = () => page.getByRole("button", { name: "Save" });

async function openForm(answer: Answer = detail) {
  const shown = await showTalk(ROWS, { answer });
  await userEvent.click(page.getByRole("button", { name: /^Edit/ }));
  await expect.element(field("Description")).toHaveValue(WHOLE);
  return shown;
}

it("sends only what was changed, with the hash that it began from", async () => {
  const { commands } = await openForm();
  await expect.element(save()).toBeDisabled();
  await userEvent.fill(field("Criteria"), "It is dark\nIt is quick");
  await userEvent.click(save());
  await expect
    .poll(() => commands()[0])
    .toMatchObject({
      path: "/api/p/p1/commands/edit-ticket",
      body: { ticket: "T-1", hash: "hash-1", change: { criteria: ["It is dark", "It is quick"] } },
    });
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
});

it("says what is wrong with a field, and does not save it", async () => {
  await openForm();
  await userEvent.fill(field("Title"), "");
  await expect.element(page.getByText("A ticket needs a title")).toBeVisible();
  await expect.element(save()).toBeDisabled();
});

it("shows what changed meanwhile, keeps what was typed, and saves on the new version", async () => {
  const { commands, feed } = await openForm();
  await userEvent.fill(field("Title"), "My title");
  await userEvent.fill(field("Scope"), "src/mine");
  feed.upsert(
    upsert.ticket(
      ticketRow({
        hash: "hash-2",
        title: "Their title",
        checks: ["npm run e2e"],
        description: "The whole desc…",
      }),
    ),
  );
  const dialog = page.getByRole("dialog");
  await expect.element(dialog).toMatchTextContent("Changed meanwhile: Title, Checks.");
  await expect.element(dialog).toMatchTextContent("Their title");
  await expect.element(save()).toBeDisabled();
  await userEvent.click(page.getByRole("button", { name: "Go on with the new version" }));
  await expect.element(field("Title")).toHaveValue("My title");
  await expect.element(field("Checks")).toHaveValue("npm run e2e");
  await userEvent.click(save());
  await expect
    .poll(() => commands()[0]?.body)
    .toEqual({
      ticket: "T-1",
      hash: "hash-2",
      change: { title: "My title", scope: ["src/mine"] },
    });
});

it("stays open with its texts when the edit was refused", async () => {
  const message = "T-1 has changed since you saw it: nothing was done.";
  await openForm((asked) =>
    asked.path.includes("/commands/")
      ? { status: 409, body: { kind: "refused", code: "changed-since", message } }
      : detail(asked),
  );
  await userEvent.fill(field("Title"), "My title");
  await userEvent.click(save());
  await expect.element(page.getByRole("alert")).toMatchTextContent(message);
  await expect.element(field("Title")).toHaveValue("My title");
});

it("says so when the ticket can no longer be edited", async () => {
  const { feed } = await openForm();
  await userEvent.fill(field("Title"), "My title");
  feed.upsert(upsert.ticket(ticketRow({ stage: "queued" })));
  await expect.element(page.getByText("T-1 is no longer a draft.")).toBeVisible();
  await expect.element(field("Title")).toHaveValue("My title");
  await expect.element(save()).toBeDisabled();
});
