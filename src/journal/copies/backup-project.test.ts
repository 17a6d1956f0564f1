import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalJson } from "../../domain/canonical.ts";
import { evolve } from "../../domain/evolve.ts";
import { instant } from "../../domain/ids.ts";
import { emptyState } from "../../domain/state.ts";
import { openActivity, type ProjectActivity } from "../activity/activity.ts";
import { text } from "../activity/samples.conformance.ts";
import type { Journal } from "../contract.ts";
import { BackupUnusable, JournalUnreadable, TargetTaken } from "../failures.ts";
import { after, decided, requeued } from "../samples.conformance.ts";
import { checkJournal } from "../sqlite/check-journal.ts";
import { openSqliteJournal } from "../sqlite/sqlite-journal.ts";
import { course } from "../testing/course.ts";
import { backupProject } from "./backup-project.ts";
import { readManifest, restoreBackup } from "./restore-backup.ts";

const [decisions = []] = fc.sample(course(90), { seed: 3, numRuns: 1 });
const MADE_AT = instant(1_764_000_000_000);

let folder: string;
let home: string;
let journal: Journal;
let activity: ProjectActivity;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-backup-"));
  home = join(folder, "project");
  ({ journal, activity } = open(home));
  await journal.append(decisions, after(0));
  activity.append([text("archived"), text("a".repeat(20_000)), text("lives", "R-2.1")]);
  await activity.archiveEnded((run) => run === "R-1.1");
  activity.append([text("b".repeat(30_000), "C1")]);
  // Also writes what waits.
  await activity.archiveEnded(() => false);
  writeFileSync(join(home, "project.json"), '{"root":"/srv/shop","target":"main"}');
  // What is not ours to copy.
  mkdirSync(join(home, "agents"));
  writeFileSync(join(home, "agents", "login.json"), "secret");
});
afterEach(async () => {
  await Promise.all([journal.close(), activity.close()]);
  rmSync(folder, { recursive: true });
});

function open(at: string) {
  return {
    journal: openSqliteJournal({ path: join(at, "journal.db") }),
    activity: openActivity({
      path: join(at, "activity.db"),
      blobsDir: join(at, "blobs"),
      sessionsDir: join(at, "sessions"),
    }),
  };
}

function backup(name = "backup") {
  return backupProject({ folder: home, to: join(folder, name), madeAt: MADE_AT });
}

function foldOf(of: Journal): string {
  return canonicalJson([...of.readFrom(after(0))].reduce(evolve, emptyState()));
}

function filesOf(at: string): readonly string[] {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
    .toSorted();
}

describe("a backup", () => {
  it("holds the history of the project and nothing else, and says what", async () => {
    const manifest = await backup();
    const blobs = readdirSync(join(home, "blobs")).map((name) => `blobs/${name}`);
    expect(filesOf(join(folder, "backup"))).toEqual(
      [
        "activity.db",
        "archive/R-1.1.db",
        ...blobs,
        "journal.db",
        "manifest.json",
        "project.json",
        ...["C1", "R-1.1", "R-2.1"].map((run) => `sessions/${run}/transcript.md`),
      ].toSorted(),
    );
    const events = decisions.flatMap((one) => one.events).length;
    expect(manifest).toMatchObject({
      format: "jarvis-backup",
      project: "0123456789ab",
      madeAt: MADE_AT,
      journal: { form: 1, events, replies: decisions.length },
      activity: { form: 2, rows: 2 },
      blobs: { count: 2 },
    });
    expect(await readManifest(join(folder, "backup"))).toEqual(manifest);
    expect(statSync(join(folder, "backup")).mode & 0o077).toBe(0);
  });

  it("is restored to a home that folds to the same state, reads the same, and goes on", async () => {
    const rows = ["R-1.1", "R-2.1", "C1"].map((run) => activity.lastN(run, 9));
    await backup();
    const restored = join(folder, "restored");
    await restoreBackup({ from: join(folder, "backup"), folder: restored });
    expect(filesOf(restored)).not.toContain("manifest.json");
    expect(checkJournal(join(restored, "journal.db")).findings).toEqual([]);
    const again = open(restored);
    expect(foldOf(again.journal)).toBe(foldOf(journal));
    expect(["R-1.1", "R-2.1", "C1"].map((run) => again.activity.lastN(run, 9))).toEqual(rows);
    for (const row of rows.flat()) expect(again.activity.readWhole(row)).toEqual(activity.readWhole(row));
    const [first] = decisions;
    expect(again.journal.readReply(first?.command ?? decided([]).command)).toEqual(first?.reply);
    await again.journal.append([decided([requeued("T-1")])], again.journal.readLast());
    expect(again.activity.append([text("on")])).toMatchObject([{ n: 3 }]);
    await Promise.all([again.journal.close(), again.activity.close()]);
  });

  it("is of one moment of the journal while its daemon writes, and keeps it from nothing", async () => {
    let count = 0;
    let isDone = false;
    const last = journal.readLast();
    const writing = (async () => {
      while (!isDone) {
        await journal.append([decided([requeued("T-1", "x".repeat(2_000))])], journal.readLast());
        activity.append([text(`${count}`, "R-2.1")]);
        count += 1;
      }
    })();
    const manifest = await backup();
    isDone = true;
    await writing;
    expect(count).toBeGreaterThan(5);
    expect(manifest.journal.events).toBeGreaterThanOrEqual(last);
    const copy = openSqliteJournal({ path: join(folder, "backup", "journal.db") });
    expect(copy.readLast()).toBe(manifest.journal.events);
    expect([...copy.readFrom(after(0))]).toEqual([...journal.readFrom(after(0))].slice(0, copy.readLast()));
    await copy.close();
  });

  it("is not made over what is there, twice at once, or of what is no project", async () => {
    mkdirSync(join(folder, "taken"));
    await expect(backup("taken")).rejects.toThrow(TargetTaken);
    expect(readdirSync(join(folder, "taken"))).toEqual([]);
    const [one, other] = await Promise.allSettled([backup("same"), backup("same")]);
    expect([one.status, other.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    const empty = backupProject({ folder: join(folder, "none"), to: join(folder, "b"), madeAt: MADE_AT });
    await expect(empty).rejects.toThrow(JournalUnreadable);
    expect(readdirSync(folder).toSorted()).toEqual(["project", "same", "taken"]);
  });

  it("that was interrupted leaves nothing that looks whole, and says what to remove", async () => {
    mkdirSync(join(folder, "backup.partial"));
    await expect(backup()).rejects.toThrow(
      "Another copy to the same place runs, or was interrupted: remove it",
    );
    expect(existsSync(join(folder, "backup"))).toBe(false);
  });

  it("of a damaged journal is refused, and nothing is left of it", async () => {
    await journal.close();
    const path = join(home, "journal.db");
    const bytes = readFileSync(path);
    bytes.fill(7, 4_096, 3 * 4_096);
    writeFileSync(path, bytes);
    await expect(backup()).rejects.toThrow(JournalUnreadable);
    expect(readdirSync(folder)).toEqual(["project"]);
  });

  it("of a damaged activity names the file", async () => {
    await activity.close();
    writeFileSync(join(home, "activity.db"), "no database ".repeat(1_000));
    await expect(backup()).rejects.toThrow(`Cannot read ${join(home, "activity.db")}: it is damaged`);
    expect(readdirSync(folder)).toEqual(["project"]);
  });

  it("leaves out what only looks like ours: a blob of another content, a link, a file with a strange name", async () => {
    const [blob = ""] = readdirSync(join(home, "blobs"));
    writeFileSync(join(home, "blobs", blob), "forged");
    writeFileSync(join(home, "blobs", `${blob}.1.part`), "half");
    symlinkSync("/etc/hostname", join(home, "sessions", "R-1.1", "link.md"));
    writeFileSync(join(home, "sessions", "R-1.1", "strange name\n"), "");
    const manifest = await backup();
    expect(manifest.blobs.count).toBe(1);
    expect(filesOf(join(folder, "backup")).filter((path) => /link|strange|part/.test(path))).toEqual([]);
    await restoreBackup({ from: join(folder, "backup"), folder: join(folder, "restored") });
  });

  it("of a project that has only a journal is that", async () => {
    await activity.close();
    for (const name of ["activity.db", "archive", "blobs", "sessions", "project.json", "agents"])
      rmSync(join(home, name), { recursive: true });
    expect(await backup()).toMatchObject({ activity: null, blobs: { count: 0, bytes: 0 } });
    expect(filesOf(join(folder, "backup"))).toEqual(["journal.db", "manifest.json"]);
  });
});

describe("restoring a backup", () => {
  const from = (): string => join(folder, "backup");
  const restore = () => restoreBackup({ from: from(), folder: join(folder, "restored") });
  beforeEach(() => backup());

  it("is refused where something is", async () => {
    cpSync(home, join(folder, "restored"), { recursive: true });
    await expect(restore()).rejects.toThrow(TargetTaken);
  });

  it.each<[string, () => void, string]>([
    ["no manifest", () => rmSync(join(from(), "manifest.json")), "manifest.json is missing"],
    [
      "a manifest that is none",
      () => writeFileSync(join(from(), "manifest.json"), "{}"),
      "manifest.json is missing, or is not",
    ],
    [
      "a journal that was changed",
      () => writeByte(join(from(), "journal.db"), 5_000),
      "journal.db is not what it was",
    ],
    [
      "a journal that was cut off",
      () => writeFileSync(join(from(), "journal.db"), ""),
      "journal.db is not what it was",
    ],
    [
      "a file that is missing",
      () => rmSync(join(from(), "sessions", "C1", "transcript.md")),
      "sessions/C1/transcript.md is missing",
    ],
    ["a blob that is missing", () => rmSync(join(from(), blobIn())), "it has 1 blobs of"],
    ["a blob that was changed", () => writeByte(join(from(), blobIn()), 7), "is not what its name says"],
    ["a path out of it", () => bend("journal.db", "../journal.db"), "manifest.json is missing, or is not"],
    ["an absolute path", () => bend("journal.db", "/journal.db"), "manifest.json is missing, or is not"],
    [
      "another release's manifest",
      () => bend('"version": 1', '"version": 2'),
      "is not one that this release knows",
    ],
  ])("is refused with %s, and nothing is left of it", async (_, damage, found) => {
    damage();
    const restored = restore();
    await expect(restored).rejects.toThrow(BackupUnusable);
    await expect(restored).rejects.toThrow(found);
    expect(readdirSync(folder).toSorted()).toEqual(["backup", "project"]);
  });

  function blobIn(): string {
    return join("blobs", readdirSync(join(from(), "blobs"))[0] ?? "");
  }

  function bend(what: string, to: string): void {
    const path = join(from(), "manifest.json");
    writeFileSync(path, readFileSync(path, "utf8").replace(what, to));
  }
});

function writeByte(path: string, position: number): void {
  const bytes = readFileSync(path);
  bytes[position] = (bytes[position] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

it("a database in a log of its own is copied with what only the log holds", async () => {
  const path = join(folder, "other", "journal.db");
  mkdirSync(join(folder, "other"));
  const other = openSqliteJournal({ path });
  await other.append(decisions, after(0));
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  expect(
    new DatabaseSync(path, { readOnly: true }).prepare("select count(*) as n from events").get(),
  ).not.toEqual({ n: 0 });
  const { journal: copied } = await backupProject({
    folder: join(folder, "other"),
    to: join(folder, "b"),
    madeAt: MADE_AT,
  });
  expect(copied.events).toBe(other.readLast());
  await other.close();
});
