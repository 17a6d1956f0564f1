// `jarvis go-on`: after everything was stopped, everything goes on.
import type { Command } from "commander";
import { act } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

export function goOnCommand(cli: Cli): Command {
  const command = define({
    usage: "go-on",
    summary: "go on after jarvis stop --everything",
    examples: ["jarvis go-on"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options) => {
    const sentence = () => "Everything goes on as it was.";
    await act(cli, options, { name: "go-on", input: {}, sentence });
  });
}
