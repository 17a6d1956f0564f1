// What the bar over every screen shows of a project.
import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { RowUpsert } from "../../../../../src/wire/rows.ts";
import { FeedOf } from "../../../feed/feed-context.tsx";
import { handMadeFeed } from "../../../feed/testing/hand-made-feed.ts";
import {
  boardRow,
  connectedModel,
  orchestratorRow,
  projectRow,
  upsert,
  workingRow,
} from "../../../feed/testing/rows.ts";
import { faultsIn, THEMES } from "../../../ui/testing/accessible.ts";
import { show } from "../../../ui/testing/show.tsx";
import { useTalkBar } from "./use-talk-bar.tsx";

function Bar({ onOpenSettings }: { readonly onOpenSettings: () => void }) {
  const bar = useTalkBar({ onOpenSettings });
  return (
    <main>
      {bar.orchestrator}
      {bar.counters}
      {bar.connection}
      {bar.banner}
      <output>{`${bar.needsYouCount} stuck, ${bar.reviewCount} to review`}</output>
    </main>
  );
}

async function showBar(...rows: readonly RowUpsert[]) {
  const feed = handMadeFeed({
    rows: [upsert.project(projectRow()), upsert.orchestrator(orchestratorRow()), ...rows],
  });
  const opened: string[] = [];
  await show(
    <FeedOf feed={feed}>
      <Bar onOpenSettings={() => opened.push("settings")} />
    </FeedOf>,
  );
  return { feed, opened };
}

const bar = () => page.getByRole("main");

describe("the orchestrator", () => {
  it("is shown with what it does", async () => {
    const { feed } = await showBar(
      upsert.orchestrator(orchestratorRow({ word: "active", doing: "Conversing" })),
    );
    await expect.element(bar()).toMatchTextContent("Main Orchestrator — Active – Conversing");
    feed.upsert(upsert.orchestrator(orchestratorRow({ word: "active", doing: "Reviewing Worker 2" })));
    await expect.element(bar()).toMatchTextContent("Main Orchestrator — Active – Reviewing Worker 2");
    feed.upsert(upsert.orchestrator(orchestratorRow()));
    await expect.element(bar()).toMatchTextContent("Main Orchestrator — Idle");
  });

  it("is offline without a connection", async () => {
    const { feed } = await showBar();
    feed.setConnection("reconnecting");
    await expect.element(bar()).toMatchTextContent("Offline – reconnecting");
    await expect.element(bar()).toMatchTextContent("No connection to JARVIS.");
    feed.setConnection("live");
    await expect.element(bar()).not.toMatchTextContent("reconnecting");
  });
});

it("counts workers, what waits, and what today has cost", async () => {
  await showBar(
    upsert.board(workingRow({ ticket: "T-1", costUsd: 0.4, startedAt: Date.now() })),
    upsert.board(workingRow({ ticket: "T-2", word: "checking", costUsd: 0.2, startedAt: Date.now() })),
    upsert.board(boardRow({ ticket: "T-3", word: "needs-you" })),
    upsert.board(boardRow({ ticket: "T-4", word: "ready" })),
  );
  await expect
    .element(bar())
    .toMatchTextContent(/2 running\s*·\s*1 needs you\s*·\s*1 review\s*·\s*\$0\.60 today/);
  await expect.element(page.getByRole("status").last()).toMatchTextContent("1 stuck, 1 to review");
});

it("the tab's title says how many wait, also while nothing is drawn", async () => {
  const { feed } = await showBar(upsert.board(boardRow({ word: "ready" })));
  await expect.poll(() => document.title).toBe("(1) my-jarvis-desktop · JARVIS");
  feed.upsert(upsert.board(boardRow({ word: "landed" })));
  expect(document.title).toBe("my-jarvis-desktop · JARVIS");
});

describe("the banner", () => {
  it("says that no language model is talking, with the way to change it", async () => {
    const model = connectedModel({ kind: "playbook", name: "playbook", payer: "nobody" });
    const { opened } = await showBar(upsert.project(projectRow({ model })));
    await expect.element(bar()).toMatchTextContent("No language model is talking: this is the playbook");
    await userEvent.click(page.getByRole("button", { name: "Connect a model" }));
    expect(opened).toEqual(["settings"]);
  });

  it("says what to do when signed out, above all else", async () => {
    const model = connectedModel({ kind: "playbook", name: "playbook", payer: "nobody" });
    const { feed } = await showBar(upsert.project(projectRow({ model })));
    feed.setConnection("signed-out");
    await expect.element(page.getByRole("alert")).toMatchTextContent("Run jarvis in a terminal");
    await expect.element(bar()).not.toMatchTextContent("playbook");
  });

  it("says what waits for the account, until when and why, and tries it at once", async () => {
    const parked = {
      account: "your plan",
      cause: "rate-limit",
      text: "2 workers and the conversation wait: rate limit of your plan",
      detail: "429 from the service",
      since: Date.now(),
      until: new Date().setHours(3, 10, 0, 0),
      attempt: 2,
      waitsFor: null,
      workers: ["W4", "W5"],
      isConversationWaiting: true,
    } as const;
    const { feed } = await showBar(
      upsert.project(projectRow({ parked: { ...parked, workers: ["W4", "W5"] } })),
    );
    await expect
      .element(bar())
      .toMatchTextContent("2 workers and the conversation wait: rate limit of your plan, resumes 03:10.");
    await expect.element(bar()).toMatchTextContent("429 from the service");
    const run = vi.spyOn(feed, "run").mockResolvedValue({ kind: "accepted", text: "", journal: 1 });
    await page.getByRole("button", { name: "Try now" }).click();
    expect(run.mock.calls).toEqual([["try-again", { worker: "W4" }]]);
    const auth = { ...parked, workers: ["W4"], until: null, waitsFor: "connect a model again in Settings" };
    feed.upsert(upsert.project(projectRow({ parked: auth })));
    await expect.element(bar()).toMatchTextContent("You: connect a model again in Settings.");
    await expect.element(page.getByRole("button", { name: "Settings" })).toBeVisible();
  });

  it("says when workers have no wall", async () => {
    await showBar(upsert.project(projectRow({ model: connectedModel({ wall: "bubblewrap is missing." }) })));
    await expect.element(page.getByRole("alert")).toMatchTextContent("bubblewrap is missing.");
  });

  it("is not there when all is well", async () => {
    await showBar();
    await expect.element(bar()).toMatchTextContent("Idle");
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
});

it("has no serious fault", async () => {
  const { feed } = await showBar(
    upsert.board(workingRow()),
    upsert.board(boardRow({ ticket: "T-2", word: "ready" })),
  );
  feed.setConnection("reconnecting");
  for (const theme of THEMES) expect(await faultsIn(theme), theme).toEqual([]);
});
