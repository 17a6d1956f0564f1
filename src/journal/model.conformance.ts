// The model of a journal: a list. Whatever is appended, in whatever order, with crashes between, both hold the same.
import fc from "fast-check";
import { expect } from "vitest";
import { canonicalJson } from "../domain/canonical.ts";
import { streamOf, type DomainEvent } from "../domain/events.ts";
import { conversationId, sessionId, type CommandId } from "../domain/ids.ts";
import type { Journal, Reply } from "./contract.ts";
import { JournalConflict } from "./failures.ts";
import { after, decided, requeued, said, type JournalRig } from "./samples.conformance.ts";

export type ModelStep =
  | {
      readonly kind: "append";
      readonly commands: readonly (readonly DomainEvent[])[];
      /** How far `expected` is off. */
      readonly offset: number;
    }
  | { readonly kind: "settle" | "reopen" };

export function modelStep(): fc.Arbitrary<ModelStep> {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const opened: DomainEvent = {
    type: "conversation.opened",
    data: {
      conversation: conversationId("C1"),
      session: sessionId("00000000-0000-4000-8000-000000000000"),
    },
  };
  const event = fc.oneof(
    fc.tuple(text, fc.constantFrom("C1", "C2", "C10")).map(([words, to]) => said(words, to)),
    fc.tuple(fc.constantFrom("T-1", "T-12"), text).map(([ticket, reason]) => requeued(ticket, reason)),
    fc.constant(opened),
  );
  const append = fc.record({
    kind: fc.constant("append" as const),
    commands: fc.array(fc.array(event, { maxLength: 4 }), { maxLength: 4 }),
    offset: fc.constantFrom(0, 0, 0, 0, 1, -1),
  });
  return fc.oneof(
    { weight: 6, arbitrary: append },
    { weight: 3, arbitrary: fc.constant({ kind: "settle" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "reopen" as const }) },
  );
}

export async function compareWithModel(rig: JournalRig, steps: readonly ModelStep[]): Promise<void> {
  const model = new Model(rig.journal);
  for (const step of steps) {
    if (step.kind === "append") {
      model.append(step.commands, step.offset);
      continue;
    }
    await model.compare();
    if (step.kind === "reopen") model.journal = rig.reopen();
  }
  await model.compare();
  model.journal = rig.reopen();
  await model.compare();
}

class Model {
  journal: Journal;
  readonly #events: unknown[] = [];
  readonly #versions = new Map<string, number>();
  readonly #replies = new Map<CommandId, Reply>();
  readonly #appends: Promise<unknown>[] = [];
  readonly #expected: string[] = [];

  constructor(journal: Journal) {
    this.journal = journal;
  }

  append(commands: readonly (readonly DomainEvent[])[], offset: number): void {
    const batch = commands.map((events) => decided(events));
    const expected = Math.max(0, this.#events.length + offset);
    this.#appends.push(this.journal.append(batch, after(expected)));
    this.#expected.push(expected === this.#events.length ? "fulfilled" : "rejected");
    if (expected !== this.#events.length) return;
    for (const { command, reply } of batch) this.#replies.set(command, reply);
    for (const event of commands.flat()) this.#place(event);
  }

  /** Waits for all appends, then reads everything back. */
  async compare(): Promise<void> {
    const outcomes = await Promise.allSettled(this.#appends.splice(0));
    expect(outcomes.map(({ status }) => status)).toEqual(this.#expected.splice(0));
    for (const outcome of outcomes) {
      expect("reason" in outcome ? outcome.reason : new JournalConflict(0, 0)).toBeInstanceOf(
        JournalConflict,
      );
    }
    const kept = [...this.journal.readFrom(after(0))];
    const placed = kept.map(({ seq, stream, version, type, data }) => ({ seq, stream, version, type, data }));
    expect(canonicalJson(placed)).toBe(canonicalJson(this.#events));
    expect(this.journal.readLast()).toBe(this.#events.length);
    const replies = [...this.#replies.keys()].map((command) => this.journal.readReply(command));
    expect(replies).toEqual([...this.#replies.values()]);
  }

  #place(event: DomainEvent): void {
    const stream = streamOf(event);
    const version = (this.#versions.get(stream) ?? 0) + 1;
    this.#versions.set(stream, version);
    this.#events.push({ seq: this.#events.length + 1, stream, version, ...event });
  }
}
