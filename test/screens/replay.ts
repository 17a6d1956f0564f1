// A recorded afternoon as a daemon that can be looked at: the rows of a named moment, made by the same code as when it was live.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedLine } from "../../src/compose/record.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { branchName, eventSequence, instant } from "../../src/domain/ids.ts";
import type { StoredEvent } from "../../src/domain/events.ts";
import { emptyState, type State } from "../../src/domain/state.ts";
import { C1 } from "../../src/domain/testing/stories.ts";
import { createFacts, type FactStore } from "../../src/engine/facts.ts";
import type { Activity } from "../../src/journal/activity/activity.ts";
import { createLiveProject, type OpenedProject } from "../../src/server/live-project.ts";
import type { ProjectRow } from "../../src/wire/rows.ts";

type Line = RecordedLine | { readonly kind: "mark"; readonly name: string };

const RECORDING = join(import.meta.dirname, "recording.jsonl");
const OVER = "This is a recording: nothing can be changed in it.";

export interface Replay {
  readonly project: OpenedProject;
  /** When the moment was, epoch milliseconds. */
  readonly atMs: number;
}

/** `moment`: a mark of the recording. What would change anything is refused: it is over. */
export function replay(moment: string): Replay {
  const { state, facts, events, atMs } = foldTo(moment);
  const refuse = async () =>
    ({
      kind: "refused",
      seq: eventSequence(state.seq),
      refusal: { code: "wrong-stage", message: OVER },
    }) as const;
  const project = createLiveProject({
    engine: { state: () => state, facts, submit: refuse, onEvents: () => () => undefined },
    journal: { readFrom: (after) => events.filter((event) => event.seq > after) },
    activity: NOTHING,
    catalogue: {
      state: () => state,
      facts,
      runCommand: refuse,
      readDefaults: async () => ({ target: state.project?.target ?? branchName("main"), checks: [] }),
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
    },
    conversation: C1,
    project: () => projectOf(state),
    parseTicket: () => ({ kind: "refused", text: OVER }),
    readDiff: async () => "",
    measureConditions: async () => [],
    commands: {
      refusal: () => ({ code: "wrong-stage", message: "nothing is run here" }),
      run: () => Promise.reject(new RangeError("nothing is run here")),
      stop: async () => undefined,
    },
    newId: () => "recorded",
  });
  return { project, atMs };
}

function foldTo(moment: string): {
  readonly state: State;
  readonly facts: FactStore;
  readonly events: readonly StoredEvent[];
  readonly atMs: number;
} {
  const lines = readFileSync(RECORDING, "utf8")
    .trimEnd()
    .split("\n")
    .map((line): Line => JSON.parse(line));
  const end = lines.findIndex((line) => line.kind === "mark" && line.name === moment);
  if (end < 0) throw new RangeError(`The recording has no moment ${moment}.`);
  const events: StoredEvent[] = [];
  const facts = createFacts();
  let state = emptyState({ runsMax: 8, unreviewedMax: 10 });
  let atMs = 0;
  for (const line of lines.slice(0, end)) {
    if (line.kind === "event") {
      events.push(line.event);
      state = evolve(state, line.event);
      atMs = Math.max(atMs, line.event.at);
    } else if (line.kind === "fact") {
      const { subject, name, fact } = line;
      if (name === null || fact === null) facts.forget(subject);
      else facts.set(subject, name, fact.value, instant(fact.observedAt));
      atMs = Math.max(atMs, fact?.observedAt ?? 0);
    }
  }
  return { state, facts, events, atMs };
}

function projectOf(state: State): ProjectRow {
  const landed = [...state.tickets.values()].findLast((ticket) => ticket.stage.name === "landed");
  return {
    id: state.project?.id ?? "0123456789ab",
    name: "my-app",
    root: state.project?.root ?? "/srv/my-app",
    target: state.project?.target ?? "main",
    targetTip: landed?.stage.name === "landed" ? landed.stage.commit.slice(0, 7) : "1803a8c",
    uncommittedCount: 2,
    detachedAt: null,
    sandboxLevel: 0,
    sandboxReason: "no box yet on this platform: the agent can write outside its worktree",
    hint: "This is a sample to try things on. Say: Let's add dark mode",
    runsMax: 8,
    halted: state.halted,
    parked: null,
    model: { kind: "playbook", name: "playbook (no language model)", payer: "nobody", wall: null },
  };
}

const NOTHING: Activity = {
  append: () => [],
  read: () => [],
  lastN: () => [],
  readWhole: (row) => row,
  readCounts: () => ({ waiting: 0, dropped: 0, failure: null, setAside: null }),
  close: async () => undefined,
};
