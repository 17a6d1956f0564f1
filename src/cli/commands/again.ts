// `jarvis again`: a worker that needed the user goes on.
import type { Command } from "commander";
import { act, subjectName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

export function againCommand(cli: Cli): Command {
  const command = define({
    usage: "again <worker>",
    summary: "go on after “needs you”",
    examples: ["jarvis again W1"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [given = ""]) => {
    const worker = subjectName(given);
    const sentence = (text: string) => `${text} goes on.`;
    await act(cli, options, { name: "try-again", input: { worker }, sentence });
  });
}
