// `jarvis pause` and `jarvis resume`: hold a worker, and let it go on in the same session.
import type { Command } from "commander";
import { act, workerOrAll } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

interface AllOption extends ProjectOption {
  readonly all?: boolean;
}

export function pauseCommand(cli: Cli): Command {
  const command = define({
    usage: "pause [worker]",
    summary: "hold a worker, or all of them; work and session are kept",
    examples: ["jarvis pause W1", "jarvis pause --all"],
  }).option("--all", "every worker that works");
  return does<AllOption>(cli, projectOptions(command), async (options, [given]) => {
    const worker = workerOrAll(given, options.all ?? false);
    const sentence = (held: string) =>
      `Paused: ${held}. Go on: jarvis resume ${worker === "all" ? "--all" : worker}`;
    await act(cli, options, { name: "pause-worker", input: { worker }, sentence });
  });
}

export function resumeCommand(cli: Cli): Command {
  const command = define({
    usage: "resume [worker]",
    summary: "let a paused or interrupted worker go on, or all of them",
    examples: ["jarvis resume W1", "jarvis resume --all"],
  }).option("--all", "every worker that is paused or interrupted");
  return does<AllOption>(cli, projectOptions(command), async (options, [given]) => {
    const worker = workerOrAll(given, options.all ?? false);
    const sentence = (resumed: string) => `Goes on as soon as a worker may start: ${resumed}.`;
    await act(cli, options, { name: "resume-worker", input: { worker }, sentence });
  });
}
