import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { sep } from "node:path";
import { codeOf } from "./files.ts";

// Reads /proc. Elsewhere nothing can be proved about other processes: `canSeeProcesses` says so, and callers
// then leave locks alone.

export interface OtherProcess {
  readonly pid: number;
  readonly name: string;
  readonly cwd: string;
}

export const canSeeProcesses = existsSync("/proc/self/stat");

/** The first live process, other than `except`, whose working directory is the folder or lies in it; null when none. */
export function findProcessIn(folder: string, except: ReadonlySet<number>): OtherProcess | null {
  return processesWithCwd().find((one) => !except.has(one.pid) && isWithin(one.cwd, folder)) ?? null;
}

/** Live git processes, other than `except`, that work in one of the folders. */
export function findGitProcessesIn(folders: readonly string[], except: ReadonlySet<number>): OtherProcess[] {
  return processesWithCwd().filter(
    (one) =>
      one.name.startsWith("git") &&
      !except.has(one.pid) &&
      folders.some((folder) => isWithin(one.cwd, folder)),
  );
}

/** Pid of a live process that has the file open; null when none that we may look into. */
export function findHolderOf(path: string): number | null {
  for (const pid of livePids()) {
    for (const fd of listFolder(`/proc/${pid}/fd`)) {
      if (linkTarget(`/proc/${pid}/fd/${fd}`) === path) return pid;
    }
  }
  return null;
}

/** Kernel ticks since boot at which a live process started; null when there is none. */
export function readStartTime(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  // The name in parentheses may hold spaces and parentheses; field 22 is the 20th after it, field 3 its state.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (!fields || fields[0] === "Z") return null;
  return fields[19] ?? null;
}

export function readBootId(): string | null {
  return readText("/proc/sys/kernel/random/boot_id")?.trim() ?? null;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function processesWithCwd(): OtherProcess[] {
  const found: OtherProcess[] = [];
  for (const pid of livePids()) {
    const cwd = linkTarget(`/proc/${pid}/cwd`);
    if (cwd !== null) found.push({ pid, name: readText(`/proc/${pid}/comm`)?.trim() ?? "", cwd });
  }
  return found;
}

function livePids(): number[] {
  return listFolder("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function listFolder(path: string): string[] {
  return ifReadable(() => readdirSync(path)) ?? [];
}

function linkTarget(path: string): string | null {
  return ifReadable(() => readlinkSync(path));
}

function readText(path: string): string | null {
  return ifReadable(() => readFileSync(path, "utf8"));
}

/** A process that ended meanwhile, or that is somebody else's, is none that we can speak of. */
function ifReadable<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM", "ENOTDIR"].includes(codeOf(error))) return null;
    throw error;
  }
}
