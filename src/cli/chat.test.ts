import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startFakeDaemon } from "./testing/fake-daemon.ts";
import { boardRow, orchestratorRow, PROJECT_ID, ticketRow, upsert, upserts } from "./testing/rows.ts";
import { fakeDaemonOfTest, makeHome, start, type RunOptions } from "./testing/world.ts";

const draft = [upserts.board(boardRow()), upserts.ticket(ticketRow())];

/** A conversation with a small daemon, begun. */
async function talk(rows = draft, argv: readonly string[] = [], options: RunOptions = {}) {
  const fake = await fakeDaemonOfTest({ rows });
  fake.reply = ({ name }) => ({ kind: "accepted", text: name === "say" ? "m-1" : "T-1", journal: 0 });
  const talking = start(["chat", ...argv, "--home", fake.home], options);
  const sees = (text: string) =>
    vi.waitFor(() => expect(talking.stdout()).toContain(text), { timeout: 10_000 });
  if (!argv.includes("--json")) await sees("/help shows the commands.");
  /** Types the way out, apart from what was typed before: what comes at once is one message. */
  const leave = async () => {
    await vi.waitFor(() => expect(talking.stdin.readableLength).toBe(0));
    talking.stdin.write("/quit\n");
    return await talking.ended;
  };
  return { fake, talking, sees, leave };
}

describe("the conversation with a daemon that runs", () => {
  test("shows what is there, takes a number of a card, and ends with its input", async () => {
    const { fake, talking, sees } = await talk();
    await sees("│ [1] approve & start");
    expect(talking.stdout()).toMatch(/^JARVIS · \/code\/shop\nWorkers start from main 1a2b3c4/);
    expect(talking.stdout()).toContain("Main Orchestrator — Idle\nT-1  Say hello\n");
    talking.stdin.end("1\n");
    expect(await talking.ended).toBe(0);
    expect(fake.commands).toMatchObject([
      { name: "approve-ticket", input: { ticket: "T-1", hash: "hash-1" } },
    ]);
    expect(talking.stdout()).not.toContain("\u001B");
  });

  test("says each message, a fenced block as one, and shows the answers", async () => {
    const { fake, talking, sees, leave } = await talk([]);
    talking.stdin.write("Add a note:\n```sh\necho hi\n```\n");
    await vi.waitFor(() => expect(fake.commands).toHaveLength(1));
    expect(fake.commands[0]).toMatchObject({
      name: "say",
      input: { text: "Add a note:\n```sh\necho hi\n```" },
    });
    fake.frame([upsert({ n: 101, at: 0, kind: "answer", turn: 1, of: "user", text: "Shall I\nstart it?" })]);
    await sees("JARVIS: Shall I\n        start it?");
    expect(await leave()).toBe(0);
  });

  test.each([
    ["/land T-1", { name: "land", input: { ticket: "T-1" } }],
    ["/undo T-1", { name: "undo-approval", input: { ticket: "T-1" } }],
    ["/tell W1 keep the name", { name: "send-message", input: { worker: "W1", text: "keep the name" } }],
    ["/stop W1", { name: "stop-worker", input: { worker: "W1" } }],
    ["/again W1", { name: "try-again", input: { worker: "W1" } }],
  ])("obeys %s, and says what was refused", async (line, command) => {
    const { fake, talking, sees, leave } = await talk();
    fake.reply = () => ({ kind: "refused", code: "no", message: "That cannot be done now." });
    talking.stdin.write(`${line}\n`);
    await sees("That cannot be done now.");
    expect(fake.commands).toMatchObject([command]);
    expect(await leave()).toBe(0);
  });

  test("shows a ticket with its worker's first message, the help, and what is no command", async () => {
    const { fake, talking, sees } = await talk();
    fake.tickets.set("T-1", {
      ticket: "T-1",
      description: "",
      firstMessage: "You are Worker 1.",
      detail: { id: 7 },
    });
    talking.stdin.write("/show T-1\n");
    await sees('"id": 7');
    await sees("The worker's first message:\nYou are Worker 1.");
    talking.stdin.write("/show T-9\n");
    await sees("There is no ticket called T-9.");
    talking.stdin.write("/wat\n");
    await sees("There is no command /wat.");
    talking.stdin.end("/quit\n");
    expect(await talking.ended).toBe(0);
  });

  test("ends with 1 when what came through a pipe got no answer", async () => {
    const { fake, talking, sees } = await talk([]);
    talking.stdin.write("hello\n");
    await vi.waitFor(() => expect(fake.commands).toHaveLength(1));
    fake.frame([
      upsert({ n: 101, at: 0, kind: "notice", level: "error", text: "No answer: no sign-in.", ticket: null }),
    ]);
    await sees("• No answer: no sign-in.");
    talking.stdin.end();
    expect(await talking.ended).toBe(1);
  });

  test("waits at the end of a pipe for what was asked, and shows it", async () => {
    const { fake, talking } = await talk([]);
    fake.reply = () => {
      fake.frame([upserts.orchestrator(orchestratorRow({ queued: [{ id: "m-1", text: "hi", at: 0 }] }))]);
      return { kind: "accepted", text: "m-1", journal: fake.view().journal };
    };
    talking.stdin.end("hi\n");
    await vi.waitFor(() => expect(fake.commands).toHaveLength(1));
    fake.frame([
      upserts.orchestrator(orchestratorRow()),
      upsert({ n: 101, at: 0, kind: "answer", turn: 1, of: "user", text: "Hello." }),
    ]);
    expect(await talking.ended).toBe(0);
    expect(talking.stdout()).toContain("JARVIS: Hello.");
  });

  test("takes a line of a hundred megabytes for what it is: too long, and no more", async () => {
    const { fake, talking } = await talk([]);
    const chunk = Buffer.alloc(1_000_000, "x");
    for (let count = 0; count < 100; count += 1)
      if (!talking.stdin.write(chunk)) await new Promise((resolve) => talking.stdin.once("drain", resolve));
    talking.stdin.end("\nafter\n");
    await talking.ended;
    const [said] = fake.commands;
    expect(JSON.stringify(said?.input).length).toBeLessThan(1_100_000);
    expect(JSON.stringify(said?.input)).toContain("after");
  });

  test("says one JSON value on a line for each item and each reply when JSON is asked for", async () => {
    const { fake, talking } = await talk(draft, ["--json"]);
    await vi.waitFor(() => expect(talking.stdout()).toContain('"kind":"card"'));
    fake.frame([upsert({ n: 101, at: 0, kind: "answer", turn: 1, of: "user", text: "Hello." })]);
    talking.stdin.write("/ls\n");
    await vi.waitFor(() => expect(talking.stdout()).toContain("Hello."));
    talking.stdin.end();
    expect(await talking.ended).toBe(0);
    const values = talking
      .stdout()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(values.map((value) => value.kind).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "answer",
      "board",
      "board",
      "card",
    ]);
  });
});

test("starts a daemon here when none runs, rests with it, and ends it with the conversation", async () => {
  const order: string[] = [];
  const home = makeHome();
  const talking = start(["chat", "/code/shop", "--home", home, "--turn-delay-ms", "0"], {
    world: {
      serve: async (options) => {
        const fake = await startFakeDaemon({ home });
        onTestFinished(() => fake.close());
        order.push(`served ${options.path} ${options.turnDelayMs}`);
        return {
          url: fake.url,
          project: PROJECT_ID,
          signInUrl: () => Promise.reject(new Error("not asked for here")),
          openProject: () => Promise.reject(new Error("not asked for here")),
          rest: async () => void order.push("rested"),
          closed: Promise.withResolvers<void>().promise,
          close: async () => void order.push("closed"),
        };
      },
    },
  });
  talking.stdin.end();
  expect(await talking.ended).toBe(0);
  expect(order).toEqual(["served /code/shop 0", "rested", "closed"]);
});

test("refuses what only a start can give when a daemon runs", async () => {
  const fake = await fakeDaemonOfTest();
  const talking = start(["chat", ".", "--model", "claude", "--home", fake.home]);
  expect(await talking.ended).toBe(1);
  expect(talking.stderr()).toContain("--model can change nothing");
});
