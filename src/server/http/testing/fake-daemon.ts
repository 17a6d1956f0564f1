// A daemon that tests fill by hand: it opens what it is told to, and remembers what was asked of it.
import type { ConnectedModel } from "../../../wire/rows.ts";
import type { ModelChoice, OpenProject } from "../../../wire/reads.ts";
import type { DaemonAccess, LiveProject } from "../../access.ts";
import { SAMPLE_PROJECT } from "./sample-rows.ts";

export interface FakeDaemon extends DaemonAccess {
  readonly asked: {
    readonly opened: OpenProject[];
    readonly chosen: ModelChoice[];
    quitCount: number;
  };
  /** These are open from now on. */
  setProjects(projects: readonly LiveProject[]): void;
  /** The next that is asked of it throws this. */
  fail(error: Error): void;
}

export function createFakeDaemon(first: readonly LiveProject[]): FakeDaemon {
  const asked: FakeDaemon["asked"] = { opened: [], chosen: [], quitCount: 0 };
  const listeners = new Set<() => void>();
  let projects = first;
  let failure: Error | null = null;
  const model: ConnectedModel = SAMPLE_PROJECT.model;
  const throwIfTold = () => {
    const thrown = failure;
    failure = null;
    if (thrown !== null) throw thrown;
  };
  return {
    asked,
    setProjects: (next) => {
      projects = next;
      for (const listener of listeners) listener();
    },
    fail: (error) => {
      failure = error;
    },
    projects: () => projects,
    openProject: async (request) => {
      throwIfTold();
      asked.opened.push(request);
      const [project] = projects;
      if (project === undefined) throw new RangeError("the test opened no project");
      return project;
    },
    onProjects: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    describe: () => ({
      version: "0.1.0",
      pid: 1,
      startedAt: 0,
      home: "/srv/home",
      model,
      projects: projects.map(({ id, name, root }) => ({ id, name, root })),
      page: "ready",
    }),
    readModel: () => {
      throwIfTold();
      return model;
    },
    chooseModel: async (choice) => {
      throwIfTold();
      asked.chosen.push(choice);
      return model;
    },
    quit: () => {
      asked.quitCount += 1;
    },
  };
}
