// `jarvis [PATH]` and `jarvis start`: a repository opened in the daemon that runs, else in one that is started for it.
import { resolve } from "node:path";
import { Option, type Command } from "commander";
import type { ProjectSummary } from "../../wire/reads.ts";
import { createDaemonApi } from "../daemon/api.ts";
import { homeFlag, homePath, shortPath } from "../daemon/home.ts";
import { findDaemon, requireDaemon, type DaemonPlace } from "../daemon/place.ts";
import { bannerLines, bannerOf } from "../render/banner.ts";
import { define, does, type Cli } from "./cli.ts";
import { openOnDesktop } from "./open.ts";
import { refuseStartOptions, serveOptions, startOptions, type StartOptions } from "./start-options.ts";

export const SAMPLE_HINT = "This is a sample to try things on. Say: Let's add dark mode";

interface HereOptions extends StartOptions {
  readonly open?: boolean;
}

interface DetachedOptions extends HereOptions {
  readonly detach?: boolean;
}

interface Where {
  readonly path: string;
  readonly home: string;
  readonly hint?: string;
}

export function addStartOptions(command: Command): Command {
  return startOptions(command).addOption(new Option("--no-open", "do not open a browser"));
}

/** `jarvis [PATH]`. */
export async function runHere(cli: Cli, options: HereOptions, path: string | undefined): Promise<void> {
  const where = await placeOf(cli, options, path);
  const running = await findDaemon(where.home);
  if (running === null) await serveHere(cli, options, where);
  else await openThere(cli, options, where, running);
}

export function startCommand(cli: Cli): Command {
  const command = define({
    usage: "start [path]",
    summary: "start JARVIS on a repository, with -d as a process that outlives this terminal",
    details:
      "Starts JARVIS on the git repository at PATH (default: the current folder). With -d it runs detached: it outlives this terminal until jarvis quit. When JARVIS runs already, the repository is opened there.",
    examples: ["jarvis start -d ~/code/shop", "jarvis start -d . --model claude --workers 5"],
  }).addOption(new Option("-d, --detach", "as a process that outlives this terminal"));
  return does<DetachedOptions>(cli, addStartOptions(command), async (options, [path = "."]) => {
    const where = { path, home: homePath(options.home) };
    const running = await findDaemon(where.home);
    if (running !== null) await openThere(cli, options, where, running);
    else if (options.detach === true) await serveDetached(cli, options, where);
    else await serveHere(cli, options, where);
  });
}

/** Without a path: a small sample in a scratch folder, with a home of its own. */
async function placeOf(cli: Cli, { home }: HereOptions, path: string | undefined): Promise<Where> {
  if (path !== undefined) return { path, home: homePath(home) };
  const sample = await cli.world.makeSample();
  return { path: sample.path, home: homePath(home ?? `${sample.scratch}/home`), hint: SAMPLE_HINT };
}

async function serveHere(cli: Cli, options: HereOptions, where: Where): Promise<void> {
  const daemon = await cli.world.serve(serveOptions(options, where));
  try {
    await tellOpened(cli, options, {
      place: await requireDaemon(where.home),
      project: daemon.project,
      link: await daemon.signInUrl(),
      isNew: true,
    });
    if (options.json !== true)
      cli.output.line(
        `Ctrl-C ends JARVIS; workers' work is kept. To talk in a terminal: jarvis chat${homeFlag(where.home)}`,
        "dim",
      );
    await daemon.closed;
  } finally {
    await daemon.close();
  }
}

async function serveDetached(cli: Cli, options: HereOptions, where: Where): Promise<void> {
  const { pid } = await cli.world.serveDetached(serveOptions(options, where));
  const place = await requireDaemon(where.home);
  const api = createDaemonApi(() => place);
  const project = await api.openProject(requestOf(options, where));
  await tellOpened(cli, options, { place, project: project.id, link: await api.signInLink(), isNew: true });
  if (options.json !== true)
    cli.output.line(
      `It runs as process ${pid} and outlives this terminal. jarvis quit${homeFlag(where.home)} ends it.`,
      "dim",
    );
}

async function openThere(cli: Cli, options: HereOptions, where: Where, place: DaemonPlace): Promise<void> {
  refuseStartOptions(options, place);
  const api = createDaemonApi(() => place);
  const project = await api.openProject(requestOf(options, where));
  await tellOpened(cli, options, { place, project: project.id, link: await api.signInLink(), isNew: false });
}

function requestOf({ target }: StartOptions, { path }: Where) {
  return { path: resolve(path), ...(target === undefined ? {} : { target }) };
}

interface Opened {
  readonly place: DaemonPlace;
  readonly project: ProjectSummary["id"];
  readonly link: string;
  /** The daemon was started for it. */
  readonly isNew: boolean;
}

async function tellOpened({ output, world }: Cli, options: HereOptions, opened: Opened): Promise<void> {
  const { place, project: id, link, isNew } = opened;
  const { project } = await createDaemonApi(() => place)
    .project(id)
    .board();
  if (options.json === true) {
    const { url, pid, home } = place;
    return output.json({ url, pid, home, project: id, root: project.root, signInUrl: link, isNew });
  }
  for (const line of bannerLines(bannerOf(project))) output.line(line);
  output.line(
    `${isNew ? "JARVIS runs" : "Opened in the JARVIS that runs"} on ${shortPath(place.home)}. The page, for one sign-in within ten minutes (jarvis open${homeFlag(place.home)} makes another):`,
  );
  output.line(link, "bold");
  if (options.open !== false) await openOnDesktop({ output, world }, link);
}
