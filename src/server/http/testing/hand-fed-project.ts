// A project of which only the feed is real: rows, text and records come when a test says so.
import type { TimelineRow } from "../../../wire/rows.ts";
import type { LiveProject } from "../../access.ts";
import { createHandFedRows, type HandFedRows } from "./hand-fed-rows.ts";
import { SAMPLE_PROJECT } from "./sample-rows.ts";

export interface HandFedProject extends Pick<LiveProject, "rows" | "onDelta" | "onActivity"> {
  readonly rows: HandFedRows;
  sayDelta(text: string): void;
  sayActivity(run: string, rows: readonly TimelineRow[]): void;
  /** Who listens to text and records. */
  listenerCount(): number;
}

export function createHandFedProject(): HandFedProject {
  const deltas = new Set<Parameters<LiveProject["onDelta"]>[0]>();
  const activities = new Set<Parameters<LiveProject["onActivity"]>[0]>();
  return {
    rows: createHandFedRows(),
    onDelta: (listener) => {
      deltas.add(listener);
      return () => deltas.delete(listener);
    },
    onActivity: (listener) => {
      activities.add(listener);
      return () => activities.delete(listener);
    },
    sayDelta: (text) => {
      for (const listener of deltas) listener({ conversation: "C1", turn: 1, text });
    },
    sayActivity: (run, rows) => {
      for (const listener of activities) listener(run, rows);
    },
    listenerCount: () => deltas.size + activities.size,
  };
}

/** The same as a daemon has it open: it has rows, and everything else about it is a defect of the test. */
export function openHandFed(): HandFedProject & LiveProject {
  const project = createHandFedProject();
  const { id, name, root } = SAMPLE_PROJECT;
  project.rows.put({ table: "project", key: id, row: SAMPLE_PROJECT });
  const none = () => {
    throw new RangeError("a hand-fed project has only rows");
  };
  return {
    ...project,
    id,
    name,
    root,
    userAccess: none,
    readConversation: none,
    readTicket: none,
    readTimeline: none,
    readTimelineRow: none,
    readDiff: none,
    runCommand: none,
    get catalogue(): never {
      return none();
    },
  };
}
