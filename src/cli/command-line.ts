// Reads the command line, opens a host, runs the command. Exit codes: 0 done · 1 failed · 2 not understood.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { chat } from "./chat.ts";
import { demo, type DemoWorld } from "./demo.ts";
import { demoTicket } from "./demo-ticket.ts";
import type { HostOptions } from "../wire/host-options.ts";
import { plain } from "./screen.ts";

export interface World extends DemoWorld {
  version(): Promise<string>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const HELP = `jarvis: talk to one agent, ship with many.

  jarvis [PATH]                      the conversation in the terminal, on the git repository at PATH;
                                     without PATH on a small sample in a scratch folder
  jarvis demo                        plays a whole conversation: two tickets, two workers, both landed
  jarvis demo --repo PATH --ticket FILE.md
                                     carries out a ticket file with fenced steps on a repository and lands it

Options
  --model playbook|claude   playbook (default): a script, no language model and no account
                            claude: a language model, signed in by the environment
  --target BRANCH           the branch that work lands on (default: the one that HEAD is on)
  --home FOLDER             where JARVIS keeps its journal (default: JARVIS_HOME, else ~/.jarvis)
  --workers N               workers that may run at once (default 3)
  --unsafe                  allows a language model without a sandbox
  --json                    demo: one JSON object last on standard output
  --keep FOLDER             demo: leaves repository, journal and request log there
  --version, --help

Examples
  jarvis ~/code/shop
  jarvis demo --repo . --ticket tickets/rename.md --json
`;

const SAMPLE_HINT = "This is a sample to try things on. Say: Let's add dark mode";

class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

export async function runCommandLine(argv: readonly string[], world: World): Promise<number> {
  try {
    return await obey(argv, world);
  } catch (error) {
    if (isUsageError(error)) {
      world.stderr.write(`${plain(usageText(error))}\nTry: jarvis --help\n`);
      return 2;
    }
    // A failure of a port says what was tried, found and to do; anything else is a defect and shows where.
    const isFailure = error instanceof Error && "code" in error && "retry" in error;
    world.stderr.write(
      `${plain(isFailure ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
    );
    return 1;
  }
}

function isUsageError(error: unknown): error is Error {
  return (
    error instanceof UsageError ||
    (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
  );
}

/** What Node says of an unknown option goes on with advice for another case. */
function usageText(error: Error): string {
  return error.message.split(" To specify ")[0] ?? error.message;
}

async function obey(argv: readonly string[], world: World): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      model: { type: "string", default: "playbook" },
      target: { type: "string" },
      home: { type: "string" },
      workers: { type: "string" },
      unsafe: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      keep: { type: "string" },
      repo: { type: "string" },
      ticket: { type: "string" },
      "turn-delay-ms": { type: "string" },
      help: { type: "boolean", default: false },
      version: { type: "boolean", default: false },
    },
  });
  if (values.help) return print(world, HELP);
  if (values.version) return print(world, `${await world.version()}\n`);
  const options: Omit<HostOptions, "path"> = {
    model: oneOf("--model", values.model, ["playbook", "claude"]),
    isUnsafe: values.unsafe,
    ...(values.target === undefined ? {} : { target: values.target }),
    ...(values.home === undefined ? {} : { home: values.home }),
    ...(values.workers === undefined ? {} : { runsMax: count("--workers", values.workers, 1) }),
    ...(values["turn-delay-ms"] === undefined
      ? {}
      : { turnDelayMs: count("--turn-delay-ms", values["turn-delay-ms"], 0) }),
  };
  const [command, ...rest] = positionals;
  if (command !== "demo") {
    if (rest.length > 0)
      throw new UsageError(`Expected one folder, got ${positionals.length}: ${positionals.join(" ")}.`);
    const foreign = (["json", "keep", "repo", "ticket"] as const).filter((name) => Boolean(values[name]));
    if (foreign.length > 0) throw new UsageError(`Only jarvis demo takes --${foreign.join(" and --")}.`);
    return await talk(command, options, world);
  }
  if (rest.length > 0)
    throw new UsageError(`jarvis demo takes no ${rest[0] ?? ""}; --repo names the repository.`);
  const show = { isJson: values.json, out: world.stdout, progress: world.stderr };
  if (values.repo === undefined && values.ticket === undefined)
    return await demo({
      ...show,
      options,
      world,
      ...(values.keep === undefined ? {} : { keep: values.keep }),
    });
  if (values.repo === undefined || values.ticket === undefined)
    throw new UsageError("jarvis demo needs --repo and --ticket together.");
  if (values.keep !== undefined)
    throw new UsageError("--keep is for the demo's own samples; with --repo everything stays where it is.");
  return await demoTicket({
    ...show,
    options: { ...options, path: values.repo },
    world,
    file: values.ticket,
    markdown: await readTicket(values.ticket),
  });
}

async function talk(
  path: string | undefined,
  options: Omit<HostOptions, "path">,
  world: World,
): Promise<number> {
  const sample = path === undefined ? await world.makeSample() : null;
  const host = await world.openHost({
    ...options,
    path: path ?? sample?.path ?? ".",
    ...(sample === null ? {} : { home: `${sample.scratch}/home`, hint: SAMPLE_HINT }),
  });
  let exitCode: number;
  try {
    exitCode = await chat({ client: host.client, input: world.stdin, output: world.stdout, rest: host.rest });
  } finally {
    await host.close();
  }
  if (sample !== null)
    world.stdout.write(`The sample stays; go on with: jarvis ${sample.path} --home ${sample.scratch}/home\n`);
  return exitCode;
}

async function readTicket(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `Cannot read the ticket file ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function oneOf<Value extends string>(name: string, given: string, allowed: readonly Value[]): Value {
  const found = allowed.find((value) => value === given);
  if (found === undefined)
    throw new UsageError(`Expected ${name} to be ${allowed.join(" or ")}, got ${JSON.stringify(given)}.`);
  return found;
}

function count(name: string, given: string, least: number): number {
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < least)
    throw new UsageError(
      `Expected ${name} to be a whole number from ${least}, got ${JSON.stringify(given)}.`,
    );
  return value;
}

function print(world: World, text: string): number {
  world.stdout.write(text);
  return 0;
}
