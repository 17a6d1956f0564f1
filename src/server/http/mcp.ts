// The board for any program that speaks the Model Context Protocol: two tools, both only read.
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { Board } from "../../wire/reads.ts";
import { BoardRow } from "../../wire/rows.ts";
import type { DaemonAccess, LiveProject } from "../access.ts";
import { boardOf } from "./projects.ts";

const Project = z
  .string()
  .min(1)
  .max(4_096)
  .optional()
  .describe("Id, name or path of an open project; left out: all");
const Workers = z.object({
  workers: z
    .array(z.object({ project: z.string().describe("Name of the project"), ...BoardRow.shape }))
    .describe("One for each ticket; `worker` is null while nobody works on it"),
});
const Boards = z.object({ boards: z.array(Board) });
const READ_ONLY = { readOnlyHint: true, openWorldHint: false } as const;

type Access = Pick<DaemonAccess, "projects" | "describe">;

/** A server for one request. */
function createMcpServer(daemon: Access): McpServer {
  const server = new McpServer({ name: "jarvis", version: daemon.describe().version });
  server.registerTool(
    "worker_status",
    {
      title: "What a worker does",
      description:
        "What each worker does now, on which branch, its last commit, its status and why, and what it waits for.",
      inputSchema: z.object({
        worker: z
          .string()
          .min(1)
          .max(40)
          .optional()
          .describe("W1, its run R-3.1 or its ticket T-3; left out: all"),
        project: Project,
      }),
      outputSchema: Workers,
      annotations: READ_ONLY,
    },
    ({ worker, project }) => {
      const found = matching(daemon, project);
      const rows = found.flatMap((one) =>
        boardOf(one).rows.map((row) => Object.assign({ project: one.name }, row)),
      );
      const workers = rows.filter((row) => (worker === undefined ? row.worker !== null : isOf(row, worker)));
      if (found.length === 0) return noProject(daemon, project);
      if (workers.length === 0 && worker !== undefined)
        return problem(`Nobody is called ${JSON.stringify(worker)}. Ask for the board to see who is there.`);
      return {
        content: [{ type: "text", text: workers.map(sentence).join("\n") || "No worker yet." }],
        structuredContent: { workers },
      };
    },
  );
  server.registerTool(
    "board",
    {
      title: "The board",
      description:
        "The orchestrator and every ticket with its worker, branch, last commit, status and reason.",
      inputSchema: z.object({ project: Project }),
      outputSchema: Boards,
      annotations: READ_ONLY,
    },
    ({ project }) => {
      const found = matching(daemon, project);
      if (found.length === 0) return noProject(daemon, project);
      const boards = found.map(boardOf);
      return {
        content: [{ type: "text", text: boards.map(boardText).join("\n\n") }],
        structuredContent: { boards },
      };
    },
  );
  return server;
}

/** Answers one request; without sessions, so that any number of clients cost nothing between two calls. */
export function createMcpAnswers(
  daemon: Access,
  onDefect: (where: string, error: unknown) => void,
): (request: Request, body: unknown) => Promise<Response> {
  const mcp = createMcpHandler(() => createMcpServer(daemon), {
    onerror: (error) => onDefect("an MCP request", error),
  });
  return (request, parsedBody) => mcp.fetch(request, { parsedBody });
}

function matching(daemon: Access, name: string | undefined): readonly LiveProject[] {
  return daemon.projects().filter((one) => name === undefined || [one.id, one.name, one.root].includes(name));
}

function isOf({ worker, run, ticket }: BoardRow, name: string): boolean {
  const said = name
    .trim()
    .toLowerCase()
    .replace(/^worker\s*/, "w");
  return [worker, run, ticket].some((one) => one?.toLowerCase() === said);
}

function sentence(row: BoardRow): string {
  const where = row.branch === null ? "" : ` on ${row.branch}`;
  const commit = row.lastCommit === null ? "" : `, last commit ${row.lastCommit}`;
  const waits = row.waitsFor === null ? "" : ` — you: ${row.waitsFor}`;
  return `${row.worker ?? "nobody"} · ${row.ticket} ${row.title}: ${row.status}${where}${commit}${waits}`;
}

function boardText({ project, orchestrator, rows }: Board): string {
  const doing = orchestrator === null ? "offline" : `${orchestrator.word} ${orchestrator.doing}`.trim();
  return [
    `${project.name} (${project.target} at ${project.targetTip})`,
    `Main Orchestrator: ${doing}`,
    ...rows.map(sentence),
  ].join("\n");
}

function noProject(daemon: Access, name: string | undefined) {
  const open = daemon.projects().map((one) => one.name);
  return problem(`No project ${JSON.stringify(name ?? "")} is open. Open are: ${open.join(", ") || "none"}.`);
}

function problem(text: string) {
  return { content: [{ type: "text" as const, text }], isError: true };
}
