// `jarvis projects`: the repositories that are open in the daemon.
import type { Command } from "commander";
import { shortPath } from "../daemon/home.ts";
import { define, does, homeOption, jsonOption, type Cli, type HomeOption } from "./cli.ts";
import { openDaemon } from "./project.ts";

export function projectsCommand(cli: Cli): Command {
  const command = define({
    usage: "projects",
    summary: "the repositories that are open in JARVIS",
    examples: ["jarvis projects", "jarvis projects --json"],
  })
    .addOption(homeOption())
    .addOption(jsonOption());
  return does<HomeOption>(cli, command, async (options) => {
    const { api } = await openDaemon(options, cli);
    const projects = await api.projects();
    if (options.json === true) return cli.output.json({ projects });
    const width = Math.max(0, ...projects.map((one) => one.name.length));
    for (const { id, name, root } of projects)
      cli.output.line(`${id}  ${name.padEnd(width)}  ${shortPath(root)}`);
    if (projects.length === 0) cli.output.note("No project is open. Open one: jarvis PATH");
  });
}
