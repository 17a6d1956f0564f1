import { describe, expect, it } from "vitest";
import { commandId, eventSequence, instant, ticketId } from "../../domain/ids.ts";
import type { Decided } from "../contract.ts";
import { journalConformance } from "../journal.conformance.ts";
import { createMemoryJournal } from "./memory-journal.ts";

journalConformance("memory", () => {
  const journal = createMemoryJournal();
  let current = journal;
  return {
    journal,
    reopen: () => (current = current.crash()),
    fill: () => current.fill(),
    free: () => current.free(),
    dispose: () => current.close(),
  };
});

function requeued(command: string): Decided {
  return {
    command: commandId(command),
    at: instant(1),
    actor: { kind: "engine" },
    events: [{ type: "ticket.requeued", data: { ticket: ticketId("T-1"), reason: command } }],
    reply: { kind: "accepted", seq: eventSequence(1), text: command },
  };
}

describe("a crash of the memory journal", () => {
  const start = eventSequence(0);

  it("loses an append that still waited, and never settles it", async () => {
    const journal = createMemoryJournal();
    let isSettled = false;
    void journal.append([requeued("a")], start).finally(() => (isSettled = true));
    const after = journal.crash();
    void journal.append([requeued("b")], start).finally(() => (isSettled = true));
    await new Promise(setImmediate);
    expect([after.readLast(), isSettled]).toEqual([0, false]);
  });

  it("keeps an append that became durable although nobody was told", async () => {
    const journal = createMemoryJournal();
    let isSettled = false;
    void journal.append([requeued("a")], start).finally(() => (isSettled = true));
    const after = journal.crash({ waiting: "written" });
    await new Promise(setImmediate);
    expect([after.readLast(), isSettled]).toEqual([1, false]);
    expect(after.readReply(commandId("a"))).toEqual(requeued("a").reply);
  });

  it("leaves a journal that the dead one cannot reach any more", async () => {
    const journal = createMemoryJournal();
    await journal.append([requeued("a")], start);
    const after = journal.crash();
    await after.append([requeued("b")], eventSequence(1));
    expect([journal.readLast(), after.readLast()]).toEqual([1, 2]);
  });

  it("settles appends on a microtask, before any timer", async () => {
    const order: string[] = [];
    setImmediate(() => order.push("immediate"));
    process.nextTick(() => order.push("tick"));
    await createMemoryJournal().append([requeued("a")], start);
    order.push("appended");
    await new Promise(setImmediate);
    expect(order.indexOf("appended")).toBeLessThan(order.indexOf("immediate"));
  });
});
