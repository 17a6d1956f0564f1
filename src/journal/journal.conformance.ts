import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalJson } from "../domain/canonical.ts";
import type { DomainEvent, StoredEvent } from "../domain/events.ts";
import { commandId, runId, ticketId } from "../domain/ids.ts";
import { Defect } from "../domain/shared.ts";
import type { Journal, Reply } from "./contract.ts";
import { JournalConflict, JournalFull } from "./failures.ts";
import { compareWithModel, modelStep } from "./model.conformance.ts";
import { after, decided, requeued, said, type JournalRig } from "./samples.conformance.ts";

function everything(journal: Journal): string {
  return canonicalJson([...journal.readFrom(after(0))]);
}

function places(events: readonly StoredEvent[]): unknown {
  return events.map(({ seq, stream, version }) => [seq, stream, version]);
}

/** What every journal promises, whatever keeps it. */
export function journalConformance(name: string, make: () => JournalRig): void {
  describe(`journal: ${name}`, () => {
    let rig: JournalRig;
    let journal: Journal;
    beforeEach(() => {
      rig = make();
      journal = rig.journal;
    });
    afterEach(() => rig.dispose());

    it("is empty at first", () => {
      expect(journal.readLast()).toBe(0);
      expect([...journal.readFrom(after(0))]).toEqual([]);
      expect(journal.readReply(commandId("never"))).toBeNull();
    });

    it("numbers events without a gap and each stream from 1", async () => {
      const first = await journal.append(
        [decided([said("a"), requeued("T-1"), said("b")]), decided([requeued("T-2"), requeued("T-1")])],
        after(0),
      );
      const second = await journal.append([decided([said("c"), said("d", "C2")])], after(5));
      expect(places([...first, ...second])).toEqual([
        [1, "conversation/C1", 1],
        [2, "ticket/T-1", 1],
        [3, "conversation/C1", 2],
        [4, "ticket/T-2", 1],
        [5, "ticket/T-1", 2],
        [6, "conversation/C1", 3],
        [7, "conversation/C2", 1],
      ]);
      expect(journal.readLast()).toBe(7);
    });

    it("returns what a later reader gets, with time, actor, command and schema", async () => {
      const command = decided([said("hello")], { actor: { kind: "worker", run: runId("R-1.1") } });
      const appended = await journal.append([command], after(0));
      expect(appended).toEqual([
        {
          seq: 1,
          at: command.at,
          stream: "conversation/C1",
          version: 1,
          schema: 1,
          actor: { kind: "worker", run: "R-1.1" },
          command: command.command,
          ...said("hello"),
        },
      ]);
      expect(canonicalJson(appended)).toBe(everything(journal));
    });

    it.each([0, 1, 3, 4])("refuses to append after event %i while the journal is at 2", async (expected) => {
      await journal.append([decided([said("a"), said("b")])], after(0));
      const before = everything(journal);
      const late = decided([said("c")]);
      const refused = journal.append([late], after(expected));
      await expect(refused).rejects.toThrow(JournalConflict);
      await expect(refused).rejects.toMatchObject({ code: "journal-conflict", expected, found: 2 });
      expect(everything(journal)).toBe(before);
      expect(journal.readReply(late.command)).toBeNull();
    });

    it("continues the numbering of appends that still wait", async () => {
      const waiting = [after(0), after(2), after(2), after(3)].map((expected, i) =>
        journal.append(
          [decided(i === 1 ? [] : [said(`${i} a`), ...(i === 0 ? [said("0 b")] : [])])],
          expected,
        ),
      );
      const outcomes = await Promise.all(waiting);
      expect(outcomes.map((events) => events.map(({ seq }) => seq))).toEqual([[1, 2], [], [3], [4]]);
    });

    it("refuses one of the appends that wait together without harm to the others", async () => {
      const [first, wrong, third] = await Promise.allSettled([
        journal.append([decided([said("a")])], after(0)),
        journal.append([decided([said("never")])], after(0)),
        journal.append([decided([said("b")])], after(1)),
      ]);
      expect([first.status, wrong.status, third.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect([...journal.readFrom(after(0))].map(({ data }) => "text" in data && data.text)).toEqual([
        "a",
        "b",
      ]);
    });

    it("shows nothing of an append before it is durable", async () => {
      const command = decided([said("a")]);
      const appended = journal.append([command], after(0));
      expect([journal.readLast(), journal.readReply(command.command)]).toEqual([0, null]);
      await appended;
      expect([journal.readLast(), journal.readReply(command.command)]).toEqual([1, command.reply]);
    });

    it("writes nothing of a batch in which one command was decided before", async () => {
      const first = decided([said("a")]);
      await journal.append([first], after(0));
      const repeat = journal.append([decided([said("b")]), { ...first, events: [said("again")] }], after(1));
      await expect(repeat).rejects.toThrow(Defect);
      const twice = decided([said("twice")]);
      await expect(journal.append([twice, twice], after(1))).rejects.toThrow(Defect);
      expect([...journal.readFrom(after(0))]).toHaveLength(1);
    });

    it("tells a repeated command what the first caller was told, also after a crash", async () => {
      const accepted = decided([said("a")]);
      const refusal: Reply = {
        kind: "refused",
        seq: after(1),
        refusal: { code: "too-late", message: "Zu spät" },
      };
      const refused = decided([], { reply: refusal });
      await journal.append([accepted, refused], after(0));
      for (const reader of [journal, rig.reopen()]) {
        expect(reader.readReply(accepted.command)).toEqual(accepted.reply);
        expect(reader.readReply(refused.command)).toEqual(refusal);
      }
    });

    it("writes down what it is given at once, so that later changes of the objects do not matter", async () => {
      const event = { type: "ticket.requeued" as const, data: { ticket: ticketId("T-1"), reason: "before" } };
      const events: DomainEvent[] = [event];
      const appended = journal.append([decided(events)], after(0));
      event.data.reason = "after";
      events.push(said("late"));
      const [stored] = await appended;
      expect(stored?.data).toEqual({ ticket: "T-1", reason: "before" });
      expect(journal.readLast()).toBe(1);
      const [read] = journal.readFrom(after(0));
      expect(read?.data).not.toBe(stored?.data);
    });

    it("keeps every character, half pairs and zeros too", async () => {
      const text = 'ä 漢字 🚀 \u0000 \u202e \ud800 \udc00\ud800 \n\r\t"\\ \u2028 \u007f';
      const [stored] = await journal.append([decided([said(text)])], after(0));
      expect(stored?.data).toMatchObject({ text });
      const [reread] = rig.reopen().readFrom(after(0));
      expect(reread?.data).toMatchObject({ text });
    });

    it("keeps a payload of four million characters", async () => {
      const text = "0123456789abcdé ".repeat(262_144);
      await journal.append([decided([said(text)])], after(0));
      const [reread] = rig.reopen().readFrom(after(0));
      expect(reread?.data).toMatchObject({ text });
    });

    it("reads from any place, over many pages, in order", async () => {
      const events = Array.from({ length: 1_234 }, (_, i) => said(`${i + 1}`, `C${(i % 7) + 1}`));
      await journal.append([decided(events)], after(0));
      for (const from of [0, 1, 499, 500, 501, 1_233, 1_234, 2_000]) {
        const seqs = [...journal.readFrom(after(from))].map(({ seq }) => seq);
        expect(seqs).toEqual(Array.from({ length: Math.max(0, 1_234 - from) }, (_, i) => from + 1 + i));
      }
    });

    it("ends a reading where the journal ended when it began", async () => {
      await journal.append([decided([said("a"), said("b")])], after(0));
      const seen: number[] = [];
      for (const { seq } of journal.readFrom(after(0))) {
        seen.push(seq);
        await journal.append([decided([said("more")])], journal.readLast());
      }
      expect(seen).toEqual([1, 2]);
    });

    it("refuses when the disk is full, keeps what it accepted, and goes on when there is space", async () => {
      await journal.append([decided([said("kept")])], after(0));
      rig.fill();
      const before = everything(journal);
      const big = decided([said("x".repeat(1_000_000))]);
      const outcomes = await Promise.allSettled([
        journal.append([decided([said("y".repeat(1_000_000))])], after(1)),
        journal.append([big], after(2)),
      ]);
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ status: "rejected", reason: { code: "journal-full" } });
        expect(outcome.status === "rejected" && outcome.reason).toBeInstanceOf(JournalFull);
      }
      expect(everything(journal)).toBe(before);
      expect(journal.readReply(big.command)).toBeNull();
      rig.free();
      await journal.append([big], after(1));
      expect(journal.readLast()).toBe(2);
    });

    it("writes what still waits when it is closed, and takes nothing more", async () => {
      const appended = journal.append([decided([said("a")])], after(0));
      await journal.close();
      await journal.close();
      expect(await appended).toHaveLength(1);
      await expect(journal.append([decided([said("b")])], after(1))).rejects.toThrow(Defect);
      expect(rig.reopen().readLast()).toBe(1);
    });

    it("holds what a list of the accepted batches holds, whatever is appended and whenever it crashes", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(modelStep(), { maxLength: 30 }), async (steps) => {
          const own = make();
          try {
            await compareWithModel(own, steps);
          } finally {
            await own.dispose();
          }
        }),
        { numRuns: 60 },
      );
    });
  });
}
