// A command's way to the daemon of a home and to one of its projects.
import type { View } from "../../wire/feed.ts";
import type { ProjectSummary } from "../../wire/reads.ts";
import { createDaemonApi, type DaemonApi, type ProjectApi } from "../daemon/api.ts";
import { readView } from "../daemon/feed.ts";
import { homePath, shortPath } from "../daemon/home.ts";
import { pickProject } from "../daemon/pick-project.ts";
import { findDaemon, requireDaemon, type DaemonPlace } from "../daemon/place.ts";
import { Declined } from "../failures.ts";
import type { Done, Refused } from "../../wire/commands.ts";
import type { Cli, HomeOption, ProjectOption } from "./cli.ts";

export interface OpenDaemon {
  readonly home: string;
  readonly place: DaemonPlace;
  readonly api: DaemonApi;
}

export interface OpenedProject extends OpenDaemon {
  readonly project: ProjectSummary;
  readonly of: ProjectApi;
  /** Where the daemon is now. */
  readonly find: () => Promise<DaemonPlace | null>;
  /** Everything of the project as it is now. */
  readonly view: () => Promise<View>;
}

/** @throws NoDaemon */
export async function openDaemon({ home: asked }: HomeOption, cli: Cli): Promise<OpenDaemon> {
  const home = homePath(asked);
  const place = await requireDaemon(home);
  const version = await cli.world.version();
  if (place.version !== version)
    cli.output.note(
      `(The JARVIS on ${shortPath(home)} is version ${place.version}, this command is ${version}: jarvis quit, then start it again.)`,
    );
  return { home, place, api: createDaemonApi(() => place) };
}

/** @throws NoDaemon @throws UsageError when it is not clear which project is meant */
export async function openProject(options: ProjectOption, cli: Cli): Promise<OpenedProject> {
  const daemon = await openDaemon(options, cli);
  const { api, home } = daemon;
  const { project, insteadOf } = await pickProject(await api.projects(), options.project, process.cwd());
  if (insteadOf !== null)
    cli.output.note(
      `(On ${shortPath(project.root)}, the only project that is open; ${shortPath(insteadOf)} is not.)`,
    );
  return openedProject(daemon, project, home);
}

function openedProject(daemon: OpenDaemon, project: ProjectSummary, home: string): OpenedProject {
  const find = () => findDaemon(home);
  return {
    ...daemon,
    project,
    of: daemon.api.project(project.id),
    find,
    view: () => readView(find, project.id),
  };
}

/** @throws Declined when the daemon said no */
export function accepted(reply: Done | Refused): Done {
  if (reply.kind === "refused") throw new Declined(reply.code, reply.message);
  return reply;
}
