// What workers ask, as its reader meets it: exact, answered by pointer or keyboard, in both themes, wide and narrow.
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { AskRow } from "../../../../src/wire/ask-row.ts";
import { FeedOf } from "../../feed/feed-context.tsx";
import { handMadeFeed } from "../../feed/testing/hand-made-feed.ts";
import { projectRow, upsert, workingRow } from "../../feed/testing/rows.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { show } from "../../ui/testing/show.tsx";
import { AsksBand } from "./asks-band.tsx";

const AT = Date.UTC(2026, 10, 25, 20, 0, 0);

const permission = (over: Partial<AskRow> = {}): AskRow => ({
  n: 2,
  kind: "permission",
  tool: "Bash",
  subject: "npm publish --tag next\nnpm whoami",
  detail: '{"description":"Publish"}',
  options: [],
  isMultiple: false,
  askedAt: AT,
  dueAt: AT + 600_000,
  isExpired: false,
  ...over,
});
const question = permission({
  n: 3,
  kind: "question",
  tool: "",
  subject: "Which port?",
  detail: "",
  options: [
    { label: "4100", description: "the usual one" },
    { label: "4200", description: "" },
  ],
});

let commands: { readonly path: string; readonly body: unknown }[] = [];
let refusal: string | null = null;

async function showAsks(...asks: readonly AskRow[]): Promise<void> {
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    if (path === "/api/session") return Response.json({ csrf: "c", version: "0", projects: [] });
    commands.push({ path, body: typeof init.body === "string" ? JSON.parse(init.body) : null });
    return refusal === null
      ? Response.json({ kind: "accepted", text: "", journal: 1 })
      : Response.json({ kind: "refused", code: "too-late", message: refusal }, { status: 409 });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const row = workingRow({
    word: "needs-you",
    status: "needs you · asks to run: npm publish",
    asks: [...asks],
  });
  const feed = handMadeFeed({ rows: [upsert.project(projectRow()), upsert.board(row)], isLive: true });
  await show(
    <FeedOf feed={feed}>
      <AsksBand />
    </FeedOf>,
  );
}

const answered = () => commands.map(({ body }) => body);

beforeEach(async () => {
  commands = [];
  refusal = null;
  await page.viewport(1280, 800);
});

describe("a permission", () => {
  it("shows the whole command and takes each of the three answers", async () => {
    await showAsks(permission());
    const item = page.getByRole("article", { name: "Worker 1 asks to run a command, T-1, number 2" });
    await expect.element(item.getByText("npm publish --tag next npm whoami")).toBeVisible();
    for (const name of ["Allow once", "Allow for this ticket", "Deny"])
      await item.getByRole("button", { name }).click();
    await vi.waitFor(() => expect(commands).toHaveLength(3));
    expect(commands[0]?.path).toContain("/commands/answer-worker");
    expect(answered()).toEqual(
      ["once", "ticket", "deny"].map((choice) => ({ worker: "R-1.1", ask: 2, choice, text: "" })),
    );
  });

  it("says why an answer was not taken", async () => {
    refusal = "The call is over.";
    await showAsks(permission());
    await page.getByRole("button", { name: "Allow once" }).click();
    await expect.element(page.getByRole("alert")).toMatchTextContent("The call is over.");
  });

  it("that nobody answered stays, and cannot be allowed once any more", async () => {
    await showAsks(permission({ isExpired: true }));
    await expect.element(page.getByText(/it was denied and went on without/)).toBeVisible();
    expect(page.getByRole("button", { name: "Allow once" }).elements()).toEqual([]);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await vi.waitFor(() => expect(answered()).toMatchObject([{ choice: "deny" }]));
  });
});

describe("a question", () => {
  it("is answered by an option, or in words by keyboard", async () => {
    await showAsks(question);
    await page.getByRole("button", { name: "4100" }).click();
    await userEvent.fill(page.getByRole("textbox", { name: "In your own words" }), "port 4150");
    await userEvent.keyboard("{Tab}{Enter}");
    await vi.waitFor(() =>
      expect(answered()).toMatchObject([
        { choice: "words", text: "4100" },
        { choice: "words", text: "port 4150" },
      ]),
    );
  });

  it("gathers several answers where several may be given", async () => {
    await showAsks({ ...question, isMultiple: true });
    await page.getByRole("button", { name: "4100" }).click();
    await page.getByRole("button", { name: "4200" }).click();
    await page.getByRole("button", { name: "Answer", exact: true }).click();
    await vi.waitFor(() => expect(answered()).toMatchObject([{ text: "4100, 4200" }]));
  });
});

it("tells a screen reader who asks", async () => {
  await showAsks(permission());
  await expect.element(page.getByRole("status").first()).toMatchTextContent("Worker 1 asks to run a command");
});

it("shows nothing while nobody asks", async () => {
  await showAsks();
  expect(page.getByRole("region", { name: "What workers ask" }).elements()).toEqual([]);
});

it.each(THEMES.flatMap((theme) => [1280, 360].map((width) => [theme, width] as const)))(
  "has no fault that axe finds: %s, %d px",
  async (theme, width) => {
    await page.viewport(width, 800);
    await showAsks(permission(), question, permission({ n: 4, isExpired: true }));
    expect(await faultsIn(theme)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  },
);
