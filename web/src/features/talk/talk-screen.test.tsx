// The conversation as a whole: what is said, what is being written, what waits, and what went wrong.
import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { answerItem, item, orchestratorRow, upsert, userItem, workingRow } from "../../feed/testing/rows.ts";
import { showTalk } from "./testing/show-talk.tsx";

const composer = () => page.getByRole("textbox", { name: "Message to JARVIS" });
const log = () => page.getByRole("log", { name: "Conversation" });
const inTurn = (n: number, queued: readonly { id: string; text: string; at: number }[] = []) =>
  upsert.orchestrator(
    orchestratorRow({
      word: "active",
      doing: "Thinking",
      turn: { n, kind: "user", messages: [] },
      queued: [...queued],
    }),
  );

describe("an answer that is being written", () => {
  it("appears as it comes and loses nothing when it is finished", async () => {
    const { feed } = await showTalk([upsert.item(userItem(1, "hello")), inTurn(3)]);
    await expect.element(log().getByText("Thinking…")).toBeVisible();
    const words = Array.from({ length: 60 }, (_, n) => `word${n} `);
    for (const word of words) feed.delta(3, word);
    await expect.element(log()).toMatchTextContent("word0 word1");
    await expect.element(log()).toMatchTextContent("word59");
    await expect.element(log().getByText("Thinking…")).not.toBeInTheDocument();
    feed.upsert(
      upsert.item(answerItem(4, `${words.join("")}**and the end**`, 3)),
      upsert.orchestrator(orchestratorRow()),
    );
    await expect.element(log().getByText("and the end")).toBeVisible();
    const { textContent } = log().element();
    expect(textContent?.split("word59")).toHaveLength(2);
  });

  it("is told to screen readers once it is finished, not word by word", async () => {
    const { feed } = await showTalk([upsert.item(userItem(1, "hello")), inTurn(3)]);
    const told = () => document.querySelector('[aria-live="polite"].sr-only')?.textContent ?? "";
    feed.delta(3, "Spawning Worker 1");
    await expect.element(log()).toMatchTextContent("Spawning Worker 1");
    expect(told()).toBe("");
    feed.upsert(upsert.item(answerItem(4, "Spawning Worker 1.", 3)));
    await expect.poll(told).toBe("JARVIS: Spawning Worker 1.");
  });
});

describe("a message", () => {
  it("is sent with what its writer had seen, and stands in the transcript at once", async () => {
    const { commands } = await showTalk([], { answer: () => undefined });
    await userEvent.fill(composer(), "  I want dark mode  ");
    await userEvent.keyboard("{Enter}");
    await expect.poll(commands).toHaveLength(1);
    expect(commands()[0]).toMatchObject({
      path: "/api/p/p1/commands/say",
      body: { text: "I want dark mode", seenSeq: 1_000 },
    });
    await expect.element(composer()).toHaveValue("");
  });

  it("stands as being sent until it is on record", async () => {
    const { feed } = await showTalk([upsert.item(userItem(1, "hello"))], {
      answer: ({ path }) =>
        path.includes("/commands/")
          ? { status: 200, body: { kind: "accepted", text: "m2", journal: 1_002 } }
          : undefined,
    });
    await userEvent.fill(composer(), "dark mode");
    await userEvent.keyboard("{Enter}");
    await expect.element(log().getByText("Sending")).toBeVisible();
    feed.upsert(upsert.item(userItem(2, "dark mode")));
    await expect.element(log().getByText("Sending")).not.toBeInTheDocument();
    expect(log().getByText("dark mode").elements()).toHaveLength(1);
  });

  it("that was refused is in the composer again, with the reason, before what was written since", async () => {
    const refusal = Promise.withResolvers<void>();
    await showTalk([], {
      answer: async ({ path }) => {
        if (!path.includes("/commands/")) return undefined;
        await refusal.promise;
        return {
          status: 409,
          body: { kind: "refused", code: "full", message: "200 messages wait already." },
        };
      },
    });
    await userEvent.fill(composer(), "one more");
    await userEvent.keyboard("{Enter}");
    await userEvent.fill(composer(), "and this");
    refusal.resolve();
    await expect.element(page.getByRole("alert")).toMatchTextContent("Not sent: 200 messages wait already.");
    await expect.element(composer()).toHaveValue("one more\n\nand this");
  });

  it("whose answer was lost is sent again under the same id", async () => {
    let isDown = true;
    const { commands } = await showTalk([], {
      answer: ({ path }) => (isDown && path.includes("/commands/") ? "no answer" : undefined),
    });
    await userEvent.fill(composer(), "once");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("alert")).toMatchTextContent("JARVIS does not answer");
    isDown = false;
    await userEvent.click(composer());
    await userEvent.keyboard("{Enter}");
    await expect.element(composer()).toHaveValue("");
    await expect.poll(() => new Set(commands().map(({ commandId }) => commandId)).size).toBe(1);
    expect(commands().length).toBeGreaterThan(1);
  });

  it("is not sent without a connection, and stays", async () => {
    const { feed, commands } = await showTalk();
    feed.setConnection("reconnecting");
    await userEvent.fill(composer(), "are you there?");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("alert")).toMatchTextContent("There is no connection to JARVIS");
    await expect.element(composer()).toHaveValue("are you there?");
    expect(commands()).toEqual([]);
  });

  it("that is too long is told before it is sent", async () => {
    const { commands } = await showTalk();
    await userEvent.fill(composer(), "x".repeat(65_537));
    await expect.element(page.getByText(/65,537 characters; 65,536 are taken at most/)).toBeVisible();
    await userEvent.keyboard("{Enter}");
    expect(commands()).toEqual([]);
    await expect.element(composer()).toHaveValue("x".repeat(65_537));
  });

  it("that waits for the running turn says so, below it", async () => {
    await showTalk([
      upsert.item(userItem(1, "first")),
      upsert.item(userItem(2, "second")),
      inTurn(1, [{ id: "m2", text: "second", at: 0 }]),
    ]);
    await expect.element(log().getByText("Waits for the running turn")).toBeVisible();
    const text = log().element().textContent ?? "";
    expect(text.indexOf("Thinking")).toBeLessThan(text.indexOf("second"));
  });
});

describe("the composer", () => {
  it("makes a new line with Shift, and brings the last message back when it is empty", async () => {
    await showTalk([upsert.item(userItem(1, "the last thing"))]);
    await userEvent.click(composer());
    await userEvent.keyboard("{ArrowUp}");
    await expect.element(composer()).toHaveValue("the last thing");
    await userEvent.keyboard("{Shift>}{Enter}{/Shift}more");
    await expect.element(composer()).toHaveValue("the last thing\nmore");
  });

  it("keeps what is written across reloads", async () => {
    await showTalk();
    await userEvent.fill(composer(), "half a thought");
    expect(localStorage.getItem("jarvis.draft.p1")).toBe("half a thought");
  });

  it("is filled by a suggestion, for the user to go on with", async () => {
    const { commands } = await showTalk();
    await userEvent.click(page.getByRole("button", { name: /dark mode and user profile/ }));
    await expect.element(composer()).toHaveValue("I want to add dark mode and user profile features");
    await expect.poll(() => document.activeElement).toBe(composer().element());
    expect(commands()).toEqual([]);
  });
});

describe("around the conversation", () => {
  it("says where workers start from before anything was said", async () => {
    await showTalk();
    await expect
      .element(
        page.getByText(
          "Workers start from main 1a2b3c4; your 7 uncommitted files are not in it and stay untouched.",
          { exact: true },
        ),
      )
      .toBeVisible();
    await expect.element(page.getByText(/Sandbox level 2: workers run in a box of their own/)).toBeVisible();
  });

  it("shows a shape of what comes before the first snapshot", async () => {
    await showTalk([], { isLive: false });
    await expect.element(page.getByText("Opening the conversation")).toBeInTheDocument();
    await expect.element(composer()).toBeEnabled();
  });

  it("says why the last message had no answer, with a way to the model's settings", async () => {
    const { opened } = await showTalk([
      upsert.item(userItem(1, "hello")),
      upsert.orchestrator(orchestratorRow({ word: "offline", trouble: "The API key was refused (401)." })),
    ]);
    await expect.element(page.getByRole("alert")).toMatchTextContent("The API key was refused (401).");
    await userEvent.click(page.getByRole("button", { name: "Model settings" }));
    expect(opened.settingsCount).toBe(1);
  });

  it("shows a tile of each worker that is at it, and opens it", async () => {
    const { opened, feed } = await showTalk([upsert.item(userItem(1, "hello")), upsert.board(workingRow())]);
    const tile = page.getByRole("list", { name: "Workers" }).getByRole("button");
    await expect.element(tile).toMatchTextContent(/Worker 1.*T-1.*Working.*Bash npm test/);
    await userEvent.click(tile);
    expect(opened.workers).toEqual(["R-1.1"]);
    feed.upsert(upsert.board(workingRow({ stage: "landed", word: "landed", status: "landed · 9f8e7d6" })));
    await expect.element(tile).not.toBeInTheDocument();
  });

  it("answers a worker where it asks, and lets it go on", async () => {
    const { commands } = await showTalk([
      upsert.board(workingRow({ word: "needs-you", status: "needs you · which colour?", step: null })),
      upsert.item(
        item(3, {
          kind: "notice",
          level: "warning",
          text: "Worker 1 needs you: which colour?",
          ticket: "T-1",
        }),
      ),
    ]);
    await userEvent.click(page.getByRole("button", { name: "Answer Worker 1" }));
    await userEvent.fill(page.getByRole("textbox", { name: "Message to Worker 1" }), "Blue.");
    await userEvent.click(page.getByRole("button", { name: /^Send\b/ }).first());
    await expect
      .poll(() => commands()[0])
      .toMatchObject({
        path: "/api/p/p1/commands/send-message",
        body: { worker: "W1", text: "Blue." },
      });
    await userEvent.click(page.getByRole("button", { name: "Go on" }));
    await expect
      .poll(() => commands()[1])
      .toMatchObject({
        path: "/api/p/p1/commands/try-again",
        body: { worker: "W1" },
      });
  });

  it("stays at the end when the composer grows, and where the reader is otherwise", async () => {
    await showTalk(Array.from({ length: 40 }, (_, n) => upsert.item(userItem(n + 1, `message ${n}`))));
    const belowPx = () => {
      const { scrollHeight, scrollTop, clientHeight } = log().element();
      return scrollHeight - scrollTop - clientHeight;
    };
    await expect.element(log().getByText("message 39")).toBeVisible();
    await userEvent.fill(composer(), "a\nb\nc\nd\ne\nf\ng\nh");
    await expect.poll(belowPx).toBeLessThan(3);
    log().element().dispatchEvent(new WheelEvent("wheel"));
    log().element().scrollTop = 600;
    await expect.element(page.getByRole("button", { name: /Latest|New below/ })).toBeVisible();
    const { scrollTop } = log().element();
    await userEvent.fill(composer(), "a");
    await expect.poll(() => log().element().clientHeight).toBeGreaterThan(500);
    expect(log().element().scrollTop).toBe(scrollTop);
  });

  it("reads older messages when the reader comes to the beginning", async () => {
    const recent = Array.from({ length: 30 }, (_, n) => upsert.item(userItem(100 + n, `recent ${n}`)));
    const { asked } = await showTalk(recent, {
      answer: ({ path }) =>
        path.includes("/conversation?before=100&")
          ? { status: 200, body: { items: [userItem(5, "the very first")], before: null } }
          : undefined,
    });
    await expect.element(log().getByText("recent 29")).toBeVisible();
    const heights = new Set<number>();
    const observer = new ResizeObserver(([entry]) => heights.add(entry?.contentRect.height ?? 0));
    observer.observe(log().element());
    log().element().dispatchEvent(new WheelEvent("wheel"));
    log().element().scrollTop = 0;
    await expect.element(log().getByText("the very first")).toBeInTheDocument();
    observer.disconnect();
    // Resized while its rows are measured, the list would be measured once more in the same frame, without end.
    expect(heights.size).toBe(1);
    expect(asked.filter(({ path }) => path.includes("/conversation"))).toHaveLength(1);
  });
});
