// `jarvis diff`: what a run has changed, as git says it.
import type { Command } from "commander";
import { showPatch } from "../patch-lines.ts";
import { subjectName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { openProject } from "./project.ts";
import { runOf } from "./run-of.ts";

export function diffCommand(cli: Cli): Command {
  const command = define({
    usage: "diff <name>",
    summary: "the change of a worker or ticket, as a patch",
    details:
      "Git's patch from the commit that the run started from to its imported head. Control characters are left out for people; --json has the patch byte for byte.",
    examples: [
      "jarvis diff W1",
      "jarvis diff T-3 | less",
      "jarvis diff T-3 --json | jq -r .patch | git apply",
    ],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [given = ""]) => {
    const opened = await openProject(options, cli);
    const diff = await opened.of.diff(await runOf(opened, subjectName(given)));
    if (options.json === true) return cli.output.json(diff);
    if (diff.head === null) return cli.output.note(`${diff.run} has no commit yet that was imported.`);
    if (diff.patch !== "") showPatch(cli.output, diff.patch.replace(/\n$/, ""));
    if (diff.isCut)
      cli.output.note(`The patch is longer and was cut. All of it: git diff ${diff.base} ${diff.head}`);
  });
}
