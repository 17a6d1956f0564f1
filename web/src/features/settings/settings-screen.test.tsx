// The settings on a live feed: another model is asked of the daemon, and shown when it answers.
import { afterEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { FeedOf } from "../../feed/feed-context.tsx";
import { handMadeFeed } from "../../feed/testing/hand-made-feed.ts";
import { connectedModel, projectRow, upsert } from "../../feed/testing/rows.ts";
import { show } from "../../ui/testing/show.tsx";
import { SettingsScreen } from "./settings-screen.tsx";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("connects a model through the daemon and shows what answers then", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", (address: string, init: RequestInit = {}) => {
    if (init.method === "PUT") sent.push([address, init.body]);
    const answers: Readonly<Record<string, unknown>> = {
      "/api/model": connectedModel({ payer: "your API key …9999" }),
      "/api/projects": { projects: [] },
      "/api/session": { csrf: "c", version: "0.1.0", projects: [] },
    };
    return Promise.resolve(
      Response.json(answers[address] ?? { version: "0.1.0", home: "/home", startedAt: 1, pid: 1 }),
    );
  });
  const playbook = connectedModel({
    kind: "playbook",
    name: "playbook (no language model)",
    payer: "nobody",
  });
  const feed = handMadeFeed({ rows: [upsert.project(projectRow({ model: playbook }))] });
  await show(
    <FeedOf feed={feed}>
      <SettingsScreen theme="system" onTheme={vi.fn()} onOpenProject={vi.fn()} />
    </FeedOf>,
  );
  await userEvent.fill(page.getByRole("tabpanel").getByLabelText("API key"), "sk-secret-9999");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect.element(page.getByText("Paid by your API key …9999", { exact: false })).toBeVisible();
  const choice = {
    kind: "api-key",
    secret: "sk-secret-9999",
    model: null,
    isUnsafe: false,
    isRemembered: false,
  };
  expect(sent).toEqual([["/api/model", JSON.stringify(choice)]]);
  feed.upsert(upsert.project(projectRow()));
  await expect.element(page.getByText("your API key …4f2a")).toBeVisible();
});
