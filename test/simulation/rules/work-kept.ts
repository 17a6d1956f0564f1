// No work is ever unreachable, and nothing lands twice.
import { merged } from "../../../src/adapters/simulated/merge.ts";
import type { CommitSha } from "../../../src/domain/ids.ts";
import type { State } from "../../../src/domain/state.ts";
import type { Simulation } from "../simulation.ts";
import type { Rule } from "./rule.ts";

/** Whatever an agent wrote is in a worktree, or reachable from a ref. */
export function nothingIsLost(simulation: Simulation): Rule {
  const { world } = simulation;
  const committed = new Set<string>();
  const newest = new Map<string, string>();
  const inHistory = new Map<CommitSha, ReadonlySet<string>>();

  /** All work that a commit leads to. */
  function workBehind(commit: CommitSha): ReadonlySet<string> {
    const known = inHistory.get(commit);
    if (known !== undefined) return known;
    const { files, parents } = world.read(commit);
    const work = new Set(
      [...files].filter(([path]) => isWork(path)).map(([path, text]) => `${path} = ${text}`),
    );
    for (const parent of parents) for (const one of workBehind(parent)) work.add(one);
    inHistory.set(commit, work);
    return work;
  }

  return {
    onChange: () => {
      const live = new Set<string>();
      for (const { files } of world.worktrees.values())
        for (const [path, text] of files) {
          if (!isWork(path)) continue;
          live.add(`${path} = ${text}`);
          newest.set(path, text);
        }
      const kept = [...new Set(world.refs.values())].map(workBehind);
      for (const work of kept) for (const one of work) committed.add(one);
      const everMade = [...committed, ...[...newest].map(([path, text]) => `${path} = ${text}`)];
      for (const one of everMade)
        if (!live.has(one) && !kept.some((work) => work.has(one)))
          simulation.problem(`the work ${one} is lost`);
    },
  };
}

/** Files of a run's own, or of a branch of the user's: each version is work of its own. */
function isWork(path: string): boolean {
  return path.startsWith("R-") || path.startsWith("own-");
}

/** What the user has made is adopted as a copy: their branch stays where it was. */
export function ownBranchesStay(simulation: Simulation): Rule {
  const { world, ownBranches } = simulation;
  return {
    onChange: () => {
      for (const [name, head] of ownBranches)
        if (world.refs.get(`refs/heads/${name}`) !== head)
          simulation.problem(`the user's branch ${name} was changed`);
    },
  };
}

/** Each landing stands at most once in the target's history, and what is said to have landed stands there. */
export function landsOnce(simulation: Simulation): Rule {
  const { world } = simulation;
  let seenTip: CommitSha | undefined;
  return {
    onChange: () => {
      const tip = world.refs.get(`refs/heads/${world.target}`);
      if (tip === undefined || tip === seenTip) return;
      if (seenTip !== undefined && !world.isAncestor(seenTip, tip))
        simulation.problem("the target lost commits");
      seenTip = tip;
      const landings = landingsBefore(simulation, tip);
      if (new Set(landings).size < landings.length)
        simulation.problem(`a landing stands twice on the target: ${landings.join(", ")}`);
    },
    atEnd: (state) => {
      const tip = world.refs.get(`refs/heads/${world.target}`);
      for (const { id, stage } of state.tickets.values())
        if (stage.name === "landed" && tip !== undefined && !world.isAncestor(stage.commit, tip))
          simulation.problem(`${id} is said to have landed and is not on the target`);
    },
  };
}

function landingsBefore({ world }: Simulation, tip: CommitSha): readonly string[] {
  const landings: string[] = [];
  const reached = new Set([tip]);
  for (const id of reached) {
    const { message, parents } = world.read(id);
    const landing = /Jarvis-Landing: (\S+)/.exec(message)?.[1];
    if (landing !== undefined) landings.push(landing);
    for (const parent of parents) reached.add(parent);
  }
  return landings;
}

/** What a run's checks are said to have run on is its present head, merged with the target that they name. */
export function checksAreOfThisHead(simulation: Simulation): Rule {
  const seen = new Set<string>();
  return {
    onChange: (state: State) => {
      for (const run of state.runs.values()) {
        const step = run.stage.name === "reported" ? run.stage.step : null;
        if (step === null || !("checked" in step)) continue;
        const { target, tree } = step.checked;
        const name = `${target} ${step.head} ${tree}`;
        if (seen.has(name)) continue;
        seen.add(name);
        const { result } = merged(simulation.world, target, step.head);
        if (result.kind !== "clean" || result.tree !== tree)
          simulation.problem(`the checks of ${run.id} ran on another tree than its head's`);
      }
    },
  };
}
