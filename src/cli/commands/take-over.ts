// `jarvis take-over` and `jarvis give-back`: work in a worker's worktree by hand, and let it go on.
import type { Command } from "commander";
import { act, subjectName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { accepted, openProject } from "./project.ts";
import { findRow } from "../remote/rows.ts";
import { messageText } from "./send.ts";

export function takeOverCommand(cli: Cli): Command {
  const command = define({
    usage: "take-over <worker>",
    summary: "work in a worker's worktree by hand",
    details:
      "Stops the worker, and when no process of it is left says where its worktree is. Session, worktree and branch stay, and nothing of JARVIS writes there until you give it back.",
    examples: ["jarvis take-over W1", 'cd "$(jarvis take-over T-1 --json | jq -r .path)"'],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [given = ""]) => {
    const worker = subjectName(given);
    const { of } = await openProject(options, cli);
    const done = accepted(await of.command("take-over", { worker }));
    const ticket = findRow((await of.board()).rows, worker)?.ticket ?? worker;
    const path = pathOf((await of.ticket(ticket)).detail);
    if (options.json === true) return cli.output.json({ ...done, worker, ticket, path });
    cli.output.line(`${done.text} is stopped; its worktree is yours: ${path}`);
    cli.output.line(`Give it back: jarvis give-back ${worker}, or with --done when nothing is left to do`);
  });
}

function pathOf({ run }: Readonly<Record<string, unknown>>): string {
  const path = typeof run === "object" && run !== null && "workspacePath" in run ? run.workspacePath : null;
  return typeof path === "string" ? path : "";
}

interface GiveBackOptions extends ProjectOption {
  readonly done?: boolean;
}

export function giveBackCommand(cli: Cli): Command {
  const command = define({
    usage: "give-back [words...]",
    summary: "give a worktree back to its worker: W1 or T-1, with TEXT to it",
    details:
      "The worker is told what you committed and what you left uncommitted, with your words behind it, and goes on in the same session as soon as a worker may start. With --done it does not: what is committed is imported, checked and reviewed as it is.",
    examples: [
      "jarvis give-back W1",
      "jarvis give-back T-1 'I mended the parser, the tests are yours'",
      "jarvis give-back W1 --done",
    ],
  }).option("--done", "nothing is left to do: straight to checks and review");
  return does<GiveBackOptions>(cli, projectOptions(command), async (options, [given = "", ...words]) => {
    const worker = subjectName(given);
    const isDone = options.done ?? false;
    const text = words.length === 0 ? null : await messageText(cli, words);
    await act(cli, options, {
      name: "give-back",
      input: { worker, isDone, ...(text === null ? {} : { text }) },
      sentence: (whom) =>
        isDone
          ? `${whom}: what you did is checked and reviewed.`
          : `${whom} goes on as soon as a worker may start.`,
    });
  });
}
