// One project as the ways into the daemon see it: its rows, its user's commands, and what is read of it in pages.
import type { CatalogueAccess } from "../catalogue/access.ts";
import { detailOf, findTicket } from "../catalogue/reading-tools.ts";
import type { UserAccess } from "../catalogue/user-access.ts";
import { commandId, type ConversationId, type RunId } from "../domain/ids.ts";
import type { Run } from "../domain/run/state.ts";
import { plainTexts } from "../domain/plain-text.ts";
import { must } from "../domain/state.ts";
import { latestRun } from "../domain/ticket/latest-run.ts";
import type { EngineAccess } from "../engine/engine.ts";
import type { WorkspaceCommands } from "../engine/workspace-commands.ts";
import type { Activity } from "../journal/activity/activity.ts";
import type { Journal } from "../journal/contract.ts";
import { eventSequence } from "../domain/ids.ts";
import { readItems, type ReadEvents } from "../projections/conversation-page.ts";
import { createRowSource } from "../projections/row-source.ts";
import type { ProjectRow } from "../wire/rows.ts";
import type { LiveProject } from "./access.ts";
import type { AgentLogListener } from "./agent-log.ts";
import { firstMessageOf } from "./first-message-of.ts";
import { answerRunCommand } from "./run-commands.ts";
import { until } from "./until.ts";
import { readTimelineLine, readTimelinePage, timelineRow } from "./timeline.ts";

export interface LiveProjectOptions {
  readonly engine: EngineAccess;
  readonly journal: Pick<Journal, "readFrom">;
  readonly activity: Activity;
  readonly catalogue: CatalogueAccess;
  readonly conversation: ConversationId;
  project(): ProjectRow;
  parseTicket: UserAccess["parseTicket"];
  /** The patch between two commits, cut to `bytesMax`. */
  readDiff(request: {
    readonly base: Run["base"];
    readonly head: Run["base"];
    readonly bytesMax: number;
  }): Promise<string>;
  /** Programs of the user in worktrees of runs. */
  readonly commands: WorkspaceCommands;
  measureConditions: UserAccess["measureConditions"];
  readonly newId: () => string;
}

/** What a page shows of a diff; a larger one is for the repository's own tools. */
const DIFF_BYTES_MAX = 2_000_000;

export interface OpenedProject extends LiveProject {
  /** To be told of everything that agents say. */
  readonly log: AgentLogListener;
  /** What stands over the page was read anew. */
  noteProject(): void;
}

export function createLiveProject(options: LiveProjectOptions): OpenedProject {
  const { engine, activity, catalogue, conversation, newId } = options;
  const { id, name, root } = options.project();
  const readEvents: ReadEvents = (after) => options.journal.readFrom(eventSequence(after));
  const rows = createRowSource({
    state: () => engine.state(),
    facts: engine.facts,
    readEvents,
    project: () => options.project(),
  });
  engine.onEvents((events) => rows.noteEvents(events));
  engine.facts.onChange((subject) => rows.noteFact(subject));
  const deltas = new Set<Parameters<LiveProject["onDelta"]>[0]>();
  const activities = new Set<Parameters<LiveProject["onActivity"]>[0]>();
  const runOf = (subject: string) => engine.state().runs.get(subject.replace(/-review$/, "") as RunId); // only looked up: what is no run is not found
  const rootOf = (subject: string) => runOf(subject)?.workspacePath ?? null;

  return {
    id,
    name,
    root,
    rows,
    catalogue,
    userAccess: (session, key) => {
      let count = 0;
      return {
        conversation,
        newId: key === null ? newId : () => `${key}.m`,
        state: () => engine.state(),
        readDefaults: () => catalogue.readDefaults(),
        hands: catalogue.hands,
        measureConditions: (isUnsafe) => options.measureConditions(isUnsafe),
        until: (isSo, limitMs) => until(engine, isSo, limitMs),
        parseTicket: (markdown) => options.parseTicket(markdown),
        run: async (command) => {
          // One act may give several commands; each has its own id, the same for a repeat of the act.
          const step = key === null ? newId() : `${key}:${(count += 1)}`;
          const reply = await engine.submit(command, { kind: "user", session }, commandId(step));
          return reply.kind === "accepted"
            ? { kind: "accepted", text: reply.text, journal: engine.state().seq }
            : { kind: "refused", ...reply.refusal };
        },
      };
    },
    readConversation: ({ before, limit }) => {
      const state = engine.state();
      const page = readItems(readEvents, state, { before: before ?? state.seq + 1, limit });
      return { items: plainTexts([...page.items]), before: page.before };
    },
    readTicket: (subject) => {
      const state = engine.state();
      const ticket = findTicket(state, subject);
      if (ticket === undefined) return null;
      const sent = latestRun(state, ticket)?.messages[0];
      return plainTexts({
        ticket: ticket.id,
        description: ticket.spec.description,
        firstMessage:
          ticket.stage.name === "draft"
            ? firstMessageOf(state, ticket)
            : (sent?.text ?? firstMessageOf(state, ticket)),
        detail: detailOf(state, engine.facts, ticket),
      });
    },
    runCommand: (request) => answerRunCommand(engine.state(), options.commands, request),
    readTimeline: (page) => readTimelinePage(activity, rootOf(page.run), page),
    readTimelineRow: (run, n) => readTimelineLine(activity, rootOf(run), run, n),
    readDiff: async (subject) => {
      const run = runOf(subject);
      if (run === undefined) return null;
      const patch =
        run.head === null
          ? ""
          : await options.readDiff({ base: run.base, head: run.head, bytesMax: DIFF_BYTES_MAX });
      return { run: run.id, base: run.base, head: run.head, patch, isCut: patch.length >= DIFF_BYTES_MAX };
    },
    onDelta: (listener) => {
      deltas.add(listener);
      return () => deltas.delete(listener);
    },
    onActivity: (listener) => {
      activities.add(listener);
      return () => activities.delete(listener);
    },
    log: {
      rows: (run, added) => {
        if (activities.size === 0 || added.length === 0) return;
        const lines = added.map((row) => timelineRow(row, rootOf(run)));
        for (const listener of activities) listener(run, lines);
      },
      delta: (of, text) => {
        if (deltas.size === 0) return;
        const turn = must(engine.state().conversations, conversation).running?.n ?? 0;
        for (const listener of deltas) listener({ conversation: of, turn, text });
      },
      step: () => {},
    },
    noteProject: () => rows.noteProject(),
  };
}
