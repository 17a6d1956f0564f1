// What an effect is given. An effect looks whether its thing is done, does it, looks again, and reports a command; it never writes state.
import type { Command } from "../domain/commands.ts";
import type { Obligation, ObligationKind } from "../domain/obligation.ts";
import type { RunId } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
import type { Reply } from "../journal/contract.ts";
import type { AgentDefinition } from "../ports/agent.ts";
import type { Door } from "./admission.ts";
import type { ConversationHost } from "./conversation-host.ts";
import type { FactStore } from "./facts.ts";
import type { ActivitySink, Ports } from "./ports.ts";
import type { Resumption } from "./resumption.ts";
import type { Supervision } from "./supervision.ts";
import type { TreeVerifier } from "./verify-tree.ts";

export interface EffectContext extends Ports {
  state(): State;
  submit(command: Command): Promise<Reply>;
  /** Called after each published batch that names the run; returns the way to stop. */
  onChange(run: RunId, listener: () => void): () => void;
  readonly facts: FactStore;
  readonly supervision: Supervision;
  readonly resumption: Resumption;
  readonly activity: ActivitySink;
  readonly conversations: ConversationHost;
  readonly verifier: TreeVerifier;
  /** Where starts wait for room. */
  readonly admission: Door;
  /** The agent definition of a worker type, from the base commit or bundled. */
  readDefinition(name: string): Promise<AgentDefinition>;
  /** Environment facts for the tools of a run's agent. */
  environmentOf(run: RunId): Readonly<Record<string, string>>;
  /** Aborted when the obligation is not owed any more or the engine stops. */
  readonly signal: AbortSignal;
}

export type Effect<Kind extends ObligationKind> = (
  obligation: Extract<Obligation, { readonly kind: Kind }>,
  context: EffectContext,
) => Promise<void>;
