// Who has a session: two processes can resume the same one, and then one side's turn is lost without a word.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AgentUnavailable } from "../../ports/agent.ts";
import type { ProcessIdentity, Processes } from "../../ports/processes.ts";

export interface Lease {
  /** Notes the process, so that a later daemon can tell whether it still lives. */
  heldBy(identity: ProcessIdentity): Promise<void>;
  /** When no process of the session is alive. */
  release(): Promise<void>;
}

/** All sessions of one daemon. */
export interface Leases {
  /**
   * Takes the session whose folder this is. Within the daemon it is held at once; beyond it, by the process that `lease.json` names.
   * @throws AgentUnavailable while somebody has it
   */
  take(configDir: string): Promise<Lease>;
}

export function createLeases(processes: Pick<Processes, "isAlive">): Leases {
  const held = new Set<string>();
  return {
    take: async (configDir) => {
      if (held.has(configDir)) throw taken(configDir, "this daemon");
      held.add(configDir);
      const path = join(configDir, "lease.json");
      try {
        const holder = await readHolder(path);
        if (holder !== null && processes.isAlive(holder)) throw taken(configDir, `process ${holder.pid}`);
      } catch (error) {
        held.delete(configDir);
        throw error;
      }
      return leaseOf(path, () => held.delete(configDir));
    },
  };
}

function leaseOf(path: string, letGo: () => void): Lease {
  let mine: ProcessIdentity | null = null;
  return {
    heldBy: async ({ pid, startTime, bootId }) => {
      mine = { pid, startTime, bootId };
      await writeFile(path, `${JSON.stringify(mine)}\n`, { mode: 0o600 });
    },
    release: async () => {
      letGo();
      // Another process may have it by now.
      if (mine !== null && (await readHolder(path))?.pid === mine.pid) await rm(path, { force: true });
    },
  };
}

function taken(configDir: string, by: string): AgentUnavailable {
  return new AgentUnavailable(
    `Cannot open the session in ${configDir}: ${by} has it open. It is tried again; if that process hangs, end it.`,
    "soon",
  );
}

/** One that does not parse was being written when its daemon died: its process has been found by its marker and ended. */
async function readHolder(path: string): Promise<ProcessIdentity | null> {
  try {
    const json: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof json !== "object" || json === null) return null;
    const { pid, startTime, bootId } = json as Record<string, unknown>; // an object, as was just seen
    if (typeof pid !== "number" || typeof startTime !== "string" || typeof bootId !== "string") return null;
    return { pid, startTime, bootId };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
