// What one seeded run is made of.
import type { Life } from "../../src/adapters/simulated/life.ts";
import type { Random } from "../../src/adapters/simulated/random.ts";
import type { VirtualClock } from "../../src/adapters/simulated/time.ts";
import type { World } from "../../src/adapters/simulated/world.ts";
import { conversationId } from "../../src/domain/ids.ts";
import type { Actor } from "../../src/domain/shared.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { MemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import type { Invariants } from "./invariants.ts";

export const CONVERSATION = conversationId("C1");
export const USER: Actor = { kind: "user", session: "s" };

/** Protections that can be switched off: each must be found by an invariant. */
export interface Planted {
  readonly landsWithoutLooking?: boolean;
  readonly keepsNothing?: boolean;
  readonly isSupervisorLazy?: boolean;
  /** Observations of a former life are taken for those of this one. */
  readonly takesStaleObservations?: boolean;
  /** A report turn has the rights of a user turn. */
  readonly reportsMayApprove?: boolean;
  /** An interrupted report is not owed again. */
  readonly forgetsInterrupted?: boolean;
}

export interface Simulation {
  readonly random: Random;
  readonly clock: VirtualClock;
  readonly world: World;
  readonly planted: Planted;
  readonly invariants: Invariants;
  journal: MemoryJournal;
  life: Life;
  engine: Engine;
  crashCount: number;
  messageCount: number;
}
