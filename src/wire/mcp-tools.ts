// The two tools that any program which speaks the Model Context Protocol may use, over HTTP and by `jarvis mcp`: both only read.
import { z } from "zod";
import { Board } from "./reads.ts";
import { BoardRow } from "./rows.ts";

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

export const WORKER_STATUS = {
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
};

export const BOARD = {
  title: "The board",
  description: "The orchestrator and every ticket with its worker, branch, last commit, status and reason.",
  inputSchema: z.object({ project: Project }),
  outputSchema: Boards,
  annotations: READ_ONLY,
};
