// Commands that do one thing to one ticket or worker and say what came of it.
import type { CommandInput, CommandName } from "../../wire/commands.ts";
import { canonicalName } from "../remote/rows.ts";
import { UsageError } from "../failures.ts";
import type { Cli, ProjectOption } from "./cli.ts";
import { accepted, openProject } from "./project.ts";

/** Gives one command and says what came of it: `sentence` for people, the reply with what was named for machines. */
export async function act<Name extends CommandName>(
  cli: Cli,
  options: ProjectOption,
  request: {
    readonly name: Name;
    readonly input: CommandInput<Name>;
    readonly sentence: (text: string) => string;
  },
): Promise<void> {
  const { of } = await openProject(options, cli);
  const done = accepted(await of.command(request.name, request.input));
  if (options.json === true) cli.output.json({ ...done, ...namedIn(request.input) });
  else cli.output.line(request.sentence(done.text));
}

function namedIn(input: object): object {
  return {
    ...("ticket" in input ? { ticket: input.ticket } : {}),
    ...("worker" in input ? { worker: input.worker } : {}),
  };
}

/** `T-3`. @throws UsageError */
export function ticketName(given: string): string {
  const name = canonicalName(given);
  if (/^T-\d+$/.test(name)) return name;
  throw new UsageError(`Expected a ticket like T-3, got ${JSON.stringify(given)}. jarvis ls shows them.`);
}

/** `P-2`, in any of the ways in which people write it. */
export function isProposalName(given: string): boolean {
  return /^P-\d+$/.test(canonicalName(given));
}

/** `T-3`, `W1` or `R-3.1`. @throws UsageError */
export function subjectName(given: string): string {
  const name = canonicalName(given);
  if (/^(?:T-\d+|W\d+|R-\d+\.\d+)$/.test(name)) return name;
  throw new UsageError(
    `Expected a ticket like T-3 or a worker like W1, got ${JSON.stringify(given)}. jarvis ls shows them.`,
  );
}

/** One worker, or `all` with `--all`; exactly one of them. @throws UsageError */
export function workerOrAll(given: string | undefined, isAll: boolean): string {
  if (isAll && given !== undefined) throw new UsageError(`Expected ${given} or --all, got both.`);
  if (isAll) return "all";
  if (given === undefined) throw new UsageError("Expected a worker like W1, or --all for every live one.");
  return subjectName(given);
}
