// How many commands a second the journal makes durable (WAL, synchronous=FULL), one at a time, against plain node:sqlite with the same
// inserts in the same run, and against the least that durability can cost on this disk: the same bytes appended to a plain file with
// fdatasync. Then how many rows of activity a second are written. Each repeat measures all of it, one after the other.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { canonicalJson } from "../src/domain/canonical.ts";
import type { DomainEvent } from "../src/domain/events.ts";
import { commandId, eventSequence, instant, runId } from "../src/domain/ids.ts";
import { openActivity } from "../src/journal/activity/activity.ts";
import type { ActivityEntry } from "../src/journal/activity/items.ts";
import type { Decided, Journal } from "../src/journal/contract.ts";
import { openDatabase, openSqliteJournal } from "../src/journal/sqlite/sqlite-journal.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

/** Either of the two is enough: a disk may be slow, and SQLite with it. */
const COMMITS_LIMIT = 5_000;
const RATIO_LIMIT = 0.7;
const ACTIVITY_LIMIT = 50_000;
const REPEATS_MAX = 5;
/** A part of a repeat; there are five. */
const PART_MS = 1_000;
const SLICES = 20;
/** Commands that wait together, as when that many workers speak at once. */
const GROUP = 64;
/** What is read back and checked at opening. */
const READ_EVENTS = 100_000;
/** Rows that come at once, and the runs that they are of. */
const ACTIVITY_GROUP = 64;
const ACTIVITY_RUNS = 20;

/** Commands a second; rows a second for the activity. */
interface Repeat {
  readonly plainFile: number;
  readonly plainSqlite: number;
  readonly lone: number;
  readonly grouped: number;
  readonly activityRows: number;
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
      (repeats.length === 0 || hasTimeFor(6 * partMs, begun, budgetMs))
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
    return resultOf(repeats, reading, skipped);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function resultOf(
  repeats: readonly Repeat[],
  reading: Readonly<Record<string, number>> | null,
  skipped: readonly string[],
): BenchResult {
  const of = (figure: keyof Repeat) => median(repeats.map((repeat) => repeat[figure]));
  const headline = {
    commitsPerSecond: of("lone"),
    ratioToPlain: round(median(repeats.map(({ lone, plainSqlite }) => lone / plainSqlite))),
    activityRowsPerSecond: of("activityRows"),
  };
  const isFast =
    (headline.commitsPerSecond >= COMMITS_LIMIT || headline.ratioToPlain >= RATIO_LIMIT) &&
    headline.activityRowsPerSecond >= ACTIVITY_LIMIT;
  if (!isFast) process.exitCode = 1;
  const result = {
    ...headline,
    name: "journal",
    figures: {
      ...headline,
      commitsPerSecondLimit: COMMITS_LIMIT,
      ratioToPlainLimit: RATIO_LIMIT,
      activityRowsPerSecondLimit: ACTIVITY_LIMIT,
      plainSqlitePerSecond: of("plainSqlite"),
      plainFilePerSecond: of("plainFile"),
      groupedPerSecond: of("grouped"),
      ...reading,
    },
    ratio: headline.ratioToPlain,
    comparedWith: "plain node:sqlite with the same inserts, one transaction a command, in the same run",
    repeats: repeats.length,
    skipped,
  };
  return result;
}

function hasTimeFor(neededMs: number, begun: number, budgetMs: number): boolean {
  return performance.now() - begun + neededMs < budgetMs;
}

async function measureOnce(folder: string, n: number, partMs: number): Promise<Repeat> {
  const journal = openSqliteJournal({ path: join(folder, `${n}.db`) });
  const append = openAppender(journal);
  const file = openPlainFile(join(folder, `${n}.plain`));
  const sqlite = openPlainSqlite(join(folder, `${n}.plain.db`));
  const pace: Pace = { plainFile: newPace(), plainSqlite: newPace(), lone: newPace() };
  // In turns, so that whatever else the disk does meets all of them alike.
  for (let slice = 0; slice < SLICES; slice += 1) {
    const ms = partMs / SLICES;
    await keepOn(pace.plainFile, ms, file.append);
    await keepOn(pace.plainSqlite, ms, sqlite.commit);
    await keepOn(pace.lone, ms, () => append(1));
  }
  file.close();
  sqlite.close();
  const grouped = newPace();
  await keepOn(grouped, partMs, () => append(GROUP));
  await journal.close();
  return {
    plainFile: perSecond(pace.plainFile),
    plainSqlite: perSecond(pace.plainSqlite),
    lone: perSecond(pace.lone),
    grouped: perSecond(grouped) * GROUP,
    activityRows: await measureActivity(join(folder, String(n)), partMs),
  };
}

type Pace = Readonly<Record<"plainFile" | "plainSqlite" | "lone", ReturnType<typeof newPace>>>;

function newPace(): { count: number; ms: number } {
  return { count: 0, ms: 0 };
}

function perSecond({ count, ms }: ReturnType<typeof newPace>): number {
  return Math.round((count / ms) * 1_000);
}

async function keepOn(
  pace: ReturnType<typeof newPace>,
  ms: number,
  act: () => Promise<void> | void,
): Promise<void> {
  const begun = performance.now();
  for (; performance.now() - begun < ms; pace.count += 1) await act();
  pace.ms += performance.now() - begun;
}

function openPlainFile(path: string) {
  const line = Buffer.from(`${canonicalJson(command(1))}\n`);
  const fd = openSync(path, "a");
  return {
    append: () => {
      writeSync(fd, line);
      fdatasyncSync(fd);
    },
    close: () => closeSync(fd),
  };
}

/** The same tables, rows and durability, and nothing else: no numbering, no look for a repeat. */
function openPlainSqlite(path: string) {
  const db = openDatabase(path);
  const event = db.prepare("insert into events values (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const answer = db.prepare("insert into replies values (?, ?, ?)");
  const versions = new Map<string, number>();
  let seq = 0;
  return {
    commit: () => {
      seq += 1;
      const { command: id, at, actor, events, reply } = command(seq);
      const [{ type, data }] = events;
      const stream = `run/${data.run}`;
      const version = (versions.get(stream) ?? 0) + 1;
      versions.set(stream, version);
      db.exec("begin immediate");
      event.run(seq, at, stream, version, type, 1, JSON.stringify(data), JSON.stringify(actor), id);
      answer.run(id, at, JSON.stringify(reply));
      db.exec("commit");
    },
    close: () => db.close(),
  };
}

/** Rows that were written, session files included, while the loop goes on between any two groups. */
async function measureActivity(folder: string, partMs: number): Promise<number> {
  const activity = openActivity({
    path: join(folder, "activity.db"),
    blobsDir: join(folder, "blobs"),
    sessionsDir: join(folder, "sessions"),
  });
  const begun = performance.now();
  let count = 0;
  while (performance.now() - begun < partMs) {
    activity.append(Array.from({ length: ACTIVITY_GROUP }, (_, i) => entry(count + i)));
    count += ACTIVITY_GROUP;
    await setImmediate();
  }
  await activity.close();
  const { dropped } = activity.readCounts();
  return Math.round(((count - dropped) / (performance.now() - begun)) * 1_000);
}

/** A tool call is two rows. */
function entry(n: number): ActivityEntry {
  const place = { run: `R-${1 + (n % ACTIVITY_RUNS)}.1`, at: instant(1_764_000_000_000 + n) };
  const id = `toolu_${n - (n % 2)}`;
  if (n % 2 === 0)
    return {
      ...place,
      kind: "tool-started",
      item: { id, name: "Bash", input: { command: `npm test -- ${n}` }, agent: null },
    };
  const output = "12 passed, 0 failed\n".repeat(8);
  return {
    ...place,
    kind: "tool-ended",
    item: { id, name: "Bash", isError: false, durationMs: 2_100, output, agent: null },
  };
}

/** So many commands wait for one transaction; each is its own append, as the engine's loop makes them. */
function openAppender(journal: Journal): (atOnce: number) => Promise<void> {
  let last: number = journal.readLast();
  return async (atOnce) => {
    const first = last;
    last += atOnce;
    await Promise.all(
      Array.from({ length: atOnce }, (_, i) =>
        journal.append([command(first + i + 1)], eventSequence(first + i)),
      ),
    );
  };
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

type UsageReported = Extract<DomainEvent, { readonly type: "run.usage-reported" }>;

/** What is most often written: a worker tells what it has used. */
function command(n: number): Decided & { readonly events: readonly [UsageReported] } {
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

function round(ratio: number): number {
  return Math.round(ratio * 1_000) / 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
