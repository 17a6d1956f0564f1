import { execFileSync } from "node:child_process";
import { commandText, type ProcessRow, type ProcessTable } from "./process-table.ts";

// For systems without /proc (macOS). Not tried there yet: the parsing is tested, the behaviour of its `ps` is not.

const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

export function createPsTable(): ProcessTable {
  return {
    bootId: run("sysctl", ["-n", "kern.bootsessionuuid"]).trim(),
    rows: () => parsePsRows(run("ps", ["-axo", "pid=,ppid=,pgid=,sess=,stat=,lstart="])),
    startTime: (pid) => run("ps", ["-o", "lstart=", "-p", String(pid)]).trim() || null,
    isLive: (pid) => {
      const state = run("ps", ["-o", "stat=", "-p", String(pid)]).trim();
      return state !== "" && !state.startsWith("Z");
    },
    commandLine: (pid) => commandText(run("ps", ["-ww", "-o", "command=", "-p", String(pid)])),
    environment: (pid) => {
      // `ps -E` prints the environment after the command, separated by blanks: values with blanks are cut, which
      // is why neither a slot nor JARVIS_HOME should hold one there.
      const line = run("ps", ["-E", "-ww", "-o", "command=", "-p", String(pid)]).trim();
      return line === "" ? NOTHING : Buffer.from(`${line.split(/\s+/).join("\0")}\0`);
    },
  };
}

export function parsePsRows(output: string): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const line of output.split("\n")) {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
    if (!found || found[5]?.startsWith("Z")) continue;
    const [, pid, parentPid, groupId, session, , startTime = ""] = found;
    // `sess` is a kernel address there, not a process id: without meaning for us, the group has to do.
    const sessionId = /^\d+$/.test(session ?? "") ? Number(session) : 0;
    rows.push({
      pid: Number(pid),
      parentPid: Number(parentPid),
      groupId: Number(groupId),
      sessionId,
      startTime,
    });
  }
  return rows;
}

/** `ps -p` exits with 1 and no output when there is no such process: that is an answer. */
function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: "utf8",
      maxBuffer: OUTPUT_BYTES_MAX,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 1) return "";
    throw error;
  }
}
