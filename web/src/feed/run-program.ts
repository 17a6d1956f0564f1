// A program of the user in a worktree: the answer is read line by line while it runs.
import type { Refused } from "../../../src/wire/commands.ts";
import { pathTo } from "../../../src/wire/routes.ts";
import type { RunCommandInput, RunLine } from "../../../src/wire/run-command.ts";
import { stream } from "./request.ts";

export interface ProgramRun {
  readonly input: RunCommandInput;
  readonly onLine: (line: RunLine) => void;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/** Null: every line has been given; a refusal, when it was not begun or the answer broke off. */
export async function runProgram(
  project: string,
  { input, onLine, signal }: ProgramRun,
): Promise<Refused | null> {
  let rest = "";
  return await stream(pathTo("run", { project }), input, signal, (text) => {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    // Each line is a `RunLine`: the daemon that served this page answers as it was built.
    for (const line of lines) onLine(JSON.parse(line) as RunLine);
  });
}
