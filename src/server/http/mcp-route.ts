// Where MCP clients find the board. What speaks their protocol is loaded with the first of them: most daemons never meet one.
import type { Hono } from "hono";
import { ROUTES } from "../../wire/routes.ts";
import type { DaemonAccess } from "../access.ts";
import { RequestRefused } from "./answers.ts";
import type { AppEnv } from "./caller.ts";
import { described } from "./describe.ts";

export function addMcpRoute(
  app: Hono<AppEnv>,
  daemon: DaemonAccess,
  onDefect: (where: string, error: unknown) => void,
): void {
  const answers = once(async () => (await import("./mcp.ts")).createMcpAnswers(daemon, onDefect));
  app.post(
    ROUTES.mcp,
    described({
      tag: "reading",
      summary: "Model Context Protocol over Streamable HTTP",
      description:
        "For MCP clients: `worker_status` and `board`, both only read. With the Bearer token; a signed-in browser may not.",
      body: "One JSON-RPC message.",
      answer: { description: "One JSON-RPC message, or events.", content: "application/json" },
    }),
    async (c) => {
      const { caller } = c.env;
      if (caller.kind !== "bearer")
        throw new RequestRefused(
          403,
          "bearer-only",
          "MCP is for programs that bring the daemon's Bearer token.",
        );
      return await (
        await answers()
      )(c.req.raw, await c.req.json());
    },
  );
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => (made ??= make());
}
