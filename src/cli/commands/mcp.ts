// The help of `jarvis mcp`; what it serves is loaded when it is run.
import { Option, type Command } from "commander";
import { define, does, homeOption, type Cli, type ProjectOption } from "./cli.ts";

export function mcpCommand(cli: Cli): Command {
  const command = define({
    usage: "mcp",
    summary: "an MCP server on standard input and output: worker_status and board, read only",
    details:
      "Serves the Model Context Protocol on standard input and output, for a client that starts it: the read-only tools worker_status and board, relayed to the daemon of this home.",
    examples: [
      '{"mcpServers": {"jarvis": {"command": "jarvis", "args": ["mcp", "--project", "/path/to/repo"]}}}',
    ],
  })
    .addOption(
      new Option(
        "--project <project>",
        "its id, name or path, for calls that name none (default: every project that is open)",
      ),
    )
    .addOption(homeOption());
  return does<ProjectOption>(cli, command, async (options) => {
    // The protocol's packages would make every other command slower to start.
    const { serveMcp } = await import("../mcp-stdio.ts");
    await serveMcp(cli, options);
  });
}
