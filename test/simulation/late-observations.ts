// Observations that arrive once more when nobody waits for them: after their daemon's death, or when their obligation is not owed any more.
import type { Command } from "../../src/domain/commands.ts";
import type { Obligation, ObligationKind } from "../../src/domain/obligation.ts";
import { obligations } from "../../src/domain/obligations.ts";
import { isPossible } from "./fault-table.ts";
import type { Simulation } from "./simulation.ts";

/** Of each kind of effect; older ones are forgotten. */
const REMEMBERED_MAX = 6;

interface Remembered {
  readonly obligation: Obligation;
  readonly command: Command;
  readonly daemon: number;
}

export interface LateObservations {
  remember(obligation: Obligation, command: Command): void;
  /** Has one of them arrive again, each kind of effect as likely as the other. */
  arrive(): void;
}

export function createLateObservations(simulation: Simulation): LateObservations {
  const byKind = new Map<ObligationKind, Remembered[]>();
  return {
    remember: (obligation, command) => {
      if (!isPossible(obligation.kind, "former-life-observation")) return;
      const known = byKind.get(obligation.kind) ?? [];
      byKind.set(obligation.kind, [
        ...known.slice(1 - REMEMBERED_MAX),
        { obligation, command, daemon: simulation.daemon.n },
      ]);
    },
    arrive: () => {
      const { random, daemon, hits } = simulation;
      const kind = random.pick([...byKind.keys()]);
      const one = kind === undefined ? undefined : random.pick(byKind.get(kind) ?? []);
      if (one === undefined || daemon.life.isDead()) return;
      const { key } = one.obligation;
      const isOwed = obligations(daemon.engine.state()).some((owed) => owed.key === key);
      if (one.daemon !== daemon.n || !isOwed) hits.add(one.obligation.kind, "former-life-observation");
      daemon.engine
        .submit({ ...one.command }, { kind: "engine" })
        .catch((error: unknown) => simulation.commandFailed(error));
    },
  };
}
