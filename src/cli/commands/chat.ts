// `jarvis chat`: the conversation in the terminal, with the daemon that runs, else with one in this process.
import { resolve } from "node:path";
import type { Command } from "commander";
import { chat } from "../chat.ts";
import { createDaemonApi } from "../daemon/api.ts";
import { homePath } from "../daemon/home.ts";
import { findDaemon, requireDaemon, type DaemonPlace } from "../daemon/place.ts";
import { UsageError } from "../failures.ts";
import { connectRemoteClient } from "../remote/client.ts";
import type { RunningDaemon } from "../world.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { openProject } from "./project.ts";
import {
  modelOption,
  refuseStartOptions,
  serveOptions,
  targetOption,
  turnDelayOption,
  unsafeOption,
  workersOption,
  type StartOptions,
} from "./start-options.ts";
import { SAMPLE_HINT } from "./start.ts";

interface ChatCommandOptions extends StartOptions, ProjectOption {}

export function chatCommand(cli: Cli): Command {
  const command = define({
    usage: "chat [path]",
    summary: "the conversation in this terminal",
    details:
      "The conversation in this terminal, on the git repository at PATH. When JARVIS runs, this talks to it, and leaving ends nothing; else JARVIS runs in this process until you leave. Without PATH: the project you are in when JARVIS runs, else a small sample in a scratch folder. With --json each item is one JSON value on a line.",
    examples: ["jarvis chat ~/code/shop", "printf 'how is it going?\\n' | jarvis chat ."],
  })
    .addOption(modelOption())
    .addOption(targetOption())
    .addOption(workersOption())
    .addOption(unsafeOption())
    .addOption(turnDelayOption());
  return does<ChatCommandOptions>(cli, projectOptions(command), async (options, [path]) => {
    if (path !== undefined && options.project !== undefined)
      throw new UsageError(`Expected ${path} or --project, got both.`);
    const home = homePath(options.home);
    // A project by its name is one of a daemon that runs.
    const running = options.project === undefined ? await findDaemon(home) : await requireDaemon(home);
    return running === null
      ? await talkHere(cli, options, path)
      : await talkThere(cli, options, path, running);
  });
}

async function talkThere(
  cli: Cli,
  options: ChatCommandOptions,
  path: string | undefined,
  place: DaemonPlace,
): Promise<number> {
  refuseStartOptions(options, place);
  const { target } = options;
  const project =
    path === undefined
      ? (await openProject(options, cli)).project
      : await createDaemonApi(() => place).openProject({
          path: resolve(path),
          ...(target === undefined ? {} : { target }),
        });
  // Whoever runs it decides when it ends; a conversation outlasts that and goes on with the next one.
  return await talk(cli, options, { place, project: project.id, daemon: null });
}

async function talkHere(cli: Cli, options: ChatCommandOptions, path: string | undefined): Promise<number> {
  const sample = path === undefined ? await cli.world.makeSample() : null;
  const home = homePath(options.home ?? (sample === null ? undefined : `${sample.scratch}/home`));
  const daemon = await cli.world.serve(
    serveOptions(options, {
      path: path ?? sample?.path ?? ".",
      home,
      ...(sample === null ? {} : { hint: SAMPLE_HINT }),
    }),
  );
  let exitCode: number;
  try {
    exitCode = await talk(cli, options, {
      place: await requireDaemon(home),
      project: daemon.project,
      daemon,
    });
  } finally {
    await daemon.close();
  }
  if (sample !== null && options.json !== true)
    cli.output.line(`The sample stays; go on with: jarvis chat ${sample.path} --home ${home}`);
  return exitCode;
}

interface Partner {
  readonly place: DaemonPlace;
  readonly project: string;
  /** The one in this process. */
  readonly daemon: RunningDaemon | null;
}

async function talk(cli: Cli, options: ChatCommandOptions, partner: Partner): Promise<number> {
  const { place, project, daemon } = partner;
  // The one in this process is where it is for as long as this is.
  const find = () => (daemon === null ? findDaemon(place.home) : Promise.resolve(place));
  const client = await connectRemoteClient({ find, place, project });
  const never = Promise.withResolvers<void>().promise;
  try {
    return await chat({
      client,
      input: cli.world.stdin,
      output: cli.world.stdout,
      isJson: options.json === true,
      rest: async () => {
        await client.shownAll();
        await (daemon === null ? client.rest() : daemon.rest());
        await client.shownAll();
      },
      ended: daemon === null ? never : daemon.closed,
    });
  } finally {
    client.close();
  }
}
