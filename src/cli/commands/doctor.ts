// `jarvis doctor`: is everything that JARVIS stands on in order?
import type { Command } from "commander";
import type { Examined } from "../../wire/offline.ts";
import { homePath } from "../daemon/home.ts";
import { define, does, homeOption, jsonOption, type Cli, type HomeOption } from "./cli.ts";

const GLYPHS = { well: "✓", notice: "!", problem: "✗" } as const;

export function doctorCommand(cli: Cli): Command {
  const command = define({
    usage: "doctor",
    summary: "look at git, the daemon, its processes, the disk, the model and every journal",
    details: "Changes nothing, and works whether JARVIS runs or not. Ends with 1 when there is a problem.",
    examples: ["jarvis doctor", "jarvis doctor --json"],
  })
    .addOption(homeOption())
    .addOption(jsonOption());
  return does<HomeOption>(cli, command, async (options) => {
    const all: Examined[] = [];
    for await (const one of (await cli.world.offline()).examine(homePath(options.home))) {
      all.push(one);
      if (options.json === true) continue;
      cli.output.line(`${GLYPHS[one.state]} ${one.name}: ${one.found}`);
      if (one.advice !== null) cli.output.line(`  ${one.advice}`);
    }
    if (options.json === true) cli.output.json({ examined: all });
    return all.some(({ state }) => state === "problem") ? 1 : 0;
  });
}
