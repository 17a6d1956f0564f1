// Commands that only read: what they say for people and for machines.
import { describe, expect, test, vi } from "vitest";
import { boardRow, PROJECT_ID, reviewRow, step, ticketRow, upserts, workingRow } from "../testing/rows.ts";
import { detail, diff, draft, fakeWith, jsonOf, on, ready, working } from "../testing/story.ts";
import { start } from "../testing/world.ts";

describe("ls", () => {
  test("shows the orchestrator, each ticket, and what waits for the user", async () => {
    const { exitCode, stdout, stderr } = await on(await fakeWith(working), ["ls"]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringContaining("the only project"),
    });
    expect(stdout.replace(/\d+ h \d+ min/, "AGE").split("\n")).toEqual([
      "shop · main 1a2b3c4 · playbook (no language model)",
      "Main Orchestrator — Idle",
      "T-1  Say hello · Worker 1",
      "     working · Bash npm test · AGE",
      "     jarvis/t-1.1-say-hello",
      "",
    ]);
  });

  test("gives the board of the wire as JSON", async () => {
    const { json } = await jsonOf(await fakeWith(working), ["ls"]);
    expect(json).toMatchObject({
      project: { id: PROJECT_ID },
      orchestrator: { word: "idle" },
      rows: [workingRow()],
    });
  });

  test("leaves out old tickets that are over, and says how many", async () => {
    const over = Array.from({ length: 14 }, (_, index) =>
      upserts.board(
        boardRow({ ticket: `T-${index + 1}`, stage: "landed", word: "landed", status: "landed" }),
      ),
    );
    const fake = await fakeWith(over);
    const { stdout } = await on(fake, ["ls"]);
    expect(stdout).toContain("(4 more that are over: jarvis ls --all)");
    expect(stdout).not.toMatch(/^T-4 /m);
    expect(stdout).toMatch(/^T-5 /m);
    expect((await on(fake, ["ls", "--all"])).stdout).toMatch(/^T-4 /m);
  });
});

describe("ls -w", () => {
  test("prints a line for each row that changes, until nobody reads", async () => {
    const fake = await fakeWith(draft);
    const watching = start(["ls", "-w", "--home", fake.home]);
    await vi.waitFor(() => expect(watching.stdout()).toContain("T-1  Say hello · draft · you: approve T-1"));
    fake.frame(working);
    await vi.waitFor(() => expect(watching.stdout()).toContain("T-1  Say hello · Worker 1 · working"));
    watching.leaveOutput();
    expect(await watching.ended).toBe(0);
    expect(watching.stdout()).not.toContain("\u001B");
    expect(watching.stdout().match(/^Main Orchestrator/gm)).toHaveLength(1);
  });

  test("gives one board on a line for each change as JSON", async () => {
    const fake = await fakeWith(draft);
    const watching = start(["ls", "-w", "--json", "--home", fake.home]);
    await vi.waitFor(() => expect(watching.stdout()).toContain("draft"));
    fake.frame(working);
    await vi.waitFor(() => expect(watching.stdout()).toContain("working"));
    watching.leaveOutput();
    await watching.ended;
    const boards = watching
      .stdout()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(boards.map((board) => board.rows[0].word)).toEqual(["draft", "working"]);
  });

  test("draws in place on a terminal", async () => {
    const fake = await fakeWith(draft);
    const watching = start(["ls", "-w", "--home", fake.home], { isTerminal: true });
    await vi.waitFor(() => expect(watching.stdout()).toContain("T-1"));
    fake.frame(working);
    await vi.waitFor(() => expect(watching.stdout()).toContain("Worker 1"));
    watching.leaveOutput();
    await watching.ended;
    // Up over what was drawn, and everything below away.
    expect(watching.stdout()).toContain("\u001B[5A\r\u001B[J");
  });
});

describe("show, of a proposal", () => {
  const rows = [
    upserts.proposal({
      proposal: "P-1",
      title: "Profiles",
      tickets: ["T-2", "T-1"],
      approval: { by: "message", quote: "all, in this order", at: 0 },
      proposedAt: 0,
    }),
    upserts.ticket(ticketRow({ ticket: "T-1", title: "Menu", dependsOn: ["T-2"] })),
    upserts.ticket(ticketRow({ ticket: "T-2", title: "Page" })),
    upserts.board(boardRow({ ticket: "T-1", status: "queued · waits for T-2 to land", waitsFor: null })),
    upserts.board(boardRow({ ticket: "T-2", status: "ready", waitsFor: "land T-2" })),
  ];

  test("tells its tickets in their order, with state and what each waits for", async () => {
    const { exitCode, stdout } = await on(await fakeWith(rows), ["show", "p1"]);
    expect({ exitCode, lines: stdout.split("\n") }).toEqual({
      exitCode: 0,
      lines: [
        "P-1 · Profiles",
        "Approved by your words: “all, in this order”.",
        "1. T-2 · Page",
        "   ready",
        "   you: land T-2",
        "2. T-1 · Menu",
        "   queued · waits for T-2 to land · after T-2",
        "",
      ],
    });
  });

  test("gives its rows as JSON, and refuses what there is not", async () => {
    const fake = await fakeWith(rows);
    const { json } = await jsonOf(fake, ["show", "P-1"]);
    expect(json).toMatchObject({
      proposal: { proposal: "P-1" },
      tickets: [
        { ticket: { ticket: "T-2" }, board: { status: "ready" } },
        { ticket: { ticket: "T-1", dependsOn: ["T-2"] } },
      ],
    });
    expect(await on(fake, ["show", "P-7"])).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining("There is no proposal called P-7"),
    });
  });
});

describe("show", () => {
  test.each(["T-1", "t1", "W1", "w-1", "R-1.1"])("tells everything about %s", async (name) => {
    const fake = await fakeWith(ready);
    const { exitCode, stdout } = await on(fake, ["show", name]);
    expect(exitCode).toBe(0);
    for (const part of [
      "T-1 · Say hello",
      "Criteria:  it says hello",
      "Hash:      hash-1",
      "Review: accepts",
      "Say it.",
    ])
      expect(stdout).toContain(part);
  });

  test("gives rows and detail as JSON", async () => {
    const { json } = await jsonOf(await fakeWith(ready), ["show", "T-1"]);
    expect(json).toEqual({
      ticket: ticketRow({ stage: "review" }),
      board: expect.objectContaining({ ticket: "T-1" }),
      review: reviewRow(),
      detail,
    });
  });

  test("refuses what there is not with 1, also as JSON", async () => {
    const fake = await fakeWith(draft);
    expect(await on(fake, ["show", "T-9"])).toMatchObject({ exitCode: 1, stdout: "" });
    const { exitCode, json, stderr } = await jsonOf(fake, ["show", "T-9"]);
    expect({ exitCode, json }).toMatchObject({
      exitCode: 1,
      json: { kind: "failed", code: "unknown-subject" },
    });
    expect(stderr).toContain("There is no T-9");
  });
});

describe("logs", () => {
  test("prints a run's record by worker, ticket or run, and its reviewer's", async () => {
    const fake = await fakeWith(working);
    for (const name of ["W1", "T-1", "R-1.1"]) {
      const { stdout } = await on(fake, ["logs", name]);
      expect(stdout).toMatch(/^\d\d:\d\d:\d\d → Read a\n\d\d:\d\d:\d\d ✓ Read \(1\.2 s\)\n$/);
    }
    expect((await on(fake, ["logs", "W1", "--review"])).stdout).toContain("→ verdict");
  });

  test("gives one page as JSON, of as many lines as were asked for", async () => {
    const fake = await fakeWith(working);
    fake.lines(
      "R-1.1",
      Array.from({ length: 600 }, (_, index) => step(index + 3, "Read b")),
      false,
    );
    const { json } = await jsonOf(fake, ["logs", "W1", "-n", "450"]);
    expect(json.rows).toHaveLength(450);
    expect(json).toMatchObject({ run: "R-1.1", before: 153 });
    expect(json.rows.at(-1).n).toBe(602);
  });

  test("follows until the run has ended, with what the feed dropped", async () => {
    const fake = await fakeWith(working);
    const following = start(["logs", "W1", "-f", "--json", "--home", fake.home]);
    await vi.waitFor(() => expect(fake.hellos).toMatchObject([{ topics: ["run:R-1.1"] }]));
    fake.lines("R-1.1", [step(3, "Write b")], false);
    fake.lines("R-1.1", [step(4, "Bash npm test")], true);
    await vi.waitFor(() => expect(following.stdout()).toContain("npm test"));
    fake.lines("R-1.1", [step(5, "its process ended", { kind: "closed" })], false);
    fake.frame([upserts.board(workingRow({ stage: "landed", word: "landed", endedAt: 9 }))]);
    expect(await following.ended).toBe(0);
    const lines = following
      .stdout()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.n)).toEqual([1, 2, 3, 4, 5]);
  });

  test("refuses a ticket on which nobody works", async () => {
    const { exitCode, stderr } = await on(await fakeWith(draft), ["logs", "T-1"]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(stderr).toContain("T-1 has no worker yet: it is “draft”");
  });
});

describe("diff", () => {
  test("prints git's patch, coloured only on a terminal", async () => {
    const fake = await fakeWith(working);
    expect((await on(fake, ["diff", "W1"])).stdout).toBe(diff.patch);
    vi.stubEnv("FORCE_COLOR", "1");
    expect((await on(fake, ["diff", "W1"], { isTerminal: true })).stdout).toContain("\u001B[32m+hello");
    vi.unstubAllEnvs();
    expect((await jsonOf(fake, ["diff", "T-1"])).json).toEqual(diff);
  });

  test("says when there is nothing yet, and when it is not all", async () => {
    const fake = await fakeWith(working);
    fake.diffs.set("R-1.1", { ...diff, head: null, patch: "" });
    expect(await on(fake, ["diff", "W1"])).toMatchObject({
      stdout: "",
      stderr: expect.stringContaining("no commit yet"),
    });
    fake.diffs.set("R-1.1", { ...diff, isCut: true });
    expect((await on(fake, ["diff", "W1"])).stderr).toContain("git diff 1a2b3c4 58dbc92");
  });
});

test("projects are listed, and as JSON", async () => {
  const fake = await fakeWith([]);
  expect((await on(fake, ["projects"])).stdout).toBe(`${PROJECT_ID}  shop  /code/shop\n`);
  expect((await jsonOf(fake, ["projects"])).json).toEqual({
    projects: [{ id: PROJECT_ID, name: "shop", root: "/code/shop" }],
  });
});
