// Which blows there are: every point that the scenes came by, for each effect of the registry, times who is struck there.
import { EFFECT_KINDS } from "../../src/engine/effects/registry.ts";
import type { SceneName, SeenPoint, Strike, Victim } from "./plan.ts";

export interface Blow extends Strike {
  readonly scene: SceneName;
  readonly effect: string;
}

/** Of effects that come again and again the first times tell all: a turn of the user and a report turn; two commands of the state's own. */
const TIMES_MAX: Readonly<Record<string, number>> = { "deliver-message": 2, "follow-up": 2 };

/** What was seen in the undisturbed scenes. */
export type Recordings = Readonly<Record<SceneName, readonly SeenPoint[]>>;

/** Calls of an agent are struck in the real binary's scene, all others where it is quicker. */
export function blowsOf({ git, agents }: Recordings): readonly Blow[] {
  const withAgent = uniqueOf(agents).filter(({ point }) => isOfAgent(point));
  const others = uniqueOf(git).filter(({ point }) => !isOfAgent(point));
  return [
    ...others.flatMap((seen) => victimsBesideGit(seen).map((victim) => blow("git", seen, victim))),
    ...withAgent.flatMap((seen, index) =>
      victimsBesideAgent(seen, index).map((victim) => blow("agents", seen, victim)),
    ),
  ];
}

/** Kinds of effects that no blow strikes: a scene must be told to come by them. */
export function kindsWithout(blows: readonly Blow[]): readonly string[] {
  const struck = new Set(blows.map(({ effect }) => effect));
  return EFFECT_KINDS.filter((kind) => !struck.has(kind));
}

/** The point's call is one of the port of agents, or of a session that it opened. */
function isOfAgent(point: string): boolean {
  return /^[^/]+\/(?:agents|session)\./.test(point);
}

function blow(scene: SceneName, { point, effect }: SeenPoint, victim: Victim): Blow {
  return { scene, point, effect, victim };
}

/** A git that writes is struck in three ways; one that reads leaves nothing, so that only its caller can go wrong. */
function victimsBesideGit({ git }: SeenPoint): readonly Victim[] {
  if (git === null) return ["daemon"];
  return git.isWriter ? ["git", "daemon", "all"] : ["git"];
}

/** The daemon everywhere; the agent alone and all together in turn, so that each stage of a session has both. */
function victimsBesideAgent({ hasAgent }: SeenPoint, index: number): readonly Victim[] {
  if (!hasAgent) return ["daemon"];
  return ["daemon", index % 2 === 0 ? "agent" : "all"];
}

function uniqueOf(recording: readonly SeenPoint[]): readonly SeenPoint[] {
  const first = new Map<string, SeenPoint>();
  for (const seen of recording) if (isCounted(seen) && !first.has(seen.point)) first.set(seen.point, seen);
  return [...first.values()];
}

function isCounted({ point, effect }: SeenPoint): boolean {
  const times = Number(/^[^/]*\.(\d+)\//.exec(point)?.[1] ?? 0);
  // Before anything was called is before the first call; who listens to the journal and calls git is no step of the effect.
  if (times === 0 || point.endsWith("/begins") || /\/journal\.[^/]+\/git-/.test(point)) return false;
  return times <= (TIMES_MAX[effect] ?? 1);
}
