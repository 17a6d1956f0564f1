// What can be read over HTTP beside the feed: long histories in pages, diffs, the daemon itself.
import { z } from "zod";
import { BoardRow, ConnectedModel, ItemRow, OrchestratorRow, ProjectRow, TimelineRow } from "./rows.ts";

/** Lines of one page. */
export const PAGE_MAX = 200;

export const Board = z.object({
  project: ProjectRow,
  orchestrator: OrchestratorRow.nullable(),
  rows: z.array(BoardRow),
});

/** Older items first; `before`: the smallest `n` of the page, to ask on with; null: there are no older ones. */
export const ConversationPage = z.object({ items: z.array(ItemRow), before: z.number().nullable() });

/** In order; `before`: to ask for older ones with; null: there are none. */
export const TimelinePage = z.object({ rows: z.array(TimelineRow), before: z.number().nullable() });

export const TicketDetail = z.object({
  ticket: z.string(),
  /** The whole description. */
  description: z.string(),
  /** What the worker would be, or was, sent first. */
  firstMessage: z.string(),
  /** Everything known, for machines and the curious. */
  detail: z.record(z.string(), z.unknown()),
});

/** Git's own patch from the run's base to its imported head. */
export const Diff = z.object({
  run: z.string(),
  base: z.string(),
  head: z.string().nullable(),
  patch: z.string(),
  isCut: z.boolean(),
});

/** Connects a model. `isUnsafe`: the user accepts workers without a wall. `isRemembered`: kept in the home, readable by its owner only. */
export const ModelChoice = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("playbook") }),
  z.object({ kind: z.literal("api-key"), ...connection(z.string().min(8).max(500)) }),
  z.object({ kind: z.literal("plan-token"), ...connection(z.string().min(8).max(2_000)) }),
  z.object({
    kind: z.literal("local-url"),
    url: z.url({ protocol: /^https?$/ }),
    ...connection(z.string().max(500).default("")),
  }),
]);

function connection<Secret extends z.ZodType>(secret: Secret) {
  return {
    secret,
    /** The model's name; null: the service's default. */
    model: z.string().max(100).nullable().default(null),
    isUnsafe: z.boolean().default(false),
    isRemembered: z.boolean().default(false),
  };
}

export const ProjectSummary = z.object({ id: z.string(), name: z.string(), root: z.string() });
export const Projects = z.object({ projects: z.array(ProjectSummary) });
export const OpenProject = z.object({
  /** Absolute: a folder in a git repository. */
  path: z.string().min(1).max(4_096),
  target: z.string().min(1).max(250).optional(),
});

export const Daemon = z.object({
  version: z.string(),
  pid: z.number(),
  startedAt: z.number(),
  home: z.string(),
  model: ConnectedModel,
  projects: z.array(ProjectSummary),
  /** `ready`, `building`, or why the page cannot be shown. */
  page: z.string(),
});

/** `csrf` goes as `x-jarvis-csrf` with every unsafe request of a page; empty for a bearer, which needs none. */
export const Session = z.object({ csrf: z.string(), version: z.string(), projects: z.array(ProjectSummary) });

/** In `JARVIS_HOME/daemon.json`, readable by its owner only: where the daemon of this home listens. The token is in the file `token` beside it. */
export const DaemonFile = z.object({
  pid: z.number(),
  port: z.number(),
  url: z.string(),
  version: z.string(),
  startedAt: z.number(),
});

/** Opens the page once, within ten minutes. */
export const SignInLink = z.object({ url: z.string() });

export type Board = z.infer<typeof Board>;
export type ConversationPage = z.infer<typeof ConversationPage>;
export type TimelinePage = z.infer<typeof TimelinePage>;
export type TicketDetail = z.infer<typeof TicketDetail>;
export type Diff = z.infer<typeof Diff>;
export type ModelChoice = z.infer<typeof ModelChoice>;
export type ProjectSummary = z.infer<typeof ProjectSummary>;
export type OpenProject = z.infer<typeof OpenProject>;
export type Daemon = z.infer<typeof Daemon>;
export type Session = z.infer<typeof Session>;
export type DaemonFile = z.infer<typeof DaemonFile>;
export type SignInLink = z.infer<typeof SignInLink>;
