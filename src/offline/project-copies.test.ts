import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandId, eventSequence, instant } from "../domain/ids.ts";
import { SPEC } from "../domain/testing/stories.ts";
import { backupProject as backup } from "../journal/copies/backup-project.ts";
import { exportJournal } from "../journal/copies/export-journal.ts";
import { importJournal, readExportHeader } from "../journal/copies/import-journal.ts";
import { readManifest, restoreBackup } from "../journal/copies/restore-backup.ts";
import { HomeLocked, TargetTaken } from "../journal/failures.ts";
import { lockHome } from "../journal/home-lock.ts";
import { checkJournal } from "../journal/sqlite/check-journal.ts";
import { openSqliteJournal } from "../journal/sqlite/sqlite-journal.ts";
import { checkProjects } from "./check-projects.ts";
import type { JournalAccess } from "./journal-access.ts";
import {
  backupProject,
  exportProject,
  importProject,
  ProjectUnnamed,
  restoreProject,
} from "./project-copies.ts";
import { findProjectFolder, listProjectFolders, ProjectNotFound } from "./project-folders.ts";

const journal: JournalAccess = {
  lockHome,
  checkJournal,
  exportJournal,
  readExportHeader,
  importJournal,
  backupProject: (request) => backup({ ...request, madeAt: instant(1) }),
  readManifest,
  restoreBackup,
};

const SHOP = "0123456789ab";
const BLOG = "ba9876543210";

let folder: string;
let home: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-offline-"));
  home = join(folder, "home");
  await makeProject(SHOP, "shop");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function makeProject(id: string, name: string): Promise<void> {
  const root = join(folder, name);
  const at = join(home, "projects", id);
  for (const path of [root, at]) mkdirSync(path, { recursive: true });
  writeFileSync(join(at, "project.json"), JSON.stringify({ root, target: "main" }));
  const opened = openSqliteJournal({ path: join(at, "journal.db") });
  const data = { project: id as never, root, target: SPEC.target, highestTicket: 0 };
  await opened.append(
    [
      {
        command: commandId("c-1"),
        at: instant(1),
        actor: { kind: "engine" },
        events: [{ type: "project.opened", data }],
        reply: { kind: "accepted", seq: eventSequence(1), text: id },
      },
    ],
    eventSequence(0),
  );
  await opened.close();
}

describe("the projects of a home", () => {
  it("are found by their id, by the path of their repository, or by being the only one", async () => {
    const shop = { id: SHOP, folder: join(home, "projects", SHOP), root: join(folder, "shop") };
    symlinkSync(join(folder, "shop"), join(folder, "link"));
    for (const name of [SHOP, join(folder, "shop"), join(folder, "link"), null])
      expect(findProjectFolder(home, name)).toEqual(shop);
    await makeProject(BLOG, "blog");
    expect(listProjectFolders(home).map(({ id }) => id)).toEqual([SHOP, BLOG]);
    expect(findProjectFolder(home, join(folder, "blog")).id).toBe(BLOG);
    expect(() => findProjectFolder(home, null)).toThrow(ProjectNotFound);
    expect(() => findProjectFolder(home, null)).toThrow(
      `Name one of ${SHOP} (${join(folder, "shop")}), ${BLOG}`,
    );
    expect(() => findProjectFolder(home, "../..")).toThrow("it has no project ../..");
    expect(() => findProjectFolder(join(folder, "none"), null)).toThrow(
      "Start JARVIS in a repository first.",
    );
  });

  it("are projects also without a readable project.json, and nothing else is", () => {
    writeFileSync(join(home, "projects", SHOP, "project.json"), "{");
    mkdirSync(join(home, "projects", "trash"));
    expect(listProjectFolders(home)).toEqual([
      { id: SHOP, folder: join(home, "projects", SHOP), root: null },
    ]);
    rmSync(join(folder, "shop"), { recursive: true });
    expect(findProjectFolder(home, SHOP).root).toBeNull();
  });

  it("are checked one after another, and one in the place of another is noticed", () => {
    expect([...checkProjects(home, journal)]).toMatchObject([
      { id: SHOP, check: { eventCount: 1, replyCount: 1, findings: [] } },
    ]);
    cpSync(join(home, "projects", SHOP), join(home, "projects", BLOG), { recursive: true });
    expect([...checkProjects(home, journal)].map(({ check }) => check.findings)).toEqual([
      [],
      [
        `The journal is of project ${SHOP} and lies in the folder of ${BLOG}. Put it into the folder of its own.`,
      ],
    ]);
  });
});

describe("the copies of a project", () => {
  const at = (name: string): string => join(folder, name);
  const other = (): string => join(folder, "other-home");

  it("as an export come into another home, once", () => {
    const counts = exportProject({ home, project: null, to: at("shop.jsonl") }, journal);
    expect(counts).toMatchObject({ project: SHOP, eventCount: 1, replyCount: 1 });
    expect(importProject({ home: other(), from: at("shop.jsonl") }, journal)).toEqual({
      project: SHOP,
      eventCount: 1,
      replyCount: 1,
    });
    expect([...checkProjects(other(), journal)]).toMatchObject([{ id: SHOP, check: { findings: [] } }]);
    const again = () => importProject({ home: other(), from: at("shop.jsonl") }, journal);
    expect(again).toThrow(TargetTaken);
    // The home is free again after each.
    lockHome(other()).release();
  });

  it("as a backup too", async () => {
    await backupProject({ home, project: SHOP, to: at("backup") }, journal);
    expect(await restoreProject({ home: other(), from: at("backup") }, journal)).toMatchObject({
      project: SHOP,
    });
    expect(listProjectFolders(other())).toMatchObject([{ id: SHOP, root: at("shop") }]);
    await expect(restoreProject({ home: other(), from: at("backup") }, journal)).rejects.toThrow(TargetTaken);
    lockHome(other()).release();
  });

  it("are taken beside a daemon, and come in only where none runs", async () => {
    const lock = lockHome(home);
    exportProject({ home, project: null, to: at("shop.jsonl") }, journal);
    await backupProject({ home, project: null, to: at("backup") }, journal);
    rmSync(join(home, "projects", SHOP), { recursive: true });
    expect(() => importProject({ home, from: at("shop.jsonl") }, journal)).toThrow(HomeLocked);
    await expect(restoreProject({ home, from: at("backup") }, journal)).rejects.toThrow(HomeLocked);
    lock.release();
    importProject({ home, from: at("shop.jsonl") }, journal);
    expect(existsSync(join(home, "projects", SHOP, "journal.db"))).toBe(true);
  });

  it("that name no project, or a way out of the home, have no place", async () => {
    await openSqliteJournal({ path: at("empty.db") }).close();
    exportJournal({ path: at("empty.db"), to: at("empty.jsonl") });
    expect(() => importProject({ home, from: at("empty.jsonl") }, journal)).toThrow(ProjectUnnamed);
    const text = readFileSync(at("empty.jsonl"), "utf8");
    writeFileSync(at("evil.jsonl"), text.replace('"project":null', '"project":"../../evil"'));
    expect(() => importProject({ home, from: at("evil.jsonl") }, journal)).toThrow(
      '"../../evil" is no project',
    );
    await backupProject({ home, project: null, to: at("backup") }, journal);
    const manifest = readFileSync(join(at("backup"), "manifest.json"), "utf8");
    writeFileSync(
      join(at("backup"), "manifest.json"),
      manifest.replace(`"project": "${SHOP}"`, '"project": "../evil"'),
    );
    await expect(restoreProject({ home, from: at("backup") }, journal)).rejects.toThrow(ProjectUnnamed);
  });
});
