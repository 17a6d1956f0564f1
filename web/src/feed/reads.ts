// Everything that is read over HTTP beside the feed, one function each.
import type { z } from "zod";
import type {
  ConversationPage,
  Daemon,
  Diff,
  ModelChoice as ModelChoiceSchema,
  OpenProject,
  Projects,
  ProjectSummary,
  TicketDetail,
  TimelinePage,
} from "../../../src/wire/reads.ts";
import { pathTo } from "../../../src/wire/routes.ts";
import type { ConnectedModel, TimelineRow } from "../../../src/wire/rows.ts";
import { read, type ReadReply } from "./request.ts";

/** What is left out takes its default on the other side. */
export type ModelChoice = z.input<typeof ModelChoiceSchema>;

export interface PageRequest {
  readonly before?: number | null;
  readonly after?: number | null;
  readonly limit?: number;
}

export function readConversation(project: string, page: PageRequest): Promise<ReadReply<ConversationPage>> {
  return read(`${pathTo("conversation", { project })}${queryOf(page)}`);
}

/** `ticket`: `T-3`, `W1` or `R-3.1`. */
export function readTicketDetail(project: string, ticket: string): Promise<ReadReply<TicketDetail>> {
  return read(pathTo("ticket", { project, ticket }));
}

export function readTimeline(
  project: string,
  run: string,
  page: PageRequest,
): Promise<ReadReply<TimelinePage>> {
  return read(`${pathTo("timeline", { project, run })}${queryOf(page)}`);
}

/** One line with its whole text. */
export function readTimelineRow(project: string, run: string, n: number): Promise<ReadReply<TimelineRow>> {
  return read(pathTo("timelineRow", { project, run, n }));
}

export function readDiff(project: string, run: string): Promise<ReadReply<Diff>> {
  return read(pathTo("diff", { project, run }));
}

export function readProjects(): Promise<ReadReply<z.infer<typeof Projects>>> {
  return read(pathTo("projects"));
}

export function openProject(request: OpenProject): Promise<ReadReply<ProjectSummary>> {
  return read(pathTo("projects"), { method: "POST", body: request });
}

export function chooseModel(choice: ModelChoice): Promise<ReadReply<ConnectedModel>> {
  return read(pathTo("model"), { method: "PUT", body: choice });
}

export function readDaemon(): Promise<ReadReply<Daemon>> {
  return read(pathTo("daemon"));
}

function queryOf(page: PageRequest): string {
  const named = Object.entries(page).flatMap(([name, value]: [string, number | null | undefined]) =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  );
  return named.length === 0 ? "" : `?${new URLSearchParams(named).toString()}`;
}
