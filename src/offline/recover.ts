// What was stopped or removed, for people: found in a repository, named with the tickets of a home's journal, and brought back.
import { basename } from "node:path";
import type { KeptName, KeptWorkFound, KeptWorks } from "../ports/kept-works.ts";
import { PortFailure } from "../ports/failure.ts";
import { RepositoryUnusable } from "../ports/repository.ts";
import type {
  KeptList,
  KeptRequest,
  KeptRestored,
  KeptShown,
  KeptWorkRow,
  RestoreKept,
  ShowKept,
} from "../wire/offline.ts";
import { findProjectFolder, listProjectFolders } from "./project-folders.ts";

export interface RecoverAccess {
  /** @throws RepositoryUnusable · ProgramUnusable */
  openKept(home: string, path: string): Promise<KeptWorks>;
  /** Title of each ticket that the home's journal of this repository knows; empty when there is none that can be read. */
  readTitles(home: string, commonDir: string): ReadonlyMap<string, string>;
}

/** No kept work has this name. */
class NotKept extends PortFailure {
  readonly code = "not-kept";
  readonly retry = "after-change";
  readonly work: string;
  constructor(name: string, root: string, known: readonly string[], options?: ErrorOptions) {
    const more = known.length > NAMED_MAX ? ` and ${known.length - NAMED_MAX} more` : "";
    const found =
      known.length === 0
        ? "nothing is kept in it"
        : `there is ${known.slice(0, NAMED_MAX).join(", ")}${more}. See them: jarvis recover list`;
    super(`Cannot find kept work ${JSON.stringify(name)} in ${root}: ${found}.`, options);
    this.work = name;
  }
}

const NAMED_MAX = 8;
/** Somewhat less than the terminal is given at most. */
const PATCH_BYTES_MAX = 2_000_000;

export function listKept(request: KeptRequest, access: RecoverAccess): Promise<KeptList> {
  return withKept(request, access, async (kept) => {
    const { works, ...rest } = await kept.list();
    const titles = access.readTitles(request.home, kept.commonDir);
    return { root: kept.root, ...rest, works: works.map((work) => rowOf(work, titles)) };
  });
}

/** @throws NotKept */
export function showKept(request: ShowKept, access: RecoverAccess): Promise<KeptShown> {
  return withKept(request, access, async (kept) => {
    const { work, others } = await find(kept, request.name);
    const content = await kept.read(work);
    const patch = request.withPatch ? await kept.readDiff(work, PATCH_BYTES_MAX) : null;
    const row = rowOf(await kept.measure(work), access.readTitles(request.home, kept.commonDir));
    return { ...row, ...content, others, patch };
  });
}

/** @throws NotKept · RestoreRefused */
export function restoreKept(request: RestoreKept, access: RecoverAccess): Promise<KeptRestored> {
  return withKept(request, access, async (kept) => {
    const { work } = await find(kept, request.name);
    const restored = await kept.restore({ work, branch: request.branch, into: request.into });
    const { fileCount } = await kept.measure(work);
    return { name: nameOf(work), fileCount, ...restored };
  });
}

async function withKept<Result>(
  request: KeptRequest,
  access: RecoverAccess,
  use: (kept: KeptWorks) => Promise<Result>,
): Promise<Result> {
  const kept = await open(request, access);
  try {
    return await use(kept);
  } finally {
    await kept.close();
  }
}

/** Also of a repository that the home does not know: refs are all that is needed. */
async function open({ home, project, from }: KeptRequest, access: RecoverAccess): Promise<KeptWorks> {
  if (project !== null) {
    return access.openKept(home, rootNamed(home, project) ?? project);
  }
  try {
    return await access.openKept(home, from);
  } catch (error) {
    if (!(error instanceof RepositoryUnusable) || error.reason !== "not-a-repository") throw error;
    const { root } = findProjectFolder(home, null);
    if (root === null) throw error;
    return access.openKept(home, root);
  }
}

/** Of the project with this id, or the only one with this name; null for what is a path. */
function rootNamed(home: string, name: string): string | null {
  const all = listProjectFolders(home);
  const named = all.filter(({ root }) => root !== null && basename(root) === name);
  const found = all.find(({ id }) => id === name) ?? (named.length === 1 ? named[0] : undefined);
  return found?.root ?? null;
}

/** The newest of the run when no number is given. */
async function find(
  kept: KeptWorks,
  name: string,
): Promise<{ readonly work: KeptName; readonly others: readonly string[] }> {
  const works = await kept.listNames();
  const wanted = name.replace(/^r-/, "R-");
  const work = works.find((one) => nameOf(one) === wanted || one.run === wanted);
  if (work === undefined) throw new NotKept(name, kept.root, works.map(nameOf));
  const ofRun = works.filter(({ run }) => run === work.run).map(nameOf);
  return { work, others: ofRun.filter((one) => one !== nameOf(work)) };
}

function nameOf({ run, n }: Pick<KeptName, "run" | "n">): string {
  return `${run}/${n}`;
}

function rowOf(work: KeptWorkFound, titles: ReadonlyMap<string, string>): KeptWorkRow {
  const { n: _, ...rest } = work;
  const ticket = `T-${/^R-(\d+)\./.exec(work.run)?.[1] ?? ""}`;
  return { name: nameOf(work), ticket, title: titles.get(ticket) ?? null, ...rest };
}
