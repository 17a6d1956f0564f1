// `jarvis backup`, `restore`, `export`, `import`: copies of a project's record, made and read without asking the daemon.
import { resolve } from "node:path";
import type { Command } from "commander";
import { homePath, shortPath } from "../daemon/home.ts";
import {
  define,
  does,
  homeOption,
  jsonOption,
  projectOptions,
  type Cli,
  type HomeOption,
  type ProjectOption,
} from "./cli.ts";

export function backupCommand(cli: Cli): Command {
  const command = define({
    usage: "backup <path>",
    summary: "copy a project's journal, record and settings to a new folder",
    details:
      "Works while JARVIS runs; what was decided before it began is in it whole. The path must not exist. Commits are git's to back up: they stand under refs/jarvis in the repository.",
    examples: ["jarvis backup ~/backups/shop-monday", "jarvis restore ~/backups/shop-monday --home ~/other"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [to = ""]) => {
    const copy = await (await cli.world.offline()).backUp(copyRequest(options, to));
    if (options.json === true) return cli.output.json({ ...copy, path: resolve(to) });
    cli.output.line(`${copy.project ?? "The project"} is copied to ${shortPath(resolve(to))}.`);
  });
}

export function restoreCommand(cli: Cli): Command {
  const command = define({
    usage: "restore <path>",
    summary: "make a project of a backup",
    details: "Into a home that does not hold this project, and on which no JARVIS runs.",
    examples: ["jarvis restore ~/backups/shop-monday", "jarvis restore ~/backups/shop-monday --home ~/other"],
  })
    .addOption(homeOption())
    .addOption(jsonOption());
  return does<HomeOption>(cli, command, async (options, [from = ""]) => {
    const home = homePath(options.home);
    const copy = await (await cli.world.offline()).restore({ home, from: resolve(from) });
    if (options.json === true) return cli.output.json({ ...copy, home });
    cli.output.line(
      `${copy.project ?? "The project"} is in ${shortPath(home)} as it was on ${new Date(copy.madeAt).toISOString()}.`,
    );
  });
}

export function exportCommand(cli: Cli): Command {
  const command = define({
    usage: "export <file>",
    summary: "write a project's journal as lines of JSON",
    details:
      "Works while JARVIS runs. The file must not exist. What agents said and did is not in it: see jarvis backup.",
    examples: ["jarvis export shop.jsonl", "jarvis import shop.jsonl --home ~/other"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [to = ""]) => {
    const copy = await (await cli.world.offline()).exportProject(copyRequest(options, to));
    if (options.json === true) return cli.output.json({ ...copy, path: resolve(to) });
    cli.output.line(
      `${copy.eventCount} events of ${copy.project ?? "the project"} are in ${shortPath(resolve(to))}.`,
    );
  });
}

export function importCommand(cli: Cli): Command {
  const command = define({
    usage: "import <file>",
    summary: "make a project of an exported journal",
    details: "Into a home that does not hold this project, and on which no JARVIS runs.",
    examples: ["jarvis import shop.jsonl", "jarvis import shop.jsonl --home ~/other"],
  })
    .addOption(homeOption())
    .addOption(jsonOption());
  return does<HomeOption>(cli, command, async (options, [from = ""]) => {
    const home = homePath(options.home);
    const copy = await (await cli.world.offline()).importProject({ home, from: resolve(from) });
    if (options.json === true) return cli.output.json({ ...copy, home });
    cli.output.line(
      `${copy.project ?? "The project"} is in ${shortPath(home)}, with ${copy.eventCount} events.`,
    );
  });
}

function copyRequest(options: ProjectOption, to: string) {
  return {
    home: homePath(options.home),
    project: options.project ?? null,
    from: process.cwd(),
    to: resolve(to),
  };
}
