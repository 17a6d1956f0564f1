import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../adapters/simulated/time.ts";
import type { Command } from "../domain/commands.ts";
import { decide } from "../domain/decide.ts";
import type { StoredEvent } from "../domain/events.ts";
import { commandId, messageId } from "../domain/ids.ts";
import { emptyState } from "../domain/state.ts";
import { ENGINE, USER, uuid } from "../domain/testing/given.ts";
import { C1, opened } from "../domain/testing/stories.ts";
import type { Decided, Journal } from "../journal/contract.ts";
import { JournalFull } from "../journal/failures.ts";
import { createMemoryJournal, type MemoryJournal } from "../journal/memory/memory-journal.ts";
import { BATCH_MAX, WAITING_MAX, createLoop, replay, type Submission } from "./loop.ts";

function receive(n: number, text = `hello ${n}`): Submission {
  const command: Command = {
    type: "conversation.receive",
    conversation: C1,
    message: messageId(`m-${n}`),
    text,
    seenSeq: 0,
  };
  return { command, actor: USER, id: commandId(`c-${n}`) };
}

async function start(memory: MemoryJournal = createMemoryJournal()) {
  const batches: (readonly Decided[])[] = [];
  const defects: unknown[] = [];
  const journal: Journal = {
    append: (batch, expected) => {
      batches.push(batch);
      return memory.append(batch, expected);
    },
    readReply: (command) => memory.readReply(command),
    readFrom: (after) => memory.readFrom(after),
    readLast: () => memory.readLast(),
    close: () => memory.close(),
  };
  let uuidCount = 0;
  const loop = createLoop({
    journal,
    initial: emptyState(),
    clock: createVirtualClock(),
    ids: { uuid: () => uuid((uuidCount += 1)) },
    decide: (state, command, given) => {
      if (command.type === "conversation.receive" && command.text === "break") throw new RangeError("broken");
      return decide(state, command, given);
    },
    onDefect: (_where, error) => void defects.push(error),
  });
  if (memory.readLast() === 0)
    for (const command of opened) await loop.submit({ command, actor: ENGINE, id: null });
  batches.length = 0;
  return { loop, memory, batches, defects };
}

describe("the loop", () => {
  test(`decides what comes at once together, at most ${BATCH_MAX} in one transaction, in order`, async () => {
    const { loop, batches } = await start();
    const published: StoredEvent[] = [];
    loop.onPublished((events) => void published.push(...events));
    const replies = await Promise.all(Array.from({ length: 130 }, (_, n) => loop.submit(receive(n))));
    expect(batches.map((batch) => batch.length)).toEqual([64, 64, 2]);
    expect(replies.map((reply) => reply.seq)).toEqual(Array.from({ length: 130 }, (_, n) => n + 3));
    expect(published.map((event) => event.seq)).toEqual(replies.map((reply) => reply.seq));
    expect(
      loop
        .state()
        .conversations.get(C1)
        ?.queue.map((message) => message.id),
    ).toEqual(Array.from({ length: 130 }, (_, n) => `m-${n}`));
  });

  test("answers when the events are durable and published", async () => {
    const { loop, memory } = await start();
    let seenSeq = 0;
    loop.onPublished((_events, state) => {
      seenSeq = state.seq;
    });
    const reply = await loop.submit(receive(1));
    expect(reply).toEqual({ kind: "accepted", seq: 3, text: "m-1" });
    expect([seenSeq, memory.readLast(), loop.state().seq]).toEqual([3, 3, 3]);
  });

  test("gives each command the events of those before it in the same batch", async () => {
    const { loop } = await start();
    const begin: Submission = {
      command: { type: "conversation.begin-turn", conversation: C1 },
      actor: ENGINE,
      id: null,
    };
    await Promise.all([loop.submit(receive(1)), loop.submit(begin)]);
    expect(loop.state().conversations.get(C1)?.running?.messages).toMatchObject([{ id: "m-1" }]);
  });

  test("publishes nothing for what has no events", async () => {
    const { loop, batches } = await start();
    let count = 0;
    loop.onPublished(() => {
      count += 1;
    });
    await loop.submit({ ...receive(1, " "), id: null });
    await loop.submit({
      command: { type: "conversation.begin-turn", conversation: C1 },
      actor: ENGINE,
      id: null,
    });
    expect([count, batches]).toEqual([0, []]);
  });

  test("tells a listener no more once it has stopped listening", async () => {
    const { loop } = await start();
    let count = 0;
    const stop = loop.onPublished(() => {
      count += 1;
    });
    await loop.submit(receive(1));
    stop();
    await loop.submit(receive(2));
    expect(count).toBe(1);
  });

  test("is idle when nothing waits and nothing is written", async () => {
    const { loop, memory } = await start();
    void loop.submit(receive(1));
    await loop.idle();
    expect(memory.readLast()).toBe(3);
    await loop.idle();
  });

  test(`takes at most ${WAITING_MAX} commands that wait`, async () => {
    const { loop } = await start();
    const refused = { ...receive(0, " "), id: null };
    for (let n = 0; n < WAITING_MAX; n += 1) void loop.submit(refused);
    expect(() => loop.submit(refused)).toThrow(`at most ${WAITING_MAX} commands wait`);
    await loop.idle();
  });

  test("begins with the state that the journal tells", async () => {
    const first = await start();
    await first.loop.submit(receive(1));
    const again = await start(first.memory);
    expect(again.loop.state()).toEqual(first.loop.state());
    expect(replay(first.memory, emptyState())).toEqual(first.loop.state());
  });
});

describe("a repeated command", () => {
  test("gets the first reply and decides nothing, now, later and after a restart", async () => {
    const { loop, memory } = await start();
    const [first, second] = await Promise.all([loop.submit(receive(1)), loop.submit(receive(1))]);
    const third = await loop.submit(receive(1, "other words"));
    const restarted = await start(memory.crash());
    const fourth = await restarted.loop.submit(receive(1));
    expect([second, third, fourth]).toEqual([first, first, first]);
    expect(restarted.loop.state().seq).toBe(3);
  });

  test("is refused again when it was refused first, also when it would be accepted now", async () => {
    const { loop } = await start();
    const begin = { ...receive(1), command: { ...receive(1).command, conversation: "C9" } as Command };
    const first = await loop.submit(begin);
    expect(first).toMatchObject({ kind: "refused", refusal: { code: "unknown-subject" } });
    expect(await loop.submit(receive(1))).toEqual(first);
  });

  test("without an id is decided anew", async () => {
    const { loop } = await start();
    await loop.submit({ ...receive(1), id: null });
    await loop.submit({ ...receive(2), id: null });
    expect(loop.state().seq).toBe(4);
  });
});

describe("a journal that takes no more", () => {
  test("changes nothing, publishes nothing, and every caller is told; the next command works", async () => {
    const { loop, memory } = await start();
    let count = 0;
    loop.onPublished(() => {
      count += 1;
    });
    const before = loop.state();
    memory.fill();
    const results = await Promise.allSettled([loop.submit(receive(1)), loop.submit(receive(2))]);
    expect(results.map((result) => result.status === "rejected" && result.reason)).toEqual([
      expect.any(JournalFull),
      expect.any(JournalFull),
    ]);
    expect(loop.state()).toBe(before);
    expect(count).toBe(0);
    memory.free();
    expect(await loop.submit(receive(1))).toMatchObject({ kind: "accepted", seq: 3 });
    expect(count).toBe(1);
  });

  test("a repeat of what is on record gets its answer all the same", async () => {
    const { loop, memory } = await start();
    const first = await loop.submit(receive(1));
    memory.fill();
    const [repeat, fresh] = await Promise.allSettled([loop.submit(receive(1)), loop.submit(receive(2))]);
    expect(repeat).toEqual({ status: "fulfilled", value: first });
    expect(fresh).toMatchObject({ status: "rejected" });
  });
});

describe("a defect", () => {
  test("in reading what is on record is told to its caller, and the loop goes on", async () => {
    const memory = createMemoryJournal();
    const { loop } = await start(memory);
    const readReply = memory.readReply.bind(memory);
    memory.readReply = () => {
      throw new RangeError("unreadable");
    };
    await expect(loop.submit(receive(1))).rejects.toThrow("unreadable");
    memory.readReply = readReply;
    expect(await loop.submit(receive(2))).toMatchObject({ kind: "accepted" });
  });

  test("in one command is told to its caller, and does not hurt the others of its batch", async () => {
    const { loop } = await start();
    const results = await Promise.allSettled([
      loop.submit(receive(1)),
      loop.submit(receive(2, "break")),
      loop.submit(receive(3)),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(
      loop
        .state()
        .conversations.get(C1)
        ?.queue.map((message) => message.id),
    ).toEqual(["m-1", "m-3"]);
  });

  test("in a listener is recorded, and the other listeners and the caller do not feel it", async () => {
    const { loop, defects } = await start();
    let count = 0;
    loop.onPublished(() => {
      throw new RangeError("broken listener");
    });
    loop.onPublished(() => {
      count += 1;
    });
    expect(await loop.submit(receive(1))).toMatchObject({ kind: "accepted" });
    expect(count).toBe(1);
    expect(defects).toMatchObject([{ message: "broken listener" }]);
  });
});
