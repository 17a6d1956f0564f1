import { describe, expect, test } from "vitest";
import type { WorkerEvent } from "../../ports/agent.ts";
import { createEventQueue, PAUSE_AT, type EventQueue } from "./event-queue.ts";

const text = (n: number): WorkerEvent => ({ type: "text", text: String(n) });

function makeQueue(): { queue: EventQueue; flow: string[] } {
  const flow: string[] = [];
  const queue = createEventQueue({ pause: () => flow.push("pause"), resume: () => flow.push("resume") });
  return { queue, flow };
}

async function read(queue: EventQueue): Promise<WorkerEvent[]> {
  const events: WorkerEvent[] = [];
  for await (const event of queue) events.push(event);
  return events;
}

describe("the queue of events", () => {
  test("stops the source when the consumer is far behind, lets it go on later, and loses nothing", async () => {
    const { queue, flow } = makeQueue();
    for (let n = 0; n < PAUSE_AT + 300; n++) queue.push(text(n));
    expect(flow).toEqual(["pause"]);
    queue.close({ type: "closed", detail: "" });
    const events = await read(queue);
    expect(flow).toEqual(["pause", "resume"]);
    expect(events).toHaveLength(PAUSE_AT + 301);
    expect(events.slice(0, -1)).toEqual(Array.from({ length: PAUSE_AT + 300 }, (_, n) => text(n)));
  });

  test("drops only text deltas, and only when nobody keeps up", async () => {
    const { queue } = makeQueue();
    for (let n = 0; n < 500; n++) {
      queue.push({ type: "text-delta", text: "x" });
      queue.push(text(n));
    }
    queue.close({ type: "closed", detail: "" });
    const events = await read(queue);
    expect(events.filter((event) => event.type === "text")).toHaveLength(500);
    expect(events.filter((event) => event.type === "text-delta")).toHaveLength(100);
  });

  test("ends with one closed event and takes nothing after it", async () => {
    const { queue } = makeQueue();
    const reading = read(queue);
    queue.push(text(1));
    queue.close({ type: "closed", detail: "first" });
    queue.close({ type: "closed", detail: "second" });
    queue.push(text(2));
    expect(await reading).toEqual([text(1), { type: "closed", detail: "first" }]);
  });
});
