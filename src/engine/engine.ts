// Puts the loop together: commands in, events out, effects started from what the state owes.
import type { Command } from "../domain/commands.ts";
import { decide } from "../domain/decide.ts";
import { DAEMON } from "../domain/facts.ts";
import type { CommandId, RunId } from "../domain/ids.ts";
import type { Obligation } from "../domain/obligation.ts";
import { invariant, type Actor } from "../domain/shared.ts";
import { emptyState, type Limits, type State } from "../domain/state.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { Journal, Reply } from "../journal/contract.ts";
import type { AgentDefinition } from "../ports/agent.ts";
import type { Survivor } from "../ports/processes.ts";
import type { Admission } from "./admission.ts";
import { createBoardReader } from "./board-news.ts";
import { createBusyRuns } from "./busy-runs.ts";
import { createConversationHost } from "./conversation-host.ts";
import type { ConversationTool } from "./conversation-tool.ts";
import type { EffectContext } from "./effect.ts";
import { runEffect } from "./effects/registry.ts";
import { createFacts, type FactStore } from "./facts.ts";
import { findLeftovers } from "./leftovers.ts";
import { noteAnswer } from "./note-answer.ts";
import { createLoop } from "./loop.ts";
import type { ActivitySink, Ports } from "./ports.ts";
import { createReconciler } from "./reconcile.ts";
import { createResumption } from "./resumption.ts";
import { createRunListeners } from "./run-listeners.ts";
import { createSupervision } from "./supervision.ts";
import { DEFAULT_WATCH, watchAgents, type WatchLimits } from "./watch-agents.ts";
import { untilEnded } from "./until-ended.ts";
import { createTreeVerifier, type TargetChecks } from "./verify-tree.ts";

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
  /** When an agent counts as quiet, and what it repeats as too often; left out: `DEFAULT_WATCH`. */
  readonly watch?: WatchLimits;
  tools(engine: EngineAccess): readonly ConversationTool[];
  readDefinition(name: string): Promise<AgentDefinition>;
  environmentOf(run: RunId): Readonly<Record<string, string>>;
  /** Another decide, for simulation with planted faults. */
  readonly decide?: typeof decide;
  /** Another way to run an effect, for simulation, which stands between it and the ports, and for tests that count its steps. */
  readonly runEffect?: typeof runEffect;
  /** What the start of the daemon could not end of a former one. Default: nothing is left of it. */
  readonly survivors?: readonly Survivor[];
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
  /** Compares for the first time: what a crash left undone starts here, and what it left alive with nothing to do ends. */
  start(): void;
  /** From now on: what was decided stays, what is owed is compared anew. */
  setLimits(limits: Limits): void;
  /** Tells what pays for agents from now on. `isChosen`: the user has just connected it, so that what it was refused is tried at once. */
  connectAccount(how: { readonly isChosen: boolean }): Promise<void>;
  /** The model behind the agents has changed: the conversation's session opens anew with the next message. */
  renewConversation(): Promise<void>;
  /** Runs the project's checks on the target's tip, or remembers what they said of it. @throws PortFailure */
  checkTarget(): Promise<TargetChecks>;
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
  const submit = (command: Command, actor: Actor, id: CommandId | null) =>
    loop.submit({ command, actor, id });
  const access: EngineAccess = {
    state: () => loop.state(),
    facts,
    submit: (command, actor, id) => submit(command, actor, id ?? null),
    onEvents: (listener) => loop.onPublished((events) => listener(events)),
  };
  const watch = watchAgents({ clock, facts, limits: options.watch ?? DEFAULT_WATCH });
  const activity: ActivitySink = (entry) => {
    options.activity(entry);
    watch.note(entry);
    const answer = noteAnswer(loop.state(), entry);
    if (answer !== null)
      void submit(answer, engineActor, null).catch((error: unknown) => options.onDefect("an answer", error));
  };
  const engineActor: Actor = { kind: "engine" };
  const board = createBoardReader({ facts, state: () => loop.state() });
  const conversations = createConversationHost({
    board,
    agents,
    processes,
    clock,
    ids,
    facts,
    activity,
    cwd: options.conversationCwd,
    tools: options.tools(access),
    state: () => loop.state(),
    spent: async (spent) => {
      await submit({ type: "project.observe-usage", spender: "conversation", spent }, engineActor, null);
    },
    readDefinition: () => options.readDefinition("orchestrator"),
  });
  const supervision = createSupervision({ processes, clock, facts });
  const resumption = createResumption({ clock, facts, runsMax: () => loop.state().limits.runsMax });
  const verifier = createTreeVerifier(options);
  const stopped = new AbortController();
  const runListeners = createRunListeners();
  const busyRuns = createBusyRuns(loop.state());
  const door = options.admission.join({ busyCount: () => busyRuns.count(), folders: options.folders });
  const contextOf = (signal: AbortSignal): EffectContext => ({
    clock,
    ids,
    processes,
    agents,
    signal,
    facts,
    supervision,
    resumption,
    conversations,
    verifier,
    admission: door,
    repository: options.repository,
    workspaces: options.workspaces,
    checks: options.checks,
    activity,
    state: () => loop.state(),
    submit: (command) => submit(command, engineActor, null),
    onChange: (run, listener) => runListeners.add(run, listener),
    readDefinition: (name) => options.readDefinition(name),
    environmentOf: (run) => options.environmentOf(run),
  });
  const reconciler = createReconciler({
    clock,
    run: (obligation, signal) => (options.runEffect ?? runEffect)(obligation, contextOf(signal)),
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
    // An agent that only waits for the next message is an agent all the same.
    if (state.halted !== null) conversations.closeResting();
  });

  function endLeftovers(): void {
    const slots = processes.list().map(({ slot }) => slot);
    for (const { slot, subject } of findLeftovers(loop.state(), slots)) {
      const tell = (detail: string) => facts.set(slot, "stop", detail, clock.now());
      const ended = untilEnded(() => processes.stopSlot(slot), { clock, tell });
      if (subject !== null) reconciler.holdBack(subject, ended);
    }
  }

  /** What could not be cleaned up by a former daemon may be now: its disk was full, a program held the folder. Told once more when it cannot. */
  function cleanAgain(): void {
    for (const { id, stage, attention } of loop.state().openRuns.values()) {
      if (stage.name !== "ended" || attention === null) continue;
      submit({ type: "run.try-again", run: id }, engineActor, null).catch((error: unknown) =>
        options.onDefect(id, error),
      );
    }
  }

  return {
    ...access,
    start: () => {
      facts.set(DAEMON, "started", "yes", clock.now());
      const { runs } = loop.state();
      supervision.begin(runs.values(), options.survivors ?? []);
      resumption.begin(runs.values());
      endLeftovers();
      reconciler.reconcile(loop.state(), null);
      cleanAgain();
    },
    setLimits: (limits) => {
      loop.setLimits(limits);
      board.note(null);
      reconciler.reconcile(loop.state(), null);
    },
    connectAccount: async ({ isChosen }) => {
      const { id: account, name } = agents.account;
      await submit({ type: "account.connect", account, name, isChosen }, engineActor, null);
    },
    renewConversation: () => conversations.renew(),
    checkTarget: async () => {
      const { project } = loop.state();
      invariant(project !== null, "a project is opened before it is asked about");
      return await verifier.checkCommit(await options.repository.readTip(project.target), stopped.signal);
    },
    stop: async () => {
      watch.stop();
      stopped.abort();
      supervision.end();
      await reconciler.stop();
      door.leave();
      await conversations.close();
      await loop.idle();
    },
    inFlight: () => reconciler.inFlight(),
  };
}
