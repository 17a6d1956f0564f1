// Commands that change something: what they send, what they say, and what they refuse by themselves.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROJECT_ID, reviewRow, ticketRow, upserts } from "../testing/rows.ts";
import { draft, fakeWith, jsonOf, on, ready, working } from "../testing/story.ts";
import { makeHome } from "../testing/world.ts";

const PROPOSAL = {
  proposal: "P-1",
  title: "Profiles",
  tickets: ["T-1", "T-2", "T-3"],
  approval: null,
  proposedAt: 0,
};

describe("add", () => {
  test("sends a ticket file, or standard input, and shows the draft", async () => {
    const fake = await fakeWith(draft);
    fake.reply = () => ({ kind: "accepted", text: "T-1", journal: 0 });
    const file = join(makeHome(), "ticket.md");
    writeFileSync(file, "# Say hello\n");
    const { exitCode, stdout } = await on(fake, ["add", file]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /┌ T-1 · Say hello\n│ Criteria: it says hello[^]*T-1 is drafted\. Start it: jarvis approve T-1/,
    );
    const { json } = await jsonOf(fake, ["add", "-"], { stdin: "# Say hello\n" });
    expect(json).toEqual({ ticket: "T-1", hash: "hash-1" });
    expect(fake.commands.map(({ name, input }) => ({ name, input }))).toEqual([
      { name: "add-ticket", input: { markdown: "# Say hello\n" } },
      { name: "add-ticket", input: { markdown: "# Say hello\n" } },
    ]);
  });

  test("does not read more than a ticket may be long", async () => {
    const fake = await fakeWith(draft);
    const { exitCode, stderr } = await on(fake, ["add", "-"], { stdin: "x".repeat(5_000_000) });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("longer than 200000 characters");
    expect(fake.commands).toEqual([]);
  });
});

describe("raise", () => {
  test("sends by how much, of a ticket, of today or of the project", async () => {
    const fake = await fakeWith(working);
    const { exitCode, stdout } = await on(fake, ["raise", "t-1", "--cost", "$10", "--minutes", "60"]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe("Raised by $10.00, 60 min: T-1.\n");
    await on(fake, ["raise", "today", "--cost", "2.50"]);
    await on(fake, ["raise", "project", "--tokens", "1000", "--turns", "5"]);
    expect(fake.commands.map(({ name, input }) => ({ name, input }))).toEqual([
      { name: "raise-budget", input: { subject: "T-1", costUsd: 10, minutes: 60 } },
      { name: "raise-budget", input: { subject: "today", costUsd: 2.5 } },
      { name: "raise-budget", input: { subject: "project", turns: 5, tokens: 1_000 } },
    ]);
  });

  test.each([
    [["raise", "T-1"], "by how much"],
    [["raise", "tomorrow", "--cost", "1"], "today or project"],
    [["raise", "T-1", "--cost", "-3"], "dollars above 0"],
  ])("does not guess: %j", async (argv, words) => {
    const fake = await fakeWith(working);
    const { exitCode, stderr } = await on(fake, argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
    expect(fake.commands).toEqual([]);
  });
});

describe("approve", () => {
  test("shows what is approved and sends the hash of exactly that", async () => {
    const fake = await fakeWith(draft);
    const { exitCode, stdout } = await on(fake, ["approve", "t-1", "--land-when-green"]);
    expect(exitCode).toBe(0);
    for (const part of [
      "T-1 · Say hello",
      "Criteria: it says hello",
      "Checks: npm test",
      "at most 200 turns, $5",
    ])
      expect(stdout).toContain(part);
    expect(fake.commands).toMatchObject([
      { name: "approve-ticket", input: { ticket: "T-1", hash: "hash-1", landWhenGreen: true } },
    ]);
  });

  test("ends with 1 and says why when the daemon refuses", async () => {
    const fake = await fakeWith(draft);
    fake.reply = () => ({
      kind: "refused",
      code: "changed-since",
      message: "T-1 has changed since you saw it.",
    });
    const { exitCode, json, stderr } = await jsonOf(fake, ["approve", "T-1"]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(stderr).toContain("T-1 has changed since you saw it.");
    expect(json).toEqual({
      kind: "failed",
      code: "changed-since",
      message: "T-1 has changed since you saw it.",
    });
  });
});

describe("approve, of a proposal", () => {
  const rows = [
    upserts.proposal(PROPOSAL),
    upserts.ticket(ticketRow({ ticket: "T-1", title: "Page", hash: "hash-1", scope: ["page"] })),
    upserts.ticket(ticketRow({ ticket: "T-2", title: "Menu", hash: "hash-2", dependsOn: ["T-1"] })),
    upserts.ticket(ticketRow({ ticket: "T-3", title: "Docs", stage: "queued" })),
  ];

  test("shows its tickets in their order and sends the hash of each draft", async () => {
    const fake = await fakeWith(rows);
    const { exitCode, stdout } = await on(fake, ["approve", "p-1"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /┌ P-1 · Profiles · 3 tickets, in this order\n│ 1\. T-1 · Page · draft\n[^]*│ 2\. T-2 · Menu · draft · after T-1\n/,
    );
    expect(stdout).toContain(
      "T-1, T-2 are approved, in this order; each starts when what it waits for has landed.",
    );
    const shown = [
      { ticket: "T-1", hash: "hash-1" },
      { ticket: "T-2", hash: "hash-2" },
    ];
    expect(fake.commands).toMatchObject([
      { name: "approve-proposal", input: { proposal: "P-1", shown, landWhenGreen: false } },
    ]);
  });

  test("is refused for one that nobody made", async () => {
    const { exitCode, stderr } = await on(await fakeWith(rows), ["approve", "P-7"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("There is no proposal called P-7");
  });
});

describe("land", () => {
  test("shows what is landed and sends the hash of exactly that", async () => {
    const fake = await fakeWith(ready);
    const { stdout } = await on(fake, ["land", "T-1"]);
    expect(stdout).toMatch(
      /┌ T-1 · Say hello · Worker 1 is ready[^]*Review: accepts[^]*T-1 is in the landing queue/,
    );
    expect(fake.commands).toMatchObject([
      { name: "land", input: { ticket: "T-1", hash: "land-1", isUnverifiedAccepted: false } },
    ]);
  });

  test("lands what no check has proved only when that is accepted", async () => {
    const fake = await fakeWith([...ready, upserts.review(reviewRow({ color: "unverified", checks: [] }))]);
    const refused = await on(fake, ["land", "T-1"]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain("--accept-unverified");
    expect(fake.commands).toEqual([]);
    expect((await on(fake, ["land", "T-1", "--accept-unverified"])).exitCode).toBe(0);
    expect(fake.commands).toMatchObject([{ input: { isUnverifiedAccepted: true } }]);
  });

  test("refuses what has not been reviewed, with what it is", async () => {
    const { exitCode, stderr } = await on(await fakeWith(working), ["land", "T-1"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("T-1 was not landed: it is “working · Bash npm test”");
  });
});

describe("a command that does one thing", () => {
  test.each([
    [["send", "W1", "keep", "the", "name"], "send-message", { worker: "W1", text: "keep the name" }],
    [["send", "T-1", "-"], "send-message", { worker: "T-1", text: "from a pipe" }],
    [["send", "--all", "rebase"], "send-message", { worker: "all", text: "rebase" }],
    [["stop", "w-1"], "stop-worker", { worker: "W1" }],
    [["stop", "--all", "--reason", "wrong"], "stop-worker", { worker: "all", reason: "wrong" }],
    [["undo", "T-1"], "undo-approval", { ticket: "T-1" }],
    [["undo", "p2"], "undo-approval", { ticket: "P-2" }],
    [["supersede", "T-1", "t-4"], "supersede-ticket", { ticket: "T-1", successor: "T-4" }],
    [["again", "W1"], "try-again", { worker: "W1" }],
    [["discard", "T-1", "--reason", "no"], "discard-ticket", { ticket: "T-1", reason: "no" }],
  ])("%s", async (argv, name, input) => {
    const fake = await fakeWith(working);
    fake.reply = () => ({ kind: "accepted", text: "Worker 1", journal: 7 });
    const plain = await on(fake, argv, { stdin: "from a pipe" });
    expect(plain).toMatchObject({ exitCode: 0 });
    expect(plain.stdout).toMatch(/^[A-Z].*\.\n$/);
    const { json } = await jsonOf(fake, argv, { stdin: "from a pipe" });
    expect(json).toMatchObject({ kind: "accepted", text: "Worker 1", journal: 7 });
    expect(fake.commands).toMatchObject([
      { project: PROJECT_ID, name, input },
      { project: PROJECT_ID, name, input },
    ]);
    expect(fake.commands[0]?.key).not.toBe(fake.commands[1]?.key);
  });
});
