// The board for any program that speaks the Model Context Protocol: two tools, both only read.
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { BOARD, WORKER_STATUS } from "../../wire/mcp-tools.ts";
import type { Board } from "../../wire/reads.ts";
import type { BoardRow } from "../../wire/rows.ts";
import type { DaemonAccess, LiveProject } from "../access.ts";
import { boardOf } from "./projects.ts";

type Access = Pick<DaemonAccess, "projects" | "describe">;

/** A server for one request. */
function createMcpServer(daemon: Access): McpServer {
  const server = new McpServer({ name: "jarvis", version: daemon.describe().version });
  server.registerTool("worker_status", WORKER_STATUS, ({ worker, project }) => {
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
  });
  server.registerTool("board", BOARD, ({ project }) => {
    const found = matching(daemon, project);
    if (found.length === 0) return noProject(daemon, project);
    const boards = found.map(boardOf);
    return {
      content: [{ type: "text", text: boards.map(boardText).join("\n\n") }],
      structuredContent: { boards },
    };
  });
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
