import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Item } from "../../wire/client.ts";
import type { ItemRow, RowUpsert } from "../../wire/rows.ts";
import { findDaemon } from "../daemon/place.ts";
import {
  boardRow,
  orchestratorRow,
  PROJECT_ID,
  reviewRow,
  step,
  ticketRow,
  upsert,
  upserts,
  workingRow,
} from "../testing/rows.ts";
import type { FakeDaemon } from "../testing/fake.ts";
import { fakeDaemonOfTest } from "../testing/world.ts";
import { connectRemoteClient, type RemoteClient } from "./client.ts";

interface Shown {
  readonly client: RemoteClient;
  readonly items: readonly Item[];
  /** Resolves with the first item from now on, or shown already, that is so. */
  readonly until: (isSo: (item: Item) => boolean) => Promise<Item>;
}

async function show(fake: FakeDaemon & { home: string }): Promise<Shown> {
  const place = await findDaemon(fake.home);
  if (place === null) throw new Error("the daemon of the test does not run");
  const find = () => findDaemon(fake.home);
  const client = await connectRemoteClient({ find, place, project: PROJECT_ID });
  onTestFinished(() => client.close());
  const items: Item[] = [];
  const looks = new Set<() => void>();
  client.onItem((item) => {
    items.push(item);
    for (const look of looks) look();
  });
  return {
    client,
    items,
    until: async (isSo) => {
      const found = Promise.withResolvers<Item>();
      const look = () => {
        const item = items.find(isSo);
        if (item !== undefined) found.resolve(item);
      };
      looks.add(look);
      look();
      return await found.promise;
    },
  };
}

const isText = (text: string) => (item: Item) => "text" in item && item.text.includes(text);
const isCard = (item: Item) => item.kind === "card";
const linesOf = (item: Item) => (item.kind === "card" ? item.lines.join("\n") : "");

function noticeRow(n: number, over: Partial<Extract<ItemRow, { kind: "notice" }>>): RowUpsert {
  return upsert({ n, at: 0, kind: "notice", level: "info", text: "T-1 approved", ticket: "T-1", ...over });
}

const draft = [upserts.board(boardRow()), upserts.ticket(ticketRow())];
const ready = [
  upserts.board(workingRow({ stage: "review", word: "ready" })),
  upserts.ticket(ticketRow({ stage: "review" })),
  upserts.review(reviewRow()),
];

describe("a client over the feed", () => {
  test("shows what is there: banner, board, cards that wait, what the orchestrator does", async () => {
    const talking = orchestratorRow({ word: "active", doing: "Conversing" });
    const fake = await fakeDaemonOfTest({ rows: [...draft, upserts.orchestrator(talking)] });
    const { client, items } = await show(fake);
    expect(client.banner).toMatchObject({ root: "/code/shop", target: "main", mode: "playbook" });
    expect(client.board()).toMatchObject([{ ticket: "T-1", word: "draft" }]);
    expect(client.orchestrator()).toBe("Active – Conversing");
    expect(client.pending()).toMatchObject([{ kind: "card", title: "T-1 · Say hello" }]);
    expect(items).toEqual([]);
  });

  test("shows a draft as a card whose choices approve exactly what it showed", async () => {
    const fake = await fakeDaemonOfTest();
    const { client, until } = await show(fake);
    fake.frame([...draft, upsert({ n: 101, at: 0, kind: "ticket", ticket: "T-1", isEdit: false })]);
    const card = await until(isCard);
    expect(linesOf(card)).toContain("Criteria: it says hello");
    expect(card).toMatchObject({ choices: [{ n: 1, label: "approve & start" }, { n: 2 }] });
    fake.frame([upserts.ticket(ticketRow({ hash: "hash-2" }))]);
    expect(await client.choose(2)).toEqual({ kind: "accepted", text: "done" });
    expect(fake.commands.at(-1)).toMatchObject({
      name: "approve-ticket",
      input: { ticket: "T-1", hash: "hash-1", landWhenGreen: true },
    });
    expect(await client.choose(9)).toMatchObject({ kind: "refused" });
  });

  test("shows reviewed work as a card that lands what it showed, and not when its checks are red", async () => {
    const fake = await fakeDaemonOfTest({ rows: ready });
    const { client, until } = await show(fake);
    fake.frame([upsert({ n: 101, at: 0, kind: "review", ticket: "T-1", run: "R-1.1", worker: "W1" })]);
    const card = await until(isCard);
    expect(card).toMatchObject({
      title: "T-1 · Say hello · Worker 1 is ready",
      choices: [{ label: "land it" }],
    });
    expect(linesOf(card)).toContain("✓ it says hello (src/hello.ts:1)");
    await client.choose(1);
    expect(fake.commands.at(-1)).toMatchObject({
      name: "land",
      input: { ticket: "T-1", hash: "land-1", isUnverifiedAccepted: false },
    });
    fake.frame([
      upserts.review(reviewRow({ color: "red", report: "again" })),
      upsert({ n: 102, at: 0, kind: "review", ticket: "T-1", run: "R-1.1", worker: "W1" }),
    ]);
    const red = await until((item) => linesOf(item).includes("RED"));
    expect(red).toMatchObject({ choices: [] });
  });

  test("says what its writer had seen, and does not repeat what was said here", async () => {
    const fake = await fakeDaemonOfTest();
    const { client, items, until } = await show(fake);
    const { journal } = fake.view();
    fake.reply = ({ name }) => {
      // The feed is faster than the answer.
      fake.frame([upsert({ n: 101, at: 0, kind: "user", id: "mine", text: "hello" })]);
      return { kind: "accepted", text: name === "say" ? "mine" : "", journal: 101 };
    };
    expect(await client.say("hello")).toEqual({ kind: "accepted", text: "mine" });
    expect(fake.commands[0]).toMatchObject({ name: "say", input: { text: "hello", seenSeq: journal } });
    expect(fake.commands[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    fake.frame([upsert({ n: 102, at: 0, kind: "user", id: "other", text: "from the page" })]);
    await until(isText("from the page"));
    expect(items).toHaveLength(1);
  });

  test("tells the way back once: of a start by words, and of a landing that waits", async () => {
    const byWords = { by: "message", quote: "go", at: 5 } as const;
    const fake = await fakeDaemonOfTest({ rows: [upserts.board(workingRow())] });
    const { items, until } = await show(fake);
    fake.frame([
      upserts.ticket(ticketRow({ stage: "running", approval: byWords, canUndoStart: true })),
      noticeRow(101, { text: "T-1 approved by your words: “go”" }),
      noticeRow(102, { text: "Worker 1 starts on T-1" }),
    ]);
    await until(isText("Worker 1 starts"));
    fake.frame([
      upserts.ticket(
        ticketRow({ landApproval: { ...byWords, at: 9 }, landUndoUntil: 99, canUndoStart: false }),
      ),
      noticeRow(103, { text: "T-1 lands in 10 s" }),
    ]);
    await until(isText("lands in"));
    expect(items.map((item) => ("text" in item ? item.text : ""))).toEqual([
      "T-1 approved by your words: “go” · /undo T-1 until its worker's first step",
      "Worker 1 starts on T-1",
      "T-1 lands in 10 s · /undo T-1",
    ]);
  });

  test("says how a worker that needs the user goes on", async () => {
    const stuck = upserts.board(workingRow({ word: "needs-you", status: "needs you · no sign-in" }));
    const fake = await fakeDaemonOfTest({ rows: [stuck, upserts.ticket(ticketRow({ stage: "running" }))] });
    const { until } = await show(fake);
    fake.frame([noticeRow(101, { level: "warning", text: "Worker 1 needs you: no sign-in." })]);
    expect(await until(isText("needs you"))).toMatchObject({
      text: "Worker 1 needs you: no sign-in. /again W1 goes on when that is mended.",
    });
  });

  test("shows the steps of a worker and of its reviewer, also those that the feed dropped", async () => {
    const fake = await fakeDaemonOfTest();
    const { items, until } = await show(fake);
    fake.lines("R-1.1", [step(1, "Read a")], false);
    fake.frame([upserts.board(workingRow())]);
    await until(isText("Read a"));
    fake.lines("R-1.1", [step(2, "Write b")], false);
    fake.lines("R-1.1", [step(3, "done", { kind: "tool-ended" }), step(4, "Bash npm test")], true);
    fake.lines("R-1.1-review", [step(1, "verdict")], true);
    await until(isText("Bash npm test"));
    await until(isText("verdict"));
    expect(items.map((item) => (item.kind === "step" ? `[${item.label}] ${item.text}` : ""))).toEqual(
      expect.arrayContaining([
        "[TICKET-WORKER-1] Read a",
        "[TICKET-WORKER-1] Write b",
        "[TICKET-WORKER-1] Bash npm test",
        "[CODE-REVIEWER-1] verdict",
      ]),
    );
    expect(items).toHaveLength(4);
  });

  test("does not tell what a worker did before anybody looked", async () => {
    const fake = await fakeDaemonOfTest({ rows: [upserts.board(workingRow())] });
    fake.lines("R-1.1", [step(1, "Read a"), step(2, "Read b")], false);
    const { items, until } = await show(fake);
    await vi.waitFor(() => expect(fake.requests.join(" ")).toContain("runs/R-1.1/timeline"));
    fake.lines("R-1.1", [step(3, "Write c")], true);
    await until(isText("Write c"));
    expect(items).toHaveLength(1);
  });

  test("says when the connection is lost and when it is back, with what came meanwhile", async () => {
    const fake = await fakeDaemonOfTest();
    const { client, items, until } = await show(fake);
    fake.cut();
    fake.keep([noticeRow(101, { text: "T-1 landed", level: "success" })]);
    await until(isText("The connection to JARVIS is back"));
    await until(isText("T-1 landed"));
    expect(items).toHaveLength(3);
    expect(items[0]).toMatchObject({
      kind: "notice",
      level: "warning",
      text: expect.stringContaining("is lost"),
    });
    expect(client.orchestrator()).toBe("Idle");
  });

  test("refuses, and goes on, when the daemon is gone", async () => {
    const fake = await fakeDaemonOfTest({ rows: draft });
    const { client } = await show(fake);
    await fake.close();
    expect(await client.say("hello")).toMatchObject({
      kind: "refused",
      text: expect.stringContaining("no answer"),
    });
    expect(await client.show("T-1")).toContain("no answer");
    expect(await client.show("T-9")).toBeNull();
  });

  test("lands what is in view, and leaves it to the daemon to say that there is nothing", async () => {
    const fake = await fakeDaemonOfTest({ rows: ready });
    const { client } = await show(fake);
    await client.land("w1");
    expect(fake.commands.at(-1)).toMatchObject({ input: { ticket: "T-1", hash: "land-1" } });
    await client.land("T-9");
    expect(fake.commands.at(-1)).toMatchObject({ input: { ticket: "T-9", hash: "none" } });
  });
});

describe("rest", () => {
  const limits = { settleMs: 30, lostMsMax: 30 };

  test("comes when nothing goes on by itself any more", async () => {
    const fake = await fakeDaemonOfTest({ rows: [upserts.board(workingRow())] });
    const { client } = await show(fake);
    let isResting = false;
    const rest = client.rest(limits).then(() => (isResting = true));
    fake.frame([upserts.board(workingRow({ word: "checking" }))]);
    await client.shownAll();
    expect(isResting).toBe(false);
    fake.frame([upserts.board(workingRow({ stage: "review", word: "ready" }))]);
    await rest;
  });

  test("fails when the connection is lost for good", async () => {
    const fake = await fakeDaemonOfTest({ rows: [upserts.board(workingRow())] });
    const { client } = await show(fake);
    const rest = client.rest(limits);
    await Promise.all([fake.close(), expect(rest).rejects.toThrow("the connection to JARVIS is lost")]);
  });
});
