import { readFileSync, readdirSync } from "node:fs";
import { commandText, type ProcessRow, type ProcessTable } from "./process-table.ts";

const NOTHING = Buffer.alloc(0);

/** Linux: reads /proc, starts nothing. */
export function createProcTable(): ProcessTable {
  const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return {
    bootId,
    rows: () => {
      const rows: ProcessRow[] = [];
      for (const name of readdirSync("/proc")) {
        const pid = Number(name);
        if (!Number.isInteger(pid)) continue;
        const stat = readStat(pid);
        if (stat && !stat.isZombie) rows.push(stat);
      }
      return rows;
    },
    startTime: (pid) => readStat(pid)?.startTime ?? null,
    isLive: (pid) => readStat(pid)?.isZombie === false,
    environment: (pid) => readProc(`/proc/${pid}/environ`),
    commandLine: (pid) => commandText(readProc(`/proc/${pid}/cmdline`).toString("utf8")),
  };
}

function readStat(pid: number): (ProcessRow & { readonly isZombie: boolean }) | null {
  const stat = readProc(`/proc/${pid}/stat`).toString("latin1");
  // The command name stands in parentheses and may itself hold blanks and parentheses: fields start after the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parentPid, groupId, sessionId] = fields;
  const startTime = fields[19]; // field 22 of proc_pid_stat(5), in ticks since boot
  if (!state || startTime === undefined) return null;
  return {
    pid,
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    sessionId: Number(sessionId),
    startTime,
    isZombie: state === "Z" || state === "X",
  };
}

/** Every error means the same: there is nothing to see there, because it ended meanwhile or is another user's. */
function readProc(path: string): Buffer {
  const traceLimit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0; // as a plain user most files refuse; a stack trace each would be the cost of the scan
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error) return NOTHING;
    throw error;
  } finally {
    Error.stackTraceLimit = traceLimit;
  }
}
