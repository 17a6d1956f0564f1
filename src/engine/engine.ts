// Puts the loop together: commands in, events out, effects started from what the state owes.
import type { Command } from "../domain/commands.ts";
import { decide } from "../domain/decide.ts";
import type { CommandId, RunId } from "../domain/ids.ts";
import type { Obligation } from "../domain/obligation.ts";
import type { Actor } from "../domain/shared.ts";
import { emptyState, type Limits, type State } from "../domain/state.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { Journal, Reply } from "../journal/contract.ts";
import type { AgentDefinition } from "../ports/agent.ts";
import type { Admission } from "./admission.ts";
import { createBoardReader } from "./board-news.ts";
import { createBusyRuns } from "./busy-runs.ts";
import { createConversationHost, type ConversationTool } from "./conversation-host.ts";
import type { EffectContext } from "./effect.ts";
import { runEffect } from "./effects/registry.ts";
import { createFacts, type FactStore } from "./facts.ts";
import { createLoop } from "./loop.ts";
import type { ActivitySink, Ports } from "./ports.ts";
import { createReconciler } from "./reconcile.ts";
import { createRunListeners } from "./run-listeners.ts";
import { createTreeVerifier } from "./verify-tree.ts";

export interface EngineOptions extends Ports {
  readonly journal: Journal;
  readonly limits: Limits;
  /** The door that all projects of the daemon share. */
  readonly admission: Admission;
  /** Where work and records of this project go: their disks count. */
  readonly folders: readonly string[];
  /** Where the orchestrator's process has its working directory: a folder of ours, never a worktree. */
  readonly conversationCwd: string;
  readonly activity: ActivitySink;
  tools(engine: EngineAccess): readonly ConversationTool[];
  readDefinition(name: string): Promise<AgentDefinition>;
  environmentOf(run: RunId): Readonly<Record<string, string>>;
  /** Sees every command before it is decided; for simulation, which repeats and delays them. */
  tap?(command: Command, actor: Actor): void;
  /** Another decide, for simulation with planted faults. */
  readonly decide?: typeof decide;
  /** We are wrong: shown and recorded; the rest goes on. */
  onDefect(where: string, error: unknown): void;
}

/** What the catalogue, the terminal and the server may do with the engine. */
export interface EngineAccess {
  state(): State;
  readonly facts: FactStore;
  submit(command: Command, actor: Actor, id?: CommandId): Promise<Reply>;
  onEvents(listener: (events: readonly StoredEvent[]) => void): () => void;
}

export interface Engine extends EngineAccess {
  /** Compares for the first time: what a crash left undone starts here. */
  start(): void;
  /** The model behind the agents has changed: the conversation's session opens anew with the next message. */
  renewConversation(): Promise<void>;
  /** Ends all effects and sessions; work, workspaces and sessions stay for the next start. */
  stop(): Promise<void>;
  inFlight(): readonly string[];
}

export function createEngine(options: EngineOptions): Engine {
  const { journal, clock, ids, agents, processes } = options;
  const loop = createLoop({
    journal,
    initial: emptyState(options.limits),
    clock,
    ids,
    decide: options.decide ?? decide,
    onDefect: (where, error) => options.onDefect(where, error),
  });
  const facts = createFacts();
  const submit = (command: Command, actor: Actor, id: CommandId | null) => {
    options.tap?.(command, actor);
    return loop.submit({ command, actor, id });
  };
  const access: EngineAccess = {
    state: () => loop.state(),
    facts,
    submit: (command, actor, id) => submit(command, actor, id ?? null),
    onEvents: (listener) => loop.onPublished((events) => listener(events)),
  };
  const board = createBoardReader({ facts, state: () => loop.state() });
  const conversations = createConversationHost({
    board,
    agents,
    processes,
    clock,
    ids,
    facts,
    activity: options.activity,
    cwd: options.conversationCwd,
    tools: options.tools(access),
    state: () => loop.state(),
    readDefinition: () => options.readDefinition("orchestrator"),
  });
  const verifier = createTreeVerifier(options);
  const busyRuns = createBusyRuns(loop.state());
  const door = options.admission.join({ busyCount: () => busyRuns.count(), folders: options.folders });
  const runListeners = createRunListeners();
  const engineActor: Actor = { kind: "engine" };
  const contextOf = (signal: AbortSignal): EffectContext => ({
    clock,
    ids,
    processes,
    agents,
    signal,
    facts,
    conversations,
    verifier,
    admission: door,
    repository: options.repository,
    workspaces: options.workspaces,
    checks: options.checks,
    activity: options.activity,
    state: () => loop.state(),
    submit: (command) => submit(command, engineActor, null),
    onChange: (run, listener) => runListeners.add(run, listener),
    readDefinition: (name) => options.readDefinition(name),
    environmentOf: (run) => options.environmentOf(run),
  });
  const reconciler = createReconciler({
    clock,
    run: (obligation, signal) => runEffect(obligation, contextOf(signal)),
    giveUp: async (obligation, code, detail) => {
      await submit(
        { type: "obligation.failed", key: obligation.key, subject: obligation.subject, code, detail },
        engineActor,
        null,
      );
    },
    onDefect: (obligation: Obligation, error) => options.onDefect(obligation.key, error),
  });
  loop.onPublished((events, state) => {
    board.note(events);
    busyRuns.note(events, state);
    reconciler.reconcile(state, events);
    runListeners.tell(events);
    door.changed();
  });
  return {
    ...access,
    start: () => reconciler.reconcile(loop.state(), null),
    renewConversation: () => conversations.renew(),
    stop: async () => {
      await reconciler.stop();
      door.leave();
      await conversations.close();
      await loop.idle();
    },
    inFlight: () => reconciler.inFlight(),
  };
}
