// A project over the real domain and the real engine, whose agents, git and checks are simulated.
import { startDaemon, type Daemon } from "../../../engine/testing/daemon.ts";
import type { Activity } from "../../../journal/activity/activity.ts";
import type { ActivityRow } from "../../../journal/activity/items.ts";
import type { CatalogueAccess } from "../../../catalogue/access.ts";
import { C1, SPEC } from "../../../domain/testing/stories.ts";
import { createLiveProject, type OpenedProject } from "../../live-project.ts";
import { SAMPLE_PROJECT } from "./sample-rows.ts";

export interface EngineProject {
  readonly daemon: Daemon;
  readonly project: OpenedProject;
  /** The same project as a daemon opens it that finds all of this in its journal. */
  reopen(): OpenedProject;
  /** Every line of every agent's record. */
  readonly record: ActivityRow[];
}

/** Each worker writes one file and commits it, each reviewer accepts, the orchestrator answers. */
export async function createEngineProject(): Promise<EngineProject> {
  const daemon: Daemon = await startDaemon({
    act: async ({ role, slot, tools }) => {
      if (role === "reviewer") {
        await tools[0]?.call({ verdict: "accept", criteria: [{ n: 1, met: true, where: "a.txt:1" }] });
        return "reviewed";
      }
      const { world } = daemon;
      const worktree = [...world.worktrees.values()].find((one) => one.run === slot);
      if (worktree === undefined) return "hello";
      worktree.files = new Map(worktree.files).set(`${slot}.txt`, "dark");
      const head = world.refs.get(`refs/heads/${worktree.branch}`) ?? worktree.base;
      const made = world.commit([head], worktree.files, "Add a dark mode", 1);
      world.refs.set(`refs/heads/${worktree.branch}`, made);
      return "The switch is there.";
    },
  });
  const engine = daemon.engine();
  const record: ActivityRow[] = [];
  const catalogue: CatalogueAccess = {
    state: () => engine.state(),
    facts: engine.facts,
    runCommand: (command, actor, id) => engine.submit(command, actor, id),
    readDefaults: async () => ({ target: SPEC.target, checks: [] }),
    hands: {
      readHandWork: async () => ({ commits: [], isCut: false, uncommitted: [] }),
      findWork: () => Promise.reject(new RangeError("not asked for here")),
    },
    project: {
      read: async () => null,
      list: async () => [],
      search: async () => [],
      log: async () => [],
      show: async () => null,
    },
  };
  const open = () =>
    createLiveProject({
      engine,
      journal: daemon.journal(),
      activity: recordOf(record),
      catalogue,
      conversation: C1,
      project: () => SAMPLE_PROJECT,
      parseTicket: (markdown) =>
        markdown.startsWith("# ")
          ? { kind: "read", ticket: { title: markdown.slice(2).split("\n")[0], description: markdown } }
          : { kind: "refused", text: "a ticket file begins with its title" },
      readDiff: async ({ base, head }) => `diff of ${base} and ${head}`,
      measureConditions: async () => [],
      commands: {
        refusal: () => ({ code: "wrong-stage", message: "nothing is run here" }),
        run: () => Promise.reject(new RangeError("nothing is run here")),
        stop: async () => undefined,
      },
      newId: () => daemon.ids.uuid(),
    });
  return { daemon, project: open(), reopen: open, record };
}

function recordOf(record: readonly ActivityRow[]): Activity {
  const rowsOf = (run: string) => record.filter((row) => row.run === run);
  return {
    append: () => [],
    read: ({ run, after, limit }) =>
      rowsOf(run)
        .filter((row) => row.n > after)
        .slice(0, limit),
    lastN: (run, limit) => rowsOf(run).slice(-limit),
    readWhole: (row) => row,
    readCounts: () => ({ waiting: 0, dropped: 0, failure: null, setAside: null }),
    close: async () => {},
  };
}
