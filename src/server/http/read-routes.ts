// What is read of a project beside the feed: the board at once, long histories in pages, diffs.
import type { Hono } from "hono";
import { ROUTES } from "../../wire/routes.ts";
import type { DaemonAccess } from "../access.ts";
import { RequestRefused } from "./answers.ts";
import type { AppEnv } from "./caller.ts";
import { described, reading } from "./describe.ts";
import { etagOf, isKnownTo } from "./etag.ts";
import { ConversationQuery, InProject, OfLine, OfRun, OfTicket, TimelineQuery } from "./parameters.ts";
import { boardOf, mustFindProject } from "./projects.ts";

export function addReadRoutes(app: Hono<AppEnv>, daemon: DaemonAccess): void {
  app.get(
    ROUTES.board,
    described({
      tag: "reading",
      summary: "The board: the orchestrator, and every ticket with its worker",
      description: "Every field that a dashboard shows: branch, last commit, step, status with its reason.",
      headers: { "If-None-Match": "The ETag of the board that you have: 304 when it is still the same." },
      answer: { description: "With a strong ETag.", schema: "Board" },
    }),
    reading("param", InProject),
    (c) => {
      const body = JSON.stringify(boardOf(mustFindProject(daemon, c.req.valid("param").project)));
      const etag = etagOf(body);
      return isKnownTo(c.req.header("if-none-match"), etag)
        ? c.body(null, 304, { etag })
        : c.body(body, 200, { etag, "content-type": "application/json" });
    },
  );
  app.get(
    ROUTES.conversation,
    described({
      tag: "reading",
      summary: "A page of the conversation",
      answer: { description: "Older items first.", schema: "ConversationPage" },
    }),
    reading("param", InProject),
    reading("query", ConversationQuery),
    (c) => {
      const { before = null, limit } = c.req.valid("query");
      const project = mustFindProject(daemon, c.req.valid("param").project);
      return c.json(project.readConversation({ before, limit }));
    },
  );
  app.get(
    ROUTES.ticket,
    described({
      tag: "reading",
      summary: "All that is known of one ticket",
      answer: { description: "With its worker's first message.", schema: "TicketDetail" },
    }),
    reading("param", OfTicket),
    (c) => {
      const { project, ticket } = c.req.valid("param");
      const detail = mustFindProject(daemon, project).readTicket(ticket);
      if (detail === null) throw unknownSubject(`There is no ticket called ${quoted(ticket)}.`);
      return c.json(detail);
    },
  );
  addRecordRoutes(app, daemon);
}

function addRecordRoutes(app: Hono<AppEnv>, daemon: DaemonAccess): void {
  app.get(
    ROUTES.timeline,
    described({
      tag: "reading",
      summary: "A page of an agent's record",
      description: "Texts are claims of the agent, cut, without control characters.",
      answer: {
        description: "In order. Of an agent that never said anything: empty.",
        schema: "TimelinePage",
      },
    }),
    reading("param", OfRun),
    reading("query", TimelineQuery),
    (c) => {
      const { project, run } = c.req.valid("param");
      const { before = null, after = null, limit } = c.req.valid("query");
      return c.json(mustFindProject(daemon, project).readTimeline({ run, before, after, limit }));
    },
  );
  app.get(
    ROUTES.timelineRow,
    described({
      tag: "reading",
      summary: "One line of an agent's record, with its whole text",
      answer: { description: "The line.", schema: "TimelineRow" },
    }),
    reading("param", OfLine),
    (c) => {
      const { project, run, n } = c.req.valid("param");
      const line = mustFindProject(daemon, project).readTimelineRow(run, n);
      if (line === null) throw unknownSubject(`There is no line ${n} in the record of ${run}.`);
      return c.json(line);
    },
  );
  app.get(
    ROUTES.diff,
    described({
      tag: "reading",
      summary: "Git's own patch of a run, from its base to its imported head",
      answer: { description: "A very large one is cut.", schema: "Diff" },
    }),
    reading("param", OfRun),
    async (c) => {
      const { project, run } = c.req.valid("param");
      const diff = await mustFindProject(daemon, project).readDiff(run);
      if (diff === null) throw unknownSubject(`There is no run called ${run}.`);
      return c.json(diff);
    },
  );
}

function unknownSubject(message: string): RequestRefused {
  return new RequestRefused(404, "unknown-subject", `${message} The board shows those that are.`);
}

/** What came in, as text that cannot pass for ours. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
