import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  branchName,
  commitSha,
  runId,
  type BranchName,
  type CommitSha,
  type RunId,
} from "../../domain/ids.ts";
import { listIfThere, readTextIfThere, sweepStaged, writeFileAtomically } from "./files.ts";

interface Entry {
  /** File name of this entry, and of the staged directory and the trash made for it. */
  readonly id: string;
  /** Absolute path of the worktree. */
  readonly path: string;
  /** Name of its directory in `<commonDir>/worktrees`. */
  readonly admin: string;
}

/** What we know of a run's worktree. Written before anything is made, removed after everything is gone. */
export interface RunEntry extends Entry {
  readonly kind: "run";
  readonly run: RunId;
  readonly base: CommitSha;
  /** Where the branch begins when that is not the base. */
  readonly start?: CommitSha;
  readonly branch: BranchName;
  readonly stage:
    /** Perhaps half made; never handed out, so nobody's work is in it. */
    | { readonly name: "preparing" }
    /** Handed out: everything in it may be work. */
    | { readonly name: "ready" }
    /** Shown to hold nothing that would be lost; on its way out. */
    | Removing;
}

export interface Removing {
  readonly name: "removing";
  /** Where the folder goes before it is deleted. */
  readonly trash: string;
  /** It was handed out to a worker: while the folder still stands, new work may come into it. */
  readonly mayHoldWork: boolean;
}

export interface VerifyEntry extends Entry {
  readonly kind: "verify";
  /** Of the last use; ignored files belong to it. */
  readonly setupKey: string;
  readonly stage:
    | { readonly name: "preparing" }
    | { readonly name: "ready"; readonly isSetUp: boolean }
    | Removing;
}

export type WorkspaceEntry = RunEntry | VerifyEntry;

/** Our own worktrees: one small file each in `<commonDir>/jarvis/workspaces`. What is not in it is never touched. */
export interface Registry {
  read(id: string): Promise<WorkspaceEntry | null>;
  readRun(run: RunId): Promise<RunEntry | null>;
  list(): Promise<WorkspaceEntry[]>;
  write(entry: WorkspaceEntry): Promise<void>;
  drop(id: string): Promise<void>;
  /** Deletes entries that were being written when their daemon died; the entry before is still there. */
  sweep(): Promise<void>;
  /** Where the index of a verify workspace is put aside, for as long as its entry lives. */
  indexPath(id: string): string;
}

export function openRegistry(commonDir: string): Registry {
  const folder = join(commonDir, "jarvis", "workspaces");
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  const indexPath = (id: string): string => join(folder, `${id}.index`);
  const read = async (id: string): Promise<WorkspaceEntry | null> => {
    const text = await readTextIfThere(fileOf(id));
    return text === null ? null : parseEntry(text);
  };
  return {
    read,
    readRun: async (run) => {
      const entry = await read(idOfRun(run));
      return entry?.kind === "run" ? entry : null;
    },
    list: async () => {
      const names = (await listIfThere(folder)).filter((name) => name.endsWith(".json")).toSorted();
      const entries = await Promise.all(names.map((name) => read(basename(name, ".json"))));
      return entries.filter((entry) => entry !== null);
    },
    write: (entry) =>
      writeFileAtomically(fileOf(entry.id), `${JSON.stringify({ schema: 1, ...entry }, null, 1)}\n`),
    drop: async (id) => {
      await rm(indexPath(id), { force: true });
      await rm(fileOf(id), { force: true });
    },
    sweep: () => sweepStaged(folder),
    indexPath,
  };
}

export function idOfRun(run: RunId): string {
  return run.toLowerCase();
}

/** The directory that git keeps for the worktree. */
export function adminDirOf(commonDir: string, entry: Pick<Entry, "admin">): string {
  return join(commonDir, "worktrees", entry.admin);
}

/** An entry that does not parse is not ours to touch: it counts as absent, and what it named stays where it is. */
function parseEntry(text: string): WorkspaceEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!isRecord(value) || value["schema"] !== 1) return null;
  const { id, path, admin, kind, setupKey } = value;
  const stage = parseStage(value["stage"]);
  if (!isText(id) || !isText(path) || !isText(admin) || !stage) return null;
  const entry: Entry = { id, path, admin };
  if (kind === "verify" && isText(setupKey)) {
    const isSetUp = isRecord(value["stage"]) && value["stage"]["isSetUp"] === true;
    return { ...entry, kind, setupKey, stage: stage.name === "ready" ? { name: "ready", isSetUp } : stage };
  }
  const { run, base, branch } = value;
  if (kind !== "run" || !isText(run) || !isText(base) || !isText(branch)) return null;
  const { start } = value;
  const begun = isText(start) ? { start: commitSha(start) } : {};
  return {
    ...entry,
    kind,
    run: runId(run),
    base: commitSha(base),
    ...begun,
    branch: branchName(branch),
    stage,
  };
}

function parseStage(value: unknown): RunEntry["stage"] | null {
  if (!isRecord(value)) return null;
  if (value["name"] === "preparing" || value["name"] === "ready") return { name: value["name"] };
  if (value["name"] === "removing" && isText(value["trash"]))
    return { name: "removing", trash: value["trash"], mayHoldWork: value["mayHoldWork"] === true };
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
