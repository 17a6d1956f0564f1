// `jarvis raise`: more money, time, turns or tokens for what is held for its budget.
import type { Command } from "commander";
import { canonicalName } from "../remote/rows.ts";
import { UsageError } from "../failures.ts";
import { act } from "./act.ts";
import { define, does, dollars, projectOptions, wholeFrom, type Cli, type ProjectOption } from "./cli.ts";

interface RaiseOptions extends ProjectOption {
  readonly cost?: number;
  readonly minutes?: number;
  readonly turns?: number;
  readonly tokens?: number;
}

export function raiseCommand(cli: Cli): Command {
  const command = define({
    usage: "raise <what>",
    summary: "raise a budget; a worker that is held for it goes on in its session",
    details:
      "Adds to a budget: of a ticket (T-3, or W1 for the ticket it is on), of today (all workers until midnight), or of the project. What was held for it goes on as soon as a worker may start.",
    examples: ["jarvis raise T-3 --cost 10 --minutes 60", "jarvis raise today --cost 20"],
  })
    .option("--cost <dollars>", "US dollars more", dollars)
    .option("--minutes <n>", "minutes of running time more", wholeFrom(1))
    .option("--turns <n>", "model turns more", wholeFrom(1))
    .option("--tokens <n>", "tokens more, in and out", wholeFrom(1));
  return does<RaiseOptions>(cli, projectOptions(command), async (options, [given = ""]) => {
    const subject = subjectOf(given);
    const { cost, minutes, turns, tokens } = options;
    const texts = [
      ...(cost === undefined ? [] : [`$${cost.toFixed(2)}`]),
      ...(minutes === undefined ? [] : [`${minutes} min`]),
      ...(turns === undefined ? [] : [`${turns} turns`]),
      ...(tokens === undefined ? [] : [`${tokens} tokens`]),
    ];
    if (texts.length === 0)
      throw new UsageError("Expected by how much: --cost, --minutes, --turns or --tokens.");
    const input = {
      subject,
      ...(cost === undefined ? {} : { costUsd: cost }),
      ...(minutes === undefined ? {} : { minutes }),
      ...(turns === undefined ? {} : { turns }),
      ...(tokens === undefined ? {} : { tokens }),
    };
    const sentence = () => `Raised by ${texts.join(", ")}: ${subject}.`;
    await act(cli, options, { name: "raise-budget", input, sentence });
  });
}

/** `T-3`, `W1`, `today` or `project`. @throws UsageError */
function subjectOf(given: string): string {
  const said = given.toLowerCase();
  if (said === "today" || said === "project") return said;
  const name = canonicalName(given);
  if (/^(?:T-\d+|W\d+|R-\d+\.\d+)$/.test(name)) return name;
  throw new UsageError(
    `Expected a ticket like T-3, a worker like W1, today or project, got ${JSON.stringify(given)}. jarvis ls shows them.`,
  );
}
