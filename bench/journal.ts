// How many commands a second the journal makes durable (WAL, synchronous=FULL), against the least that durability can cost on this disk:
// the same bytes appended to a plain file with fdatasync. Each repeat measures both, one after the other.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson } from "../src/domain/canonical.ts";
import { commandId, eventSequence, instant, runId } from "../src/domain/ids.ts";
import type { Decided, Journal } from "../src/journal/contract.ts";
import { openSqliteJournal } from "../src/journal/sqlite/sqlite-journal.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const REPEATS_MAX = 5;
/** A part of a repeat; there are three. */
const PART_MS = 1_000;
/** Commands that wait together, as when that many workers speak at once. */
const GROUP = 64;
/** What is read back and checked at opening. */
const READ_EVENTS = 100_000;

/** Commands a second. */
interface Repeat {
  readonly plain: number;
  readonly lone: number;
  readonly grouped: number;
}

export async function run({ budgetMs, signal, progress }: BenchOptions): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "jarvis-bench-journal-"));
  const partMs = Math.min(PART_MS, budgetMs / 10);
  const repeats: Repeat[] = [];
  const skipped: string[] = [];
  const begun = performance.now();
  try {
    while (
      repeats.length < REPEATS_MAX &&
      (repeats.length === 0 || hasTimeFor(4 * partMs, begun, budgetMs))
    ) {
      if (signal.aborted) break;
      repeats.push(await measureOnce(folder, repeats.length, partMs));
      progress(`repeat ${repeats.length}: ${canonicalJson(repeats.at(-1))}`);
    }
    if (repeats.length < REPEATS_MAX)
      skipped.push(`${REPEATS_MAX - repeats.length} of ${REPEATS_MAX} repeats: no time`);
    const reading = hasTimeFor(5_000, begun, budgetMs)
      ? await measureReading(join(folder, "reading.db"))
      : null;
    if (reading === null) skipped.push("reading and opening: no time");
    const lonePerSecond = median(repeats.map(({ lone }) => lone));
    const plainPerSecond = median(repeats.map(({ plain }) => plain));
    return {
      name: "journal",
      figures: {
        lonePerSecond,
        plainPerSecond,
        groupedPerSecond: median(repeats.map(({ grouped }) => grouped)),
        ...reading,
      },
      ratio: median(repeats.map(({ lone, plain }) => lone / plain)),
      comparedWith: "the same bytes appended to a plain file with fdatasync, one at a time, in the same run",
      repeats: repeats.length,
      skipped,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function hasTimeFor(neededMs: number, begun: number, budgetMs: number): boolean {
  return performance.now() - begun + neededMs < budgetMs;
}

async function measureOnce(folder: string, n: number, partMs: number): Promise<Repeat> {
  const plain = measurePlain(join(folder, `${n}.plain`), partMs);
  const journal = openSqliteJournal({ path: join(folder, `${n}.db`) });
  const lone = await measureAppends(journal, 1, partMs);
  const grouped = await measureAppends(journal, GROUP, partMs);
  await journal.close();
  return { plain, lone, grouped };
}

function measurePlain(path: string, partMs: number): number {
  const line = Buffer.from(`${canonicalJson(command(1))}\n`);
  const fd = openSync(path, "a");
  const begun = performance.now();
  let count = 0;
  while (performance.now() - begun < partMs) {
    writeSync(fd, line);
    fdatasyncSync(fd);
    count += 1;
  }
  const seconds = (performance.now() - begun) / 1_000;
  closeSync(fd);
  return Math.round(count / seconds);
}

/** `atOnce` commands wait for each transaction; each is its own append, as the engine's loop makes them. */
async function measureAppends(journal: Journal, atOnce: number, partMs: number): Promise<number> {
  const begun = performance.now();
  const first = journal.readLast();
  let last: number = first;
  while (performance.now() - begun < partMs) {
    const expected = last;
    const appends = Array.from({ length: atOnce }, (_, i) =>
      journal.append([command(expected + i + 1)], eventSequence(expected + i)),
    );
    await Promise.all(appends);
    last += atOnce;
  }
  return Math.round(((last - first) / (performance.now() - begun)) * 1_000);
}

async function measureReading(path: string): Promise<Readonly<Record<string, number>>> {
  const writer = openSqliteJournal({ path });
  for (let last = 0; last < READ_EVENTS; last += 1_000) {
    const batch = Array.from({ length: 1_000 }, (_, i) => command(last + i + 1));
    await writer.append(batch, eventSequence(last));
  }
  await writer.close();
  const begun = performance.now();
  const journal = openSqliteJournal({ path });
  const openMs = performance.now() - begun;
  let count = 0;
  for (const event of journal.readFrom(eventSequence(0))) count += event.seq > 0 ? 1 : 0;
  const readMs = performance.now() - begun - openMs;
  await journal.close();
  return {
    eventsRead: count,
    openMs: Math.round(openMs),
    readPerSecond: Math.round((count / readMs) * 1_000),
  };
}

/** What is most often written: a worker tells what it has used. */
function command(n: number): Decided {
  const worker = runId(`R-${(n % 50) + 1}.1`);
  const usage = { turnCount: n % 100, inputTokens: 12_345 + n, outputTokens: 678, costUsd: 0.0123 * n };
  return {
    command: commandId(`00000000-0000-4000-8000-${String(n).padStart(12, "0")}`),
    at: instant(1_764_000_000_000 + n),
    actor: { kind: "worker", run: worker },
    events: [{ type: "run.usage-reported", data: { run: worker, usage } }],
    reply: { kind: "accepted", seq: eventSequence(n), text: "" },
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
