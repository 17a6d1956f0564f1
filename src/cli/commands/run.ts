// `jarvis run`: a program in the worktree of a run, or in all of them; its exit status is ours.
import { constants } from "node:os";
import type { Command } from "commander";
import { RUN_SECONDS_DEFAULT, type RunLine } from "../../wire/run-command.ts";
import { UsageError } from "../failures.ts";
import type { Output } from "../output.ts";
import { workerOrAll } from "./act.ts";
import { define, does, projectOptions, wholeFrom, type Cli, type ProjectOption } from "./cli.ts";
import { createLineSplitter } from "../line-splitter.ts";
import { openProject } from "./project.ts";

interface RunOptions extends ProjectOption {
  readonly all?: boolean;
  readonly seconds: number;
}

export function runCommand(cli: Cli): Command {
  const command = define({
    usage: "run [words...]",
    summary: "run a program in a worker's worktree: W1 -- CMD, T-1 -- CMD, or --all -- CMD",
    details:
      "Runs the program behind -- in the worktree of a run, through its sandbox and without a shell, and ends with its exit status: 124 when its time was over, 127 when there is no such program, 128 + n when signal n ended it, 143 when its run was stopped. With --all it runs in every worktree; a table says what came of each, and the worst status counts.",
    examples: [
      "jarvis run T-1 -- npm test",
      "jarvis run W1 --seconds 60 -- git log --oneline -5",
      "jarvis run --all -- git status --short",
    ],
  })
    .option("--all", "in every run's worktree")
    .option("--seconds <n>", "how long at most", wholeFrom(1), RUN_SECONDS_DEFAULT);
  return does<RunOptions>(cli, projectOptions(command), async (options, words) => {
    const isAll = options.all ?? false;
    const [first, ...rest] = words;
    const worker = workerOrAll(isAll ? undefined : first, isAll);
    const argv = isAll ? [...words] : rest;
    if (argv.length === 0)
      throw new UsageError(
        `Expected a program behind --, as in: jarvis run ${isAll ? "--all" : worker} -- npm test`,
      );
    const { of } = await openProject(options, cli);
    const show = createShow(cli.output, { isAll, isJson: options.json === true });
    await of.run(
      { worker, argv, timeLimitSeconds: options.seconds },
      (line) => show.take(line),
      cli.output.gone,
    );
    return show.end();
  });
}

interface Show {
  take(line: RunLine): void;
  /** @returns the worst exit status */
  end(): number;
}

type Started = Extract<RunLine, { kind: "started" }>;
type Ended = Extract<RunLine, { kind: "ended" }>;

function createShow(output: Output, how: { readonly isAll: boolean; readonly isJson: boolean }): Show {
  const started = new Map<string, Started>();
  const ended: Ended[] = [];
  const splitters = new Map<string, ReturnType<typeof createLineSplitter>>();
  const print = (line: Extract<RunLine, { kind: "output" }>) => {
    const name = how.isAll ? `${started.get(line.run)?.worker ?? line.run} │ ` : "";
    const key = `${line.run} ${line.stream}`;
    const splitter =
      splitters.get(key) ??
      createLineSplitter((text) => {
        if (line.stream === "out") output.line(`${name}${text}`);
        else output.note(`${name}${text}`);
      });
    splitters.set(key, splitter);
    splitter.take(line.text);
  };
  return {
    take: (line) => {
      if (how.isJson) output.json(line);
      if (line.kind === "started") started.set(line.run, line);
      if (line.kind === "output" && !how.isJson) print(line);
      if (line.kind !== "ended") return;
      for (const [key, splitter] of splitters) if (key.startsWith(`${line.run} `)) splitter.flush();
      ended.push(line);
    },
    end: () => {
      for (const splitter of splitters.values()) splitter.flush();
      if (how.isAll && !how.isJson) for (const line of ended) output.line(rowOf(started.get(line.run), line));
      else if (!how.isJson) for (const line of ended) noteEnd(output, line);
      return Math.max(0, ...ended.map(exitCodeOf));
    },
  };
}

function rowOf(started: Started | undefined, line: Ended): string {
  const name = `${started?.worker ?? line.run}  ${started?.ticket ?? ""}`;
  const seconds = `${(line.durationMs / 1_000).toFixed(1)} s`;
  return `${name}  ${line.outcome === "exited" ? `exit ${exitCodeOf(line)}` : line.outcome}  ${seconds}${line.detail === "" ? "" : `  ${line.detail}`}`;
}

/** What the exit status alone does not say. */
function noteEnd(output: Output, line: Ended): void {
  if (line.isCut) output.note("(More was printed than is passed on; the end is in jarvis logs.)");
  if (line.detail !== "") output.note(line.detail);
  if (line.outcome === "timed-out")
    output.note(`Ended after ${Math.round(line.durationMs / 1_000)} s: its time was over.`);
  if (line.outcome === "stopped") output.note("Ended with its run, or with everything.");
}

/** As a shell says it. */
function exitCodeOf({ outcome, exitCode, signal }: Ended): number {
  switch (outcome) {
    case "exited":
      return exitCode ?? 128 + (signalNumber(signal) ?? 9);
    case "timed-out":
      return 124;
    case "stopped":
      return 128 + 15;
    case "not-started":
      return 127;
    case "refused":
      return 1;
    default:
      return outcome satisfies never;
  }
}

function signalNumber(name: string | null): number | undefined {
  return Object.entries(constants.signals).find(([known]) => known === name)?.[1];
}
