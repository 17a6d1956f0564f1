// `jarvis demo`: the story on a sample, or one ticket file carried out on a repository.
import type { Command } from "commander";
import type { HostOptions } from "../../wire/host-options.ts";
import { demoKill } from "../demo-kill.ts";
import { demo } from "../demo.ts";
import { demoTicket } from "../demo-ticket.ts";
import { UsageError } from "../failures.ts";
import { readTicketFile } from "../ticket-file.ts";
import { define, does, homeOption, jsonOption, type Cli } from "./cli.ts";
import {
  modelOption,
  targetOption,
  turnDelayOption,
  unsafeOption,
  workersOption,
  type StartOptions,
} from "./start-options.ts";

interface DemoCommandOptions extends StartOptions {
  readonly keep?: string;
  readonly kill?: boolean;
  readonly repo?: string;
  readonly ticket?: string;
}

export function demoCommand(cli: Cli): Command {
  const command = define({
    usage: "demo",
    summary: "play a whole conversation: two tickets, two workers, both landed",
    details:
      "Plays a whole conversation on a sample in a scratch folder: two tickets, two workers, both landed. With --repo and --ticket: carries out a ticket file with fenced steps on a repository and lands it. With --kill: the daemon is killed while both workers run and started again; both land.",
    examples: [
      "jarvis demo",
      "jarvis demo --kill --json",
      "jarvis demo --repo . --ticket tickets/rename.md --json",
    ],
  })
    .option("--repo <path>", "the repository that the ticket file is carried out on")
    .option("--ticket <file>", "the ticket file")
    .option("--kill", "kill the daemon with SIGKILL while two workers run, and start it again")
    .option("--keep <folder>", "leave repositories, journals and request logs there")
    .addOption(modelOption())
    .addOption(targetOption())
    .addOption(homeOption())
    .addOption(workersOption())
    .addOption(unsafeOption())
    .addOption(turnDelayOption())
    .addOption(jsonOption());
  return does<DemoCommandOptions>(cli, command, (options) => run(cli, options));
}

async function run(cli: Cli, options: DemoCommandOptions): Promise<number> {
  const { repo, ticket, keep } = options;
  const { world, output } = cli;
  if (options.kill === true && (repo !== undefined || ticket !== undefined))
    throw new UsageError("--kill is for the demo's own sample, without --repo and --ticket.");
  const show = { isJson: options.json === true, output, world };
  if (options.kill === true)
    return await demoKill({
      ...show,
      options: hostOptions(options),
      ...(keep === undefined ? {} : { keep }),
    });
  if (repo === undefined && ticket === undefined)
    return await demo({ ...show, options: hostOptions(options), ...(keep === undefined ? {} : { keep }) });
  if (repo === undefined || ticket === undefined)
    throw new UsageError("jarvis demo needs --repo and --ticket together.");
  if (keep !== undefined)
    throw new UsageError("--keep is for the demo's own samples; with --repo everything stays where it is.");
  const markdown = await readTicketFile(ticket, world.stdin);
  return await demoTicket({
    ...show,
    options: { ...hostOptions(options), path: repo },
    file: ticket,
    markdown,
  });
}

function hostOptions(options: DemoCommandOptions): Omit<HostOptions, "path"> {
  const { model = "playbook", target, home, workers, turnDelayMs } = options;
  return {
    model,
    isUnsafe: options.unsafe ?? false,
    ...(target === undefined ? {} : { target }),
    ...(home === undefined ? {} : { home }),
    ...(workers === undefined ? {} : { runsMax: workers }),
    ...(turnDelayMs === undefined ? {} : { turnDelayMs }),
  };
}
