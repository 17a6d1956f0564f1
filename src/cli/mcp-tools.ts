// The board as read-only tools for MCP clients, the same as the daemon's own over HTTP, relayed to it at each call.
import { McpServer } from "@modelcontextprotocol/server";
import { BOARD, WORKER_STATUS } from "../wire/mcp-tools.ts";
import type { Board } from "../wire/reads.ts";
import { messageOf } from "./failures.ts";
import { findRow } from "./remote/rows.ts";
import { boardLines, byTicket, orchestratorText } from "./render/board.ts";
import { cutTo, plain } from "./text.ts";

export interface BoardReader {
  /** Of the named project, else of every one that is open. @throws a failure that says what to do */
  readonly readBoards: (project: string | undefined) => Promise<readonly Board[]>;
}

/** As far as a model should read at once; the structured content has everything. */
const TEXT_CHARS_MAX = 20_000;

export function createToolServer(version: string, { readBoards }: BoardReader): McpServer {
  const server = new McpServer({ name: "jarvis", version });
  server.registerTool("worker_status", WORKER_STATUS, ({ worker, project }) =>
    answer(async () => {
      const boards = (await readBoards(project)).map((board) => onlyWorkers(board, worker));
      const workers = boards.flatMap((board) =>
        board.rows.map((row) => ({ project: board.project.name, ...row })),
      );
      return worker !== undefined && workers.length === 0
        ? refused(`Nobody is called ${JSON.stringify(worker)}. Ask for the board to see who is there.`)
        : told(boards, { workers });
    }),
  );
  server.registerTool("board", BOARD, ({ project }) =>
    answer(async () => {
      const boards = await readBoards(project);
      return told(boards, { boards });
    }),
  );
  return server;
}

/** The rows that somebody works on, or the one that the name means. */
function onlyWorkers(board: Board, name: string | undefined): Board {
  const named = name === undefined ? null : findRow(board.rows, name);
  const rows = board.rows.filter((row) => (name === undefined ? row.worker !== null : row === named));
  return { ...board, rows };
}

/** As the SDK takes it. */
interface ToolResult {
  readonly content: { type: "text"; text: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
  readonly [name: string]: unknown;
}

function told(boards: readonly Board[], structuredContent: Record<string, unknown>): ToolResult {
  const now = Date.now();
  const text = boards
    .map(({ project, orchestrator, rows }) => {
      const lines = boardLines(
        {
          orchestrator: orchestratorText(orchestrator),
          parked: project.parked,
          rows: rows.toSorted(byTicket),
        },
        now,
      );
      return [`${project.name} (${project.target} at ${project.targetTip})`, ...lines].join("\n");
    })
    .join("\n\n");
  return {
    content: [{ type: "text", text: plain(cutTo(TEXT_CHARS_MAX, text)) || "No project is open." }],
    structuredContent,
  };
}

function refused(text: string): ToolResult {
  return { content: [{ type: "text", text }], isError: true };
}

/** What went wrong is an answer: the client reads what to do, and asks again when it is done. */
async function answer(ask: () => Promise<ToolResult>): Promise<ToolResult> {
  try {
    return await ask();
  } catch (error) {
    return refused(plain(messageOf(error)));
  }
}
