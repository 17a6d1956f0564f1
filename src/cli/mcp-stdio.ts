// The MCP server on standard input and output, which carry only the protocol.
import { once } from "node:events";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Board } from "../wire/reads.ts";
import type { Cli, ProjectOption } from "./commands/cli.ts";
import { openDaemon } from "./commands/project.ts";
import { pickProject } from "./daemon/pick-project.ts";
import { messageOf } from "./failures.ts";
import { createToolServer } from "./mcp-tools.ts";

/** Resolves when the client has closed its end. With `--project`, what names no project means that one. */
export async function serveMcp(cli: Cli, options: ProjectOption): Promise<void> {
  const { stdin, stdout } = cli.world;
  const version = await cli.world.version();
  // The daemon is looked for at each call: it may start, or start again, while the client runs.
  const readBoards = async (asked = options.project): Promise<readonly Board[]> => {
    const { api } = await openDaemon(options, cli);
    const all = await api.projects();
    const meant = asked === undefined ? all : [(await pickProject(all, asked, process.cwd())).project];
    return await Promise.all(meant.map(({ id }) => api.project(id).board()));
  };
  const ended = once(stdin, "end");
  const server = serveStdio(() => createToolServer(version, { readBoards }), {
    transport: new StdioServerTransport(stdin, stdout),
    onerror: (error) => cli.output.note(messageOf(error)),
  });
  await ended;
  await server.close();
}
