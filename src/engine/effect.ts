// What an effect is given. An effect looks whether its thing is done, does it, looks again, and reports a command; it never writes state.
import type { Command } from "../domain/commands.ts";
import type { Obligation, ObligationKind } from "../domain/obligation.ts";
import type { RunId } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
import type { Reply } from "../journal/contract.ts";
import type { AgentDefinition, AgentDriver, HostTool, WorkerEvent } from "../ports/agent.ts";
import type { Checks } from "../ports/checks.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Processes } from "../ports/processes.ts";
import type { Repository } from "../ports/repository.ts";
import type { Workspaces } from "../ports/workspace.ts";
import type { ConversationHost } from "./conversation-host.ts";
import type { FactStore } from "./facts.ts";
import type { TreeVerifier } from "./verify-tree.ts";

export interface Ports {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly processes: Pick<Processes, "stopSlot">;
  readonly repository: Pick<Repository, "readTip" | "importCommits" | "mergeTree" | "makeCandidate" | "dropCandidate" | "land" | "readDiff" | "readFile">;
  readonly workspaces: Pick<Workspaces, "prepare" | "keep" | "remove" | "readUncommitted" | "acquireVerify">;
  readonly agents: AgentDriver;
  readonly checks: Checks;
}

/** Where the high-volume record of agents goes; the composition root writes it to the activity file and the screen. */
export type ActivitySink = (entry: { readonly subject: string; readonly event: WorkerEvent }) => void;

export interface EffectContext extends Ports {
  state(): State;
  submit(command: Command): Promise<Reply>;
  /** Called after each published batch; returns the way to stop. */
  onChange(listener: () => void): () => void;
  readonly facts: FactStore;
  readonly activity: ActivitySink;
  readonly conversations: ConversationHost;
  readonly verifier: TreeVerifier;
  /** The agent definition of a worker type, from the base commit or bundled. */
  readDefinition(name: string): Promise<AgentDefinition>;
  /** Environment facts for the tools of a run's agent. */
  environmentOf(run: RunId): Readonly<Record<string, string>>;
  /** Aborted when the obligation is not owed any more or the engine stops. */
  readonly signal: AbortSignal;
}

export type Effect<Kind extends ObligationKind> = (obligation: Extract<Obligation, { readonly kind: Kind }>, context: EffectContext) => Promise<void>;

export type { HostTool };
