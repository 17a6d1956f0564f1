// The world as the engine reaches it: only those verbs of the ports that its effects use.
import type { AgentDriver, WorkerEvent } from "../ports/agent.ts";
import type { Checks } from "../ports/checks.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Processes } from "../ports/processes.ts";
import type { Repository } from "../ports/repository.ts";
import type { Workspaces } from "../ports/workspace.ts";

export interface Ports {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly processes: Pick<Processes, "stopSlot" | "list">;
  readonly repository: Pick<
    Repository,
    | "readTip"
    | "importCommits"
    | "mergeTree"
    | "makeCandidate"
    | "dropCandidate"
    | "land"
    | "readDiff"
    | "readStat"
    | "readFile"
    | "readLog"
  >;
  readonly workspaces: Pick<
    Workspaces,
    "prepare" | "keep" | "remove" | "readHead" | "readUncommitted" | "watchHead" | "acquireVerify"
  >;
  readonly agents: AgentDriver;
  readonly checks: Checks;
}

/** Where the high-volume record of agents goes; the composition root writes it to the activity file and the screen. */
export type ActivitySink = (entry: { readonly subject: string; readonly event: WorkerEvent }) => void;
