// Who of this home is alive, asked from the kernel.
import { readdirSync, readFileSync } from "node:fs";

/** Each process whose environment names this home as its JARVIS_HOME: whatever an agent or a check has started. Linux. */
export function processesOf(home: string): readonly number[] {
  return pids().filter((pid) => environmentOf(pid).includes(`JARVIS_HOME=${home}`));
}

/** Of those, the ones of workers. */
export function workerProcessesOf(home: string): readonly number[] {
  return processesOf(home).filter((pid) =>
    environmentOf(pid).some((line) => /^JARVIS_SLOT=(?:.*[^\w-])?R-\d+\.\d+$/.test(line)),
  );
}

/** All that descend from a process, whatever their environment says. Linux. */
export function descendantsOf(pid: number): readonly number[] {
  const children = pids().filter((one) => parentOf(one) === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function pids(): readonly number[] {
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function environmentOf(pid: number): readonly string[] {
  return read(`/proc/${pid}/environ`).split("\0");
}

function parentOf(pid: number): number {
  // The name in brackets may hold anything, so the fields are counted from its end.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ");
  return fields?.[0] === "Z" ? 0 : Number(fields?.[1] ?? 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    // It ended while it was looked at, or is none of ours.
    if (error instanceof Error && "code" in error) return "";
    throw error;
  }
}
