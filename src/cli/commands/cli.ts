// What every command is made of: its help, its options, and how its end becomes output and an exit code.
import { Command, InvalidArgumentError, Option } from "commander";
import { messageOf, UsageError } from "../failures.ts";
import type { Output } from "../output.ts";
import type { World } from "../world.ts";

export interface Cli {
  readonly world: World;
  readonly output: Output;
  /** Ends the process with this code when the command has ended; 0 when nobody sets it. */
  setExitCode(code: number): void;
}

export interface CommandText {
  /** With its arguments, as `show <name>`. */
  readonly usage: string;
  readonly summary: string;
  /** More than the summary, for the help of this command. */
  readonly details?: string;
  readonly examples: readonly string[];
}

export interface JsonOption {
  readonly json?: boolean;
}

export interface HomeOption extends JsonOption {
  readonly home?: string;
}

export interface ProjectOption extends HomeOption {
  readonly project?: string;
}

export function define({ usage, summary, details, examples }: CommandText): Command {
  const [name = "", ...args] = usage.split(" ");
  const command = new Command(name).summary(summary).description(details ?? summary);
  for (const arg of args) command.argument(arg);
  return command.addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);
}

export function jsonOption(): Option {
  return new Option("--json", "one JSON value on standard output");
}

export function homeOption(): Option {
  return new Option(
    "--home <folder>",
    "where JARVIS keeps its things (default: JARVIS_HOME, else ~/.jarvis)",
  );
}

/** For commands about one project. */
export function projectOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--project <project>",
        "its id, name or path (default: the repository you are in, else the only one)",
      ),
    )
    .addOption(homeOption())
    .addOption(jsonOption());
}

/** A whole number from `least`, for an option. */
export function wholeFrom(least: number): (given: string) => number {
  return (given) => {
    const value = Number(given);
    if (given.trim() === "" || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
    return value;
  };
}

/** US dollars above nothing, for an option. */
export function dollars(given: string): number {
  const value = Number(given.replace(/^\$/, ""));
  if (given.trim() === "" || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError("Expected dollars above 0, like 10 or 2.50.");
  return value;
}

/** Makes the command do this. A failure under `--json` is the one JSON value; its message stands on standard error as ever. */
export function does<Options extends JsonOption>(
  cli: Cli,
  command: Command,
  run: (options: Options, args: readonly string[]) => Promise<number | void>,
): Command {
  return command.action(async () => {
    const options = mergedOptions<Options>(command);
    try {
      cli.setExitCode((await run(options, command.args)) ?? 0);
    } catch (error) {
      if (options.json === true && !(error instanceof UsageError)) cli.output.json(failureJson(error));
      throw error;
    }
  });
}

/** Options may stand before the command as well. @throws UsageError for one that this command does not take */
function mergedOptions<Options>(command: Command): Options {
  const before = command.parent;
  const own = command.opts<Record<string, unknown>>();
  const given = before?.opts<Record<string, unknown>>() ?? {};
  const takes = new Set(command.options.map((option) => option.attributeName()));
  for (const option of before?.options ?? []) {
    const name = option.attributeName();
    if (before?.getOptionValueSource(name) === "cli" && !takes.has(name))
      throw new UsageError(`jarvis ${command.name()} takes no ${option.long ?? option.flags}.`);
  }
  return { ...given, ...own } as Options; // the command's own options, each parsed as it defines it
}

function failureJson(error: unknown) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "defect";
  return { kind: "failed", code, message: messageOf(error) };
}
