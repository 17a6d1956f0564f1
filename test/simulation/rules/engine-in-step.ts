// The engine knows what the journal tells, and has begun all that it owes.
import { canonicalJson } from "../../../src/domain/canonical.ts";
import type { Obligation } from "../../../src/domain/obligation.ts";
import { obligations } from "../../../src/domain/obligations.ts";
import type { State } from "../../../src/domain/state.ts";
import type { Simulation } from "../simulation.ts";
import type { Rule } from "./rule.ts";

/** Longer than the longest back-off; from then on counted in ticks, since a machine that slept may be late, but not for many ticks. */
const UNBEGUN_MS_MAX = 90_000;
const UNBEGUN_TICKS_MAX = 150;
/** Between two comparisons of the whole state. */
const COMPARE_EVENTS = 80;

/** A full comparison of what is owed finds no difference between the engine's state and a new fold of the journal. */
export function stateIsTheJournals(simulation: Simulation): Rule {
  let comparedSeq = 0;
  let comparedDaemon = 0;
  function compare(state: State): void {
    const { engine } = simulation.daemon;
    const [mine, its] = [state, engine.state()].map((one) => canonicalJson({ ...one, limits: null }));
    if (mine !== its)
      simulation.problem(`the engine's state differs from its journal's at event ${state.seq}`);
  }
  return {
    onChange: (state) => {
      const { engine, life, n } = simulation.daemon;
      const its = engine.state();
      if (life.isDead() || its.seq !== state.seq) return;
      const [mine, own] = [state, { ...its, limits: state.limits }].map((one) =>
        obligations(one).map(({ key, kind }) => `${kind} ${key}`),
      );
      if (mine?.join() !== own?.join())
        simulation.problem(`a full comparison finds a difference: ${mine?.join()} / ${own?.join()}`);
      if (n === comparedDaemon && state.seq < comparedSeq + COMPARE_EVENTS) return;
      [comparedDaemon, comparedSeq] = [n, state.seq];
      compare(state);
    },
    atEnd: compare,
  };
}

/** Whatever is owed and due is begun: at once, or after its back-off, or when what was let go for its subject has settled. */
export function owedIsBegun(simulation: Simulation): Rule {
  const unbegun = new Map<string, { readonly sinceMs: number; ticks: number }>();
  let seenDaemon = 0;
  let seen: { readonly state: State; readonly owed: readonly Obligation[] } | null = null;

  function owedNow(): readonly Obligation[] {
    const state = simulation.daemon.engine.state();
    if (seen?.state !== state) seen = { state, owed: obligations(state) };
    return seen.owed;
  }

  return {
    onTick: () => {
      const { daemon, clock } = simulation;
      if (daemon.n !== seenDaemon || daemon.life.isDead()) unbegun.clear();
      seenDaemon = daemon.n;
      if (daemon.life.isDead()) return;
      const flights = daemon.engine.inFlight();
      const late = owedNow().filter((one) => isLate(one, flights, clock.now()));
      const keys = new Set<string>(late.map(({ key }) => key));
      for (const key of unbegun.keys()) if (!keys.has(key)) unbegun.delete(key);
      for (const { key } of late) {
        const known = unbegun.get(key) ?? { sinceMs: clock.now(), ticks: 0 };
        unbegun.set(key, known);
        if (clock.now() - known.sinceMs > UNBEGUN_MS_MAX) known.ticks += 1;
        if (known.ticks > UNBEGUN_TICKS_MAX) simulation.problem(`${key} is owed and was not begun`);
      }
    },
  };
}

function isLate({ key, notBefore }: Obligation, flights: readonly string[], now: number): boolean {
  if ((notBefore ?? 0) > now) return false;
  const subject = key.slice(0, key.indexOf("/") + 1);
  return !flights.some((flight) => flight === key || flight.startsWith(subject));
}
