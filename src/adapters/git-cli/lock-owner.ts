// Who holds a file of ours: a process by number, start time and boot, as it stands in the file.
import { codeOf } from "./files.ts";
import { readBootId, readStartTime } from "./process-scan.ts";

/** A process, known beyond the reuse of its number. */
export interface Owner {
  readonly pid: number;
  readonly startTime: string | null;
  readonly bootId: string | null;
}

export function ownerHere(): Owner {
  return { pid: process.pid, startTime: readStartTime(process.pid), bootId: readBootId() };
}

/** Null for what names none. */
export function parseOwner(text: string): Owner | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== "object" || value === null || !("pid" in value) || typeof value.pid !== "number")
    return null;
  const textAt = (key: "startTime" | "bootId"): string | null => {
    const field: unknown = Reflect.get(value, key);
    return typeof field === "string" ? field : null;
  };
  return { pid: value.pid, startTime: textAt("startTime"), bootId: textAt("bootId") };
}

/** A lock that names no owner cannot have one: it appears whole. */
export function isOwnerAlive(owner: Owner | null): boolean {
  if (owner === null) return false;
  if (owner.startTime === null) return answersSignals(owner.pid);
  return owner.bootId === readBootId() && owner.startTime === readStartTime(owner.pid);
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
    // Somebody else's process is alive as well.
    if (codeOf(error) === "EPERM") return true;
    throw error;
  }
}
