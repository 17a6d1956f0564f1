// `jarvis recover`: what was kept of workers that were stopped or removed, and the way back to it. Asks no daemon.
import { resolve } from "node:path";
import type { Command } from "commander";
import type { KeptList, KeptRequest, KeptRestored, KeptShown, KeptWorkRow } from "../../wire/offline.ts";
import { homePath, shortPath } from "../daemon/home.ts";
import { UsageError } from "../failures.ts";
import { showPatch } from "../patch-lines.ts";
import { clockTime } from "../text.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";

interface RecoverOptions extends ProjectOption {
  readonly diff?: boolean;
  readonly to?: string;
  readonly into?: string;
}

const ACTIONS = ["list", "show", "restore"] as const;

export function recoverCommand(cli: Cli): Command {
  const command = define({
    usage: "recover [action] [work]",
    summary: "list, show and restore what was kept of stopped workers",
    details:
      "`list` (the default) shows all kept work of the repository, `show` the files of one, `restore` makes a new branch and a new worktree of it: what was not committed is not committed there either. A work is named as in the list, R-12.1/1, or by its run alone: then it is the newest. Needs no JARVIS that runs, and never touches your checkout, your index, your stash or a branch that is there.",
    examples: [
      "jarvis recover",
      "jarvis recover show R-12.1/1 --diff | less",
      "jarvis recover restore R-12.1/1",
      "jarvis recover restore R-12.1 --to fix/login --into ../shop-login",
    ],
  })
    .option("--diff", "show: with the whole patch")
    .option("--to <branch>", "restore: name of the new branch (default: recovered/RUN-N)")
    .option("--into <folder>", "restore: the new folder (default: in REPOSITORY-recovered)");
  return does<RecoverOptions>(cli, projectOptions(command), async (options, [given = "list", work]) => {
    const action = ACTIONS.find((one) => one === given);
    if (action === undefined)
      throw new UsageError(`Expected list, show or restore, got ${JSON.stringify(given)}.`);
    refuseOptions(action, options);
    if (action === "list") return list(cli, options, work);
    if (work === undefined)
      throw new UsageError(`Expected a work to ${action}, like R-12.1/1. See them: jarvis recover list`);
    return action === "show" ? show(cli, options, work) : restore(cli, options, work);
  });
}

function refuseOptions(action: (typeof ACTIONS)[number], { diff, to, into }: RecoverOptions): void {
  const option = action !== "show" && diff === true ? "--diff" : undefined;
  const other = to !== undefined ? "--to" : into !== undefined ? "--into" : undefined;
  const found = option ?? (action === "restore" ? undefined : other);
  if (found !== undefined) throw new UsageError(`jarvis recover ${action} takes no ${found}.`);
}

function requestOf(options: RecoverOptions): KeptRequest {
  return { home: homePath(options.home), project: options.project ?? null, from: process.cwd() };
}

async function list(
  { world, output }: Cli,
  options: RecoverOptions,
  more: string | undefined,
): Promise<void> {
  if (more !== undefined)
    throw new UsageError(`jarvis recover list takes no name. Did you mean: jarvis recover show ${more}`);
  const kept = await (await world.offline()).listKept(requestOf(options));
  if (options.json === true) return output.json(kept);
  for (const work of kept.works) output.line(entryOf(work, kept.target));
  if (kept.leftOutCount > 0) output.note(`(${kept.leftOutCount} older ones are not shown.)`);
  const [newest] = kept.works;
  if (newest === undefined) return output.note(`Nothing is kept in ${shortPath(kept.root)}.`);
  output.note(`${sumOf(kept)} Bring one back: jarvis recover restore ${newest.name}`);
}

function sumOf({ works, root, totalBytes }: KeptList): string {
  const disk =
    totalBytes === null
      ? "how much disk they take was not found out in time"
      : `about ${sizeText(totalBytes)} of disk`;
  return `${works.length} kept in ${shortPath(root)}, ${disk}.`;
}

function entryOf(work: KeptWorkRow, target: string): string {
  return [
    headOf(work),
    `  ${factsOf(work)}${work.isOnTarget ? ` · all of it is on ${target}` : ""}`,
    `  ${work.ref}`,
  ].join("\n");
}

function headOf({ name, ticket, title }: KeptWorkRow): string {
  return `${name} · ${ticket}${title === null ? "" : ` ${title}`}`;
}

function factsOf({ at, fileCount, sizeBytes }: KeptWorkRow): string {
  const parts = [clockTime(at, Date.now()), filesText(fileCount)];
  if (sizeBytes !== null) parts.push(`about ${sizeText(sizeBytes)}`);
  return parts.join(" · ");
}

async function show({ world, output }: Cli, options: RecoverOptions, name: string): Promise<void> {
  const withPatch = options.diff === true;
  const shown = await (await world.offline()).showKept({ ...requestOf(options), name, withPatch });
  if (options.json === true) return output.json(shown);
  output.line(`${headOf(shown)}\n${factsOf(shown)} · ${shown.ref}`);
  output.line(`on ${shown.head.slice(0, 12)}, compared with ${shown.base.slice(0, 12)}`);
  output.line(shown.files.length === 0 ? "  No file differs." : fileLines(shown));
  tellOtherCommits(output, shown);
  if (shown.others.length > 0) output.note(`Of the same run: ${shown.others.join(", ")}`);
  if (shown.patch !== null && shown.patch !== "") showPatch(output, shown.patch.replace(/\n$/, ""));
  output.note(`Bring it back: jarvis recover restore ${shown.name}`);
}

function fileLines({ files }: KeptShown): string {
  return files
    .map(({ path, added, removed, states }) => {
      const lines = added === null || removed === null ? "binary" : `+${added} −${removed}`;
      return `  ${lines.padEnd(10)} ${states.join(", ").padEnd(18)} ${path.replaceAll("\n", "\\n")}`;
    })
    .join("\n");
}

async function restore({ world, output }: Cli, options: RecoverOptions, name: string): Promise<void> {
  const [branch, into] = [options.to ?? null, options.into === undefined ? null : resolve(options.into)];
  const restored = await (await world.offline()).restoreKept({ ...requestOf(options), name, branch, into });
  if (options.json === true) return output.json(restored);
  const { path, fileCount, isThereAlready } = restored;
  const place = shortPath(path);
  output.line(
    isThereAlready
      ? `${restored.name} is there already: ${place}, on branch ${restored.branch}. Nothing was changed.`
      : `${restored.name} is back with ${filesText(fileCount)}: ${place}, on the new branch ${restored.branch}.`,
  );
  tellOtherCommits(output, restored);
  output.line(`When you are done with it: git worktree remove ${quoted(path)}`);
}

function tellOtherCommits(output: Cli["output"], { otherCommits }: Pick<KeptRestored, "otherCommits">): void {
  for (const commit of otherCommits) output.note(`Kept with it, not in these files: git show ${commit}`);
}

function filesText(count: number): string {
  return `${count} ${count === 1 ? "file" : "files"}`;
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** As a shell takes it back. */
function quoted(path: string): string {
  return /^[\w./@%+:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
