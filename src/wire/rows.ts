// The rows that a client keeps of a project, and nothing else: each is sent whole whenever it changes, by table and key.
import { z } from "zod";
import { AskRow } from "./ask-row.ts";
import { BoardBudgetRow, CapsRow, ProjectBudgetRow } from "./budget-rows.ts";
import { AwayReportRow, AwayRow } from "./away.ts";
import { ParkedRow } from "./parked.ts";
import { StatusWord } from "./status-words.ts";

export { STATUS_WORDS, StatusWord } from "./status-words.ts";

/** Milliseconds since 1970. Rows carry instants, never ages: the reader renders "41 s". */
const Instant = z.number();

/** What answers, and who pays for it. Never the secret itself. */
export const ConnectedModel = z.object({
  kind: z.enum(["playbook", "api-key", "plan-token", "local-url", "environment"]),
  /** For people: `playbook (no language model)`, `claude via API key`. */
  name: z.string(),
  /** Who pays: `nobody`, `your API key …4f2a`, `your plan`, `nobody: a model of your own`. */
  payer: z.string(),
  /** Workers of a language model have no wall around them, or would have none; why, and what to do. Null: there is one, or the user accepts it. */
  wall: z.string().nullable(),
});

/** Table `project`, one row: what stands over the whole page. */
export const ProjectRow = z.object({
  id: z.string(),
  /** Name of the repository's folder. */
  name: z.string(),
  root: z.string(),
  target: z.string(),
  /** Seven digits of the target's tip. */
  targetTip: z.string(),
  /** The user's files that workers do not start from. */
  uncommittedCount: z.number(),
  /** Where HEAD is when it is on no branch. */
  detachedAt: z.string().nullable(),
  sandboxLevel: z.number(),
  sandboxReason: z.string(),
  /** What to say first; null when the user knows. */
  hint: z.string().nullable(),
  runsMax: z.number(),
  /** Left out by a recording from before there were budgets of a day. */
  budget: ProjectBudgetRow.optional(),
  /** Everything is stopped: nothing starts or lands until the user lets it go on. Null: it is not. */
  halted: z.object({ reason: z.string(), since: Instant }).nullable(),
  /** Nobody watches; null: the user is here. Left out, as the next two, by a recording from before there was such a thing. */
  away: AwayRow.nullable().optional(),
  /** What came of the last time away; null: there was none. */
  awayReport: AwayReportRow.nullable().optional(),
  /** Why no ticket lands by itself any more; null: they do. */
  fuse: z.object({ reason: z.string(), since: Instant }).nullable().optional(),
  /** The model refuses what pays: all that waits for it, as one item. Null: it does not. */
  parked: ParkedRow.nullable(),
  model: ConnectedModel,
});

/** A message of the user that waits for its turn. */
const QueuedRow = z.object({ id: z.string(), text: z.string(), at: Instant });

/** Table `orchestrator`, one row a conversation: the first line of the fleet. */
export const OrchestratorRow = z.object({
  conversation: z.string(),
  word: z.enum(["active", "idle", "offline"]),
  /** `Conversing`, `Thinking`, `Reviewing Worker 2`, `Reporting on T-3`; empty when idle. */
  doing: z.string(),
  since: Instant,
  /** The turn that runs; null: none. */
  turn: z
    .object({ n: z.number(), kind: z.enum(["user", "report"]), messages: z.array(z.string()) })
    .nullable(),
  queued: z.array(QueuedRow),
  /** Why there was no answer to the last message; null: there was, or it is under way. */
  trouble: z.string().nullable(),
  /** Since when nothing was heard of a turn, so long that the user should look. Null: it speaks, or rests. */
  quietSince: Instant.nullable(),
});

/** Table `board`, one row a ticket: what the dashboard says of it and of the worker on it. */
export const BoardRow = z.object({
  ticket: z.string(),
  stage: z.string(),
  title: z.string(),
  word: StatusWord,
  /** The word with its reason: `working · Bash npm test`. */
  status: z.string(),
  since: Instant,
  /** What the user must do; null: nothing. */
  waitsFor: z.string().nullable(),
  run: z.string().nullable(),
  /** `W1`. */
  worker: z.string().nullable(),
  workerType: z.string().nullable(),
  branch: z.string().nullable(),
  base: z.string().nullable(),
  /** `58dbc92 subject`. */
  lastCommit: z.string().nullable(),
  /** What its agent does at this moment; null: unknown, or nothing. */
  step: z.string().nullable(),
  /** When its agent last said anything; null: not since this daemon started. */
  seenAt: Instant.nullable(),
  /** Nothing was heard of it for a while: what is told of its work is as old as `seenAt`. */
  isStale: z.boolean(),
  /** Its model is asked again then; null: at no known time, or it does not wait for its model. */
  resumesAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  fileCount: z.number(),
  added: z.number(),
  removed: z.number(),
  turnCount: z.number(),
  tokens: z.number(),
  costUsd: z.number(),
  /** Left out by a recording from before budgets were told. */
  budget: BoardBudgetRow.optional(),
  /** Left out by a recording from before workers could ask. */
  asks: z.array(AskRow).optional(),
});

/** How an approval was given; `quote` is the user's own words. */
const ApprovalRow = z.object({
  by: z.enum(["click", "message", "with-ticket"]),
  quote: z.string().nullable(),
  at: Instant,
});

/** Table `ticket`, one row a ticket: its card. Of one that is over, description and lists are left out: they are read when opened. */
export const TicketRow = z.object({
  ticket: z.string(),
  stage: z.string(),
  /** What an approval must name: it changes whenever anything that would run changes. */
  hash: z.string(),
  title: z.string(),
  /** Cut to `DESCRIPTION_CHARS_MAX` of this file. */
  description: z.string(),
  criteria: z.array(z.string()),
  scope: z.array(z.string()),
  checks: z.array(z.string()),
  workerType: z.string(),
  model: z.string().nullable(),
  /** With which its run goes on when `model` is refused; null: it waits. */
  fallbackModel: z.string().nullable(),
  turnsMax: z.number(),
  costUsdMax: z.number(),
  /** All caps of one run, with what the user added. Left out by a recording from before they could be raised. */
  caps: CapsRow.optional(),
  target: z.string(),
  landWhenGreen: z.boolean(),
  dependsOn: z.array(z.string()),
  /** Open tickets that touch the same paths, as sentences. */
  overlaps: z.array(z.string()),
  approval: ApprovalRow.nullable(),
  /** The approval to start can still be taken back: its worker has not used a tool. */
  canUndoStart: z.boolean(),
  /** Approved to land by words, and still waiting: until when it can be taken back. */
  landUndoUntil: Instant.nullable(),
  landApproval: ApprovalRow.nullable(),
  draftedAt: Instant,
});

/** Table `proposal`, one row each: tickets that were drafted at once, in the order in which they are to be done. Their own rows say how they stand. */
export const ProposalRow = z.object({
  proposal: z.string(),
  /** What was wished for. */
  title: z.string(),
  tickets: z.array(z.string()),
  /** The last yes to all of it; null: each was approved alone, or none yet. */
  approval: ApprovalRow.nullable(),
  proposedAt: Instant,
});

export const DESCRIPTION_CHARS_MAX = 4_000;

const CheckRow = z.object({
  command: z.string(),
  color: z.enum(["green", "red", "already-red"]),
  exitCode: z.number().nullable(),
  durationMs: z.number(),
  /** Tail of the output. */
  output: z.string(),
});

/** Table `review`, one row a run that has reported: what is decided on. Gone when the run goes on or has ended. */
export const ReviewRow = z.object({
  run: z.string(),
  ticket: z.string(),
  worker: z.string(),
  branch: z.string(),
  /** What is under way, or `ready`: the user's word is wanted. */
  step: z.enum(["import", "check", "review", "ready", "conflicted"]),
  report: z.string(),
  head: z.string().nullable(),
  /** What an approval to land must name; null while there is nothing to land. */
  landHash: z.string().nullable(),
  subject: z.string(),
  fileCount: z.number(),
  added: z.number(),
  removed: z.number(),
  commitCount: z.number(),
  protectedPaths: z.array(z.string()),
  color: z.enum(["green", "red", "already-red", "unverified"]).nullable(),
  checks: z.array(CheckRow),
  opinion: z.enum(["accept", "changes"]).nullable(),
  criteria: z.array(z.object({ criterion: z.string(), isMet: z.boolean(), where: z.string() })),
  findings: z.array(z.object({ file: z.string(), line: z.number(), text: z.string() })),
  conflictFiles: z.array(z.string()),
  /** It lands by itself: approved with the ticket. */
  landsWhenGreen: z.boolean(),
  since: Instant,
});

const itemOf = { n: z.number(), at: Instant };

/**
 * Table `item`: what appears in the conversation, in the order of `n`. A card names its ticket or run and is drawn from the row of that name;
 * of several cards of one ticket the last is drawn whole. Texts carry no control characters.
 */
export const ItemRow = z.discriminatedUnion("kind", [
  z.object({ ...itemOf, kind: z.literal("user"), id: z.string(), text: z.string() }),
  z.object({
    ...itemOf,
    kind: z.literal("answer"),
    turn: z.number(),
    of: z.enum(["user", "report"]),
    text: z.string(),
  }),
  /** A worker's own words, as it reported them: a claim. */
  z.object({
    ...itemOf,
    kind: z.literal("report"),
    ticket: z.string(),
    run: z.string(),
    worker: z.string(),
    text: z.string(),
  }),
  z.object({ ...itemOf, kind: z.literal("ticket"), ticket: z.string(), isEdit: z.boolean() }),
  z.object({ ...itemOf, kind: z.literal("proposal"), proposal: z.string() }),
  z.object({ ...itemOf, kind: z.literal("review"), ticket: z.string(), run: z.string(), worker: z.string() }),
  z.object({
    ...itemOf,
    kind: z.literal("notice"),
    level: z.enum(["info", "success", "warning", "error"]),
    text: z.string(),
    ticket: z.string().nullable(),
  }),
]);

/** Items that a snapshot carries; older ones are paged over HTTP. */
export const SNAPSHOT_ITEMS_MAX = 200;

/** One line of an agent's record. A tool call is two lines, joined by `id`. Agents' texts are claims, cut, without control characters. */
export const TimelineRow = z.object({
  n: z.number(),
  at: Instant,
  kind: z.enum(["message-in", "text", "tool-started", "tool-ended", "retrying", "turn-ended", "closed"]),
  /** What a reader reads first: `Read src/app.ts`, `Bash npm test`, a sender, an outcome. */
  title: z.string(),
  /** The whole text, input or output, cut to `TIMELINE_CHARS_MAX`. */
  text: z.string(),
  isCut: z.boolean(),
  /** Joins the two lines of a tool call; empty otherwise. */
  id: z.string(),
  isError: z.boolean(),
  durationMs: z.number().nullable(),
});

export const TIMELINE_CHARS_MAX = 4_000;

export type ConnectedModel = z.infer<typeof ConnectedModel>;
export type ProjectRow = z.infer<typeof ProjectRow>;
export type OrchestratorRow = z.infer<typeof OrchestratorRow>;
export type BoardRow = z.infer<typeof BoardRow>;
export type TicketRow = z.infer<typeof TicketRow>;
export type ProposalRow = z.infer<typeof ProposalRow>;
export type ReviewRow = z.infer<typeof ReviewRow>;
export type ItemRow = z.infer<typeof ItemRow>;
export type TimelineRow = z.infer<typeof TimelineRow>;

/** Every table by its name. */
export const TABLES = {
  project: ProjectRow,
  orchestrator: OrchestratorRow,
  board: BoardRow,
  ticket: TicketRow,
  proposal: ProposalRow,
  review: ReviewRow,
  item: ItemRow,
} as const;

export type TableName = keyof typeof TABLES;
export type RowOf<Table extends TableName> = z.infer<(typeof TABLES)[Table]>;

/** A row as it now is; null: it is no more. */
export type RowUpsert = {
  [Table in TableName]: { readonly table: Table; readonly key: string; readonly row: RowOf<Table> | null };
}[TableName];
