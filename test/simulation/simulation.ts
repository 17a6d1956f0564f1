// What one seeded run is made of: the world, its time and its chance, and the daemon that lives and dies in it.
import { createHash } from "node:crypto";
import type { Life } from "../../src/adapters/simulated/life.ts";
import type { Random } from "../../src/adapters/simulated/random.ts";
import type { VirtualClock } from "../../src/adapters/simulated/time.ts";
import { digestOf, type SimulatedProcess, type World } from "../../src/adapters/simulated/world.ts";
import type { Command } from "../../src/domain/commands.ts";
import { conversationId, eventSequence, type CommandId, type CommitSha } from "../../src/domain/ids.ts";
import type { Asked } from "../../src/domain/run/ask-state.ts";
import { invariant, type Actor } from "../../src/domain/shared.ts";
import type { Limits } from "../../src/domain/state.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { Reply } from "../../src/journal/contract.ts";
import type { MemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import { JournalFull } from "../../src/journal/failures.ts";
import type { AskAnswer } from "../../src/ports/agent.ts";
import { FaultHits } from "./fault-table.ts";
import type { Planted } from "./planted.ts";

export const CONVERSATION = conversationId("C1");
export const USER: Actor = { kind: "user", session: "s" };

/** A daemon from its start to its death, and the journal that it has open. */
export interface Daemon {
  readonly engine: Engine;
  readonly life: Life;
  readonly journal: MemoryJournal;
  /** From 1. */
  readonly n: number;
}

/** A command of the user and what became of it; sent again, it must be told the same. */
export interface Sent {
  readonly id: CommandId;
  readonly command: Command;
  readonly actor: Actor;
  reply: Reply | null;
}

export interface HeardAnswer {
  readonly slot: string;
  readonly asked: Asked;
  readonly answer: AskAnswer;
}

export interface SimulationParts {
  readonly random: Random;
  readonly clock: VirtualClock;
  readonly world: World;
  readonly limits: Limits;
  /** That a user drafts in all. */
  readonly ticketsMax: number;
  readonly planted: Planted;
}

export class Simulation {
  readonly random: Random;
  readonly clock: VirtualClock;
  readonly world: World;
  /** The caps that hold, whatever a planted fault tells the engine. */
  readonly limits: Limits;
  readonly ticketsMax: number;
  readonly planted: Planted;
  readonly problems: string[] = [];
  readonly hits = new FaultHits();
  readonly sent: Sent[] = [];
  /** Processes whose daemon has died. */
  readonly orphans = new Set<SimulatedProcess>();
  /** The faults are over: what is slow ends, nothing new goes wrong. */
  isCalm = false;
  /** Branches of the user with work of theirs, as they were made. */
  readonly ownBranches = new Map<string, CommitSha>();
  /** Aborted when the faults are over for good. */
  readonly calm = new AbortController();
  /** The user has waited long, and gives up what is refused again and again. */
  isPatienceOver = false;
  /** Raised by whatever changes the world, so that it is looked at only then. */
  changeCount = 0;
  /** What workers were told to what they asked, and was not looked at yet. */
  readonly heardAnswers: HeardAnswer[] = [];
  crashCount = 0;
  decidedCount = 0;
  messageCount = 0;
  /** When a dead daemon starts again. */
  restartAt = 0;
  /** Until when disk and journal take nothing. */
  diskFullUntil = 0;
  readonly #steps: string[] = [];
  #daemon: Daemon | null = null;

  constructor({ random, clock, world, limits, ticketsMax, planted }: SimulationParts) {
    this.random = random;
    this.clock = clock;
    this.world = world;
    this.limits = limits;
    this.ticketsMax = ticketsMax;
    this.planted = planted;
  }

  /** The one that lives, or the last that died. */
  get daemon(): Daemon {
    invariant(this.#daemon !== null, "no daemon was started yet");
    return this.#daemon;
  }

  set daemon(daemon: Daemon) {
    this.#daemon = daemon;
  }

  /** A step is a command that was decided, or an attempt of an effect. */
  step(text: string): void {
    this.#steps.push(`${this.clock.now()} ${text}`);
  }

  get steps(): readonly string[] {
    return this.#steps;
  }

  problem(text: string): void {
    this.problems.push(text);
  }

  /** A full disk refuses commands; nothing else may. */
  commandFailed(error: unknown): void {
    if (!(error instanceof JournalFull)) this.problem(`a command failed: ${String(error)}`);
  }

  /** Digest of every step, every event and every ref: two runs of one seed have the same. */
  digest(): string {
    const events = [...this.daemon.journal.readFrom(eventSequence(0))];
    return createHash("sha256")
      .update(JSON.stringify([this.#steps, events, digestOf(this.world)]))
      .digest("hex");
  }
}
