// Projects as a daemon has them open, in which everything that others may say is hostile: real rows, real pages, a real record, a real patch.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { branchName, eventSequence, instant } from "../../../src/domain/ids.ts";
import { C1 } from "../../../src/domain/testing/stories.ts";
import { openActivity, type Activity } from "../../../src/journal/activity/activity.ts";
import type { ActivityEvent } from "../../../src/journal/activity/items.ts";
import { createLiveProject, type OpenedProject } from "../../../src/server/live-project.ts";
import type { ProjectRow } from "../../../src/wire/rows.ts";
import type { HostileText } from "../texts/text.ts";
import { STORY_AT_MS, tellStory, ticketsOf } from "./story.ts";

export interface HostileProject {
  readonly project: OpenedProject;
  readonly texts: readonly HostileText[];
  /** The run whose record and whose review hold everything of this project. */
  readonly run: string;
  readonly ticket: string;
  close(): Promise<void>;
}

export interface HostileProjectOptions {
  readonly texts: readonly HostileText[];
  /** Which of several; its id follows from it. */
  readonly n: number;
  /** Of every run. */
  readonly patch?: string;
}

export function openHostileProject({ texts, n, patch = "" }: HostileProjectOptions): HostileProject {
  const id = `abcdef${String(n).padStart(6, "0")}`;
  const { state, events, facts } = tellStory(id, texts);
  const folder = mkdtempSync(join(tmpdir(), "jarvis-hostile-"));
  const activity = openActivity({
    path: join(folder, "activity.db"),
    blobsDir: join(folder, "blobs"),
    sessionsDir: join(folder, "sessions"),
  });
  const { run, ready: ticket } = ticketsOf(0);
  record(activity, run, texts);
  const refuse = async () =>
    ({
      kind: "refused",
      seq: eventSequence(state.seq),
      refusal: { code: "wrong-stage", message: `Nothing is done here: ${texts[0]?.text ?? ""}` },
    }) as const;
  const project = createLiveProject({
    engine: { state: () => state, facts, submit: refuse, onEvents: () => () => undefined },
    journal: { readFrom: (after) => events.filter((event) => event.seq > after) },
    activity,
    catalogue: {
      state: () => state,
      facts,
      runCommand: refuse,
      readDefaults: async () => ({ target: branchName("main"), checks: [] }),
      hands: {
        readHandWork: async () => ({ commits: [], isCut: false, uncommitted: [] }),
        findWork: () => Promise.reject(new RangeError("nothing is adopted here")),
      },
      project: {
        read: async () => null,
        list: async () => [],
        search: async () => [],
        log: async () => [],
        show: async () => null,
      },
    },
    measureConditions: async () => [],
    commands: {
      refusal: () => null,
      run: () => Promise.reject(new RangeError("no program runs here")),
      stop: async () => undefined,
    },
    conversation: C1,
    project: () => projectRow(id, texts[0]?.text ?? ""),
    parseTicket: () => ({ kind: "refused", text: texts[0]?.text ?? "" }),
    readDiff: async ({ bytesMax }) => patch.slice(0, bytesMax),
    newId: () => "not-used",
  });
  return {
    project,
    texts,
    run,
    ticket,
    close: async () => {
      await activity.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Everything that an agent may say, and be told, once for each text. */
function record(activity: Activity, run: string, texts: readonly HostileText[]): void {
  const events = texts.flatMap(({ name, text }, index): readonly ActivityEvent[] => {
    const call = { id: `call-${index}`, name: "Bash", agent: null };
    return [
      { kind: "message-in", item: { uuid: `u-${index}`, from: "user", text: `${name}\n\n${text}` } },
      { kind: "text", item: { text: `${name}\n\n${text}`, agent: null } },
      { kind: "tool-started", item: { ...call, input: { command: text, [text.slice(0, 200)]: text } } },
      { kind: "tool-ended", item: { ...call, isError: false, durationMs: 1, output: text } },
    ];
  });
  const last = texts.flatMap(({ text }, index): readonly ActivityEvent[] => [
    { kind: "tool-started", item: { id: text, name: text, agent: text, input: text } },
    { kind: "retrying", item: { attempt: 1, delayMs: 1, status: null, detail: text } },
    {
      kind: "turn-ended",
      item: {
        uuids: [`u-${index}`],
        text,
        outcome: `failed: ${text}`,
        inputTokens: 1,
        outputTokens: 1,
        costUsd: 0,
      },
    },
    { kind: "closed", item: { detail: text } },
  ]);
  activity.append([...events, ...last].map((event) => ({ ...event, run, at: instant(STORY_AT_MS) })));
}

function projectRow(id: string, text: string): ProjectRow {
  return {
    id,
    name: "shop",
    root: "/srv/shop",
    target: "main",
    targetTip: "1a2b3c4",
    uncommittedCount: 0,
    detachedAt: text.slice(0, 200),
    sandboxLevel: 0,
    sandboxReason: text.slice(0, 400),
    hint: text.slice(0, 400),
    runsMax: 3,
    halted: null,
    parked: null,
    model: { kind: "playbook", name: text.slice(0, 100), payer: text.slice(0, 100), wall: null },
  };
}
