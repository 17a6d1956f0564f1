// Stands between the engine's effects and their ports: each attempt of an effect may meet one fault, in a call of a port or in what it observes.
import { AsyncLocalStorage } from "node:async_hooks";
import { never, type Life } from "../../src/adapters/simulated/life.ts";
import { eventSequence } from "../../src/domain/ids.ts";
import type { Command } from "../../src/domain/commands.ts";
import type { Obligation, ObligationKind } from "../../src/domain/obligation.ts";
import type { EffectContext } from "../../src/engine/effect.ts";
import { runEffect as realRunEffect } from "../../src/engine/effects/registry.ts";
import { reviewSlot } from "../../src/engine/review-slot.ts";
import type { Reply } from "../../src/journal/contract.ts";
import { JournalFull } from "../../src/journal/failures.ts";
import { die, someMs, waitAtFault } from "./crash.ts";
import { FAULTS, isPossible, type Fault } from "./fault-table.ts";
import type { LateObservations } from "./late-observations.ts";
import { failureOf, isWriting, mayFailAfterwards, noSpace } from "./port-failures.ts";
import type { Simulation } from "./simulation.ts";

/** Share of attempts that meet a fault; more of the effects that few seeds come to before the faults end. */
const FAULT_CHANCE = 0.3;
const FAULT_CHANCE_OF: { readonly [Kind in ObligationKind]?: number } = {
  "review-run": 0.5,
  "verify-landing": 0.9,
  land: 0.9,
  "interrupt-turn": 0.8,
};
/** Share of the attempts with a fault in a port that meet it in the first call. */
const FIRST_CALL_CHANCE = 0.5;
const CALLS_MAX = 6;
/** Effects with one call of a port, which meet it there. */
const ONE_CALL = new Set<ObligationKind>([
  "start-run",
  "prepare-workspace",
  "keep-work",
  "remove-workspace",
  "land",
  "interrupt-turn",
]);
const REORDERED_MS_MAX = 60_000;

const IN_A_CALL = new Set<Fault>([
  "crash-in-the-middle",
  "disk-full",
  "slow",
  "failure-soon",
  "failure-after-change",
  "failure-never",
]);
const IN_AN_OBSERVATION = new Set<Fault>([
  "observation-lost",
  "observation-duplicated",
  "observation-delayed",
  "observation-reordered",
  "journal-full",
]);
/** These happen by themselves: nothing is planned. */
const UNPLANNED = new Set<Fault>(["former-life-observation", "former-life-exit"]);

interface Attempt {
  readonly obligation: Obligation;
  /** What it is to meet; null when it has met it. */
  fault: Fault | null;
  /** Calls of ports that go well before. */
  goodCallCount: number;
}

/** Whose call it is, is known by the asynchronous context in which it is made: also through the verifier and the conversation. */
const attempts = new AsyncLocalStorage<Attempt>();

export interface FaultInjector {
  /** The life that the simulated ports are given. */
  readonly life: Life;
  readonly runEffect: typeof realRunEffect;
}

export function createFaultInjector(
  simulation: Simulation,
  life: Life,
  late: LateObservations,
): FaultInjector {
  return {
    life: faultyLife(simulation, life),
    runEffect: async (obligation, context) => {
      if (life.isDead()) return await never<void>();
      const attempt = planAttempt(simulation, obligation);
      simulation.step(`${obligation.key} ${attempt.fault ?? ""}`);
      if (isPossible(obligation.kind, "former-life-exit") && hasOrphan(simulation, obligation))
        simulation.hits.add(obligation.kind, "former-life-exit");
      await attempts.run(attempt, () => makeAttempt(attempt, { ...context }));
    },
  };

  async function makeAttempt(attempt: Attempt, context: EffectContext): Promise<void> {
    const { obligation } = attempt;
    if (take(simulation, attempt, (fault) => fault === "crash-before")) {
      meet(attempt, "crash-before");
      return await never<void>();
    }
    if (take(simulation, attempt, (fault) => fault === "sleep")) meet(attempt, "sleep");
    await realRunEffect(obligation, {
      ...context,
      signal: ownSignal(context.signal),
      submit: (command) => observe(attempt, context, command),
    });
    if (take(simulation, attempt, (fault) => fault === "crash-after")) {
      meet(attempt, "crash-after");
      return await never<void>();
    }
  }

  function meet({ obligation }: Attempt, fault: "crash-before" | "crash-after" | "sleep"): void {
    simulation.hits.add(obligation.kind, fault);
    if (fault === "sleep") simulation.clock.jump(someMs(simulation, 60_000));
    else die(simulation);
  }

  async function observe(attempt: Attempt, context: EffectContext, command: Command): Promise<Reply> {
    const { random, hits, daemon } = simulation;
    const { kind } = attempt.obligation;
    late.remember(attempt.obligation, command);
    const fault = take(simulation, attempt, (one) => IN_AN_OBSERVATION.has(one) && !life.isDead());
    if (fault === null) return await told(attempt, context.submit(command));
    if (fault !== "journal-full") hits.add(kind, fault);
    switch (fault) {
      case "observation-lost":
        return { kind: "accepted", seq: eventSequence(context.state().seq), text: "" };
      case "observation-duplicated": {
        // A follow-up is no observation: it is asked for again only while it is owed, so its second is decided with its first.
        const lateMs = kind === "follow-up" ? 0 : random.below(5_000);
        const again = lateMs === 0 ? context.submit(command) : sendLater(context, command, lateMs);
        again.catch((error: unknown) => simulation.commandFailed(error));
        break;
      }
      case "observation-delayed":
        await waitAtFault(simulation, someMs(simulation, 30_000));
        break;
      case "observation-reordered":
        await letOthersPass();
        break;
      case "journal-full":
        fillJournal(simulation);
        break;
      default:
        break;
    }
    return daemon.life.isDead() && daemon.life === life
      ? await never<Reply>()
      : await told(attempt, context.submit(command));
  }

  async function sendLater(context: EffectContext, command: Command, lateMs: number): Promise<Reply> {
    await simulation.clock.wait(lateMs);
    return life.isDead() ? await never<Reply>() : await context.submit(command);
  }

  async function letOthersPass(): Promise<void> {
    const { clock, random } = simulation;
    const [until, goal] = [clock.now() + REORDERED_MS_MAX, simulation.decidedCount + 1 + random.below(3)];
    for (let ms = 10; simulation.decidedCount < goal && clock.now() < until && !life.isDead(); ms *= 2)
      await clock.wait(ms);
  }

  async function told({ obligation }: Attempt, reply: Promise<Reply>): Promise<Reply> {
    try {
      return await reply;
    } catch (error) {
      if (error instanceof JournalFull) simulation.hits.add(obligation.kind, "journal-full");
      throw error;
    }
  }
}

/** Whoever aborts it does so in a context of his own; what the effect does then is still the effect's. */
function ownSignal(signal: AbortSignal): AbortSignal {
  const own = new AbortController();
  const abort = AsyncLocalStorage.bind(() => own.abort(signal.reason));
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return own.signal;
}

function planAttempt({ random, isCalm }: Simulation, obligation: Obligation): Attempt {
  const possible = FAULTS.filter((fault) => !UNPLANNED.has(fault) && isPossible(obligation.kind, fault));
  const chance = FAULT_CHANCE_OF[obligation.kind] ?? FAULT_CHANCE;
  const fault = !isCalm && random.chance(chance) ? (random.pick(possible) ?? null) : null;
  const isInFirst = ONE_CALL.has(obligation.kind) || random.chance(FIRST_CALL_CHANCE);
  const goodCallCount = isInFirst ? 0 : random.below(CALLS_MAX);
  return { obligation, fault, goodCallCount };
}

/** The attempt's fault when it is one of these; it is met once. */
function take({ isCalm }: Simulation, attempt: Attempt, isMet: (fault: Fault) => boolean): Fault | null {
  const { fault } = attempt;
  if (fault === null || isCalm || !isMet(fault)) return null;
  attempt.fault = null;
  return fault;
}

function fillJournal(simulation: Simulation): void {
  const { daemon, clock } = simulation;
  daemon.journal.fill();
  void clock.wait(someMs(simulation, 5_000)).then(() => daemon.journal.free());
}

function hasOrphan(simulation: Simulation, { kind, subject }: Obligation): boolean {
  const { orphans, daemon } = simulation;
  const slots: string[] = [];
  if (subject.kind === "conversation") slots.push(subject.conversation);
  const run =
    subject.kind === "run"
      ? subject.run
      : [...daemon.engine.state().landings.values()].find(
          (one) => subject.kind === "landing" && one.id === subject.landing,
        )?.run;
  if (run !== undefined) slots.push(run, reviewSlot(run));
  const isChecking = kind === "check-run" || kind === "verify-landing";
  return [...orphans].some(
    (one) => one.isAlive && (slots.includes(one.slot) || (isChecking && one.slot.startsWith("check-"))),
  );
}

/** Every call of a simulated port is one of its life's. */
function faultyLife(simulation: Simulation, life: Life): Life {
  return {
    isDead: () => life.isDead(),
    kill: () => life.kill(),
    call: (name, change) => through("call", name, change),
    act: (name, change) => through("act", name, change),
  };

  async function through<Result>(how: "call" | "act", name: string, change: () => Result): Promise<Result> {
    const { random, clock, hits } = simulation;
    const attempt = attempts.getStore();
    const changing = () => {
      simulation.changeCount += 1;
      return change();
    };
    if (attempt === undefined || life.isDead()) return await life[how](name, changing);
    const { kind } = attempt.obligation;
    const fault = takeInCall(simulation, attempt, name);
    if (fault === "disk-full") fillDisk(simulation);
    if (isWriting(name) && clock.now() < simulation.diskFullUntil) {
      hits.add(kind, "disk-full");
      return await failing(noSpace(name));
    }
    if (fault === null || fault === "disk-full") return await life[how](name, changing);
    hits.add(kind, fault);
    switch (fault) {
      case "crash-in-the-middle":
        if (random.chance(0.5)) die(simulation);
        return await life[how](name, () => {
          const result = changing();
          die(simulation);
          return result;
        });
      case "slow": {
        const [beforeMs, afterMs] = random.chance(0.5)
          ? [someMs(simulation, 60_000), 0]
          : [0, someMs(simulation, 60_000)];
        if (beforeMs > 0) await waitAtFault(simulation, beforeMs);
        // What a dead daemon had begun ends soon after it, or never.
        if (life.isDead()) return await never<Result>();
        const result = await life[how](name, changing);
        if (afterMs > 0) await waitAtFault(simulation, afterMs);
        return life.isDead() ? await never<Result>() : result;
      }
      default:
        return await failing(failureOf(name, fault, random));
    }

    async function failing(failure: Error): Promise<Result> {
      const isDone = mayFailAfterwards(name) && random.chance(0.5);
      return await life[how](name, () => {
        if (isDone) changing();
        throw failure;
      });
    }
  }
}

function takeInCall(simulation: Simulation, attempt: Attempt, name: string): Fault | null {
  const { fault } = attempt;
  if (fault === null || !IN_A_CALL.has(fault) || (fault === "disk-full" && !isWriting(name))) return null;
  if (attempt.goodCallCount > 0) {
    attempt.goodCallCount -= 1;
    return null;
  }
  return take(simulation, attempt, () => true);
}

/** Repository and workspaces; at times the journal lies on the same disk. */
function fillDisk(simulation: Simulation): void {
  const { clock, random } = simulation;
  simulation.diskFullUntil = clock.now() + someMs(simulation, 5_000);
  if (random.chance(0.5)) fillJournal(simulation);
}
