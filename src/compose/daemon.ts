// The daemon of one home: its projects, what answers in them, and the one way in over HTTP.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PortFailure } from "../ports/failure.ts";
import type { DaemonAccess } from "../server/access.ts";
import { ensureDaemonToken } from "../server/guard/daemon-token.ts";
import { openBrowserSessions } from "../server/guard/sessions.ts";
import { createSignInLinks } from "../server/guard/sign-in-links.ts";
import { startHttpServer, type HttpServer, type ServerOptions } from "../server/http/listen.ts";
import { createPage } from "../server/http/page.ts";
import type { RunningDaemon, ServeOptions } from "../cli/world.ts";
import type { DaemonFile, ProjectSummary } from "../wire/reads.ts";
import { pathTo } from "../wire/routes.ts";
import { readDaemonFile } from "./detached.ts";
import { closeOnSignal, openHome, type Home } from "./home.ts";
import { createOpenProjects, formerProjects, type OpenProjects } from "./open-projects.ts";
import { readVersion } from "./package.ts";
import { buildPage, type PageBuild } from "./page-build.ts";
import type { ComposedProject, HostSeams } from "./project.ts";

export interface DaemonOptions extends ServeOptions {
  /** Where an event, a fact or a request is recorded, for tests. */
  readonly requestLogPath?: string;
  readonly isGullible?: boolean;
  /** What goes wrong beside what is asked for is told here. */
  readonly tell: (notice: string) => void;
}

export interface DaemonSeams extends HostSeams {
  readonly makeGuard?: ServerOptions["makeGuard"];
}

export interface OpenDaemon extends RunningDaemon {
  readonly home: string;
  readonly port: number;
  /** The bearer token of the command line. */
  readonly token: string;
  projects(): readonly ComposedProject[];
}

/** @throws PortFailure · CannotListen · GuardMisconfigured, with everything closed again that was opened before */
export async function openDaemon(options: DaemonOptions, seams: DaemonSeams = {}): Promise<OpenDaemon> {
  const home = await openHome(options);
  const ended = Promise.withResolvers<void>();
  let closing: Promise<void> | null = null;
  const close = () =>
    (closing ??= home.undo
      .run()
      .catch((error: unknown) => options.tell(`On the way out: ${textOf(error)}`))
      .finally(() => ended.resolve()));
  home.undo.push(closeOnSignal(close));
  try {
    const projects = createOpenProjects(home, projectDefaults(options), seams);
    home.undo.push(() => projects.close());
    const { path, target, hint, recordPath } = options;
    const first = await projects.open({
      path,
      ...(target === undefined ? {} : { target }),
      ...(hint === undefined ? {} : { hint }),
      ...(recordPath === undefined ? {} : { recordPath }),
    });
    const build = buildPage(home.processes);
    const links = createSignInLinks(() => Date.now());
    const token = ensureDaemonToken(home.path, options.tell);
    const version = await readVersion();
    const startedAt = Date.now();
    const daemon = accessOf(home, projects, { build, version, startedAt, close: () => void close() });
    const server = await listen(home, daemon, options, { build, links, token, seams });
    const url = `http://127.0.0.1:${server.port}`;
    const file: DaemonFile = { pid: process.pid, port: server.port, url, version, startedAt };
    const filePath = join(home.path, "daemon.json");
    // Before the file is there nobody asks; after it is gone nobody does.
    writeFileSync(filePath, JSON.stringify(file), { mode: 0o600 });
    home.undo.push(() => rmSync(filePath, { force: true }));
    void reopenFormer(home, projects, options.tell);
    return {
      url,
      token,
      close,
      closed: ended.promise,
      home: home.path,
      port: server.port,
      project: first.live.id,
      projects: () => projects.list(),
      rest: () => first.host.rest(),
      signInUrl: async () => `${url}${pathTo("login")}?t=${links.make()}`,
      openProject: async (request) => summaryOf(await projects.open(request)),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Listening {
  readonly build: PageBuild;
  readonly links: ReturnType<typeof createSignInLinks>;
  readonly token: string;
  readonly seams: DaemonSeams;
}

async function listen(
  home: Home,
  daemon: DaemonAccess,
  options: DaemonOptions,
  { build, links, token, seams }: Listening,
): Promise<HttpServer> {
  const server = await startHttpServer({
    // The same port as before, so that a page that is open finds its daemon again.
    port: options.port ?? readDaemonFile(home.path)?.port ?? PORT,
    ifTaken: options.port === undefined ? "next" : "fail",
    publicOrigins: [],
    daemon,
    sessions: openBrowserSessions({ folder: home.path, nowMs: () => Date.now(), tell: options.tell }),
    links,
    bearerToken: token,
    page: createPage({ folder: build.folder, buildState: () => build.state() }),
    onDefect: (where, error) => options.tell(`Defect in ${where}: ${textOf(error)}`),
    ...(seams.makeGuard === undefined ? {} : { makeGuard: seams.makeGuard }),
  });
  home.undo.push(() => server.close());
  return server;
}

/** What the world refused says what to do; a defect shows where it is. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "retry" in error ? error.message : (error.stack ?? error.message);
}

/** Tried first in a new home. Any other does as well. */
const PORT = 4747;

function projectDefaults(options: DaemonOptions) {
  const {
    answerWithinMs,
    runsMax,
    quietAfterMs,
    turnDelayMs,
    requestLogPath,
    isGullible,
    dayUsdMax,
    projectUsdMax,
  } = options;
  return {
    ...(runsMax === undefined ? {} : { runsMax }),
    ...(quietAfterMs === undefined ? {} : { quietAfterMs }),
    ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
    ...(dayUsdMax === undefined ? {} : { dayUsdMax }),
    ...(projectUsdMax === undefined ? {} : { projectUsdMax }),
    ...(turnDelayMs === undefined ? {} : { turnDelayMs }),
    ...(requestLogPath === undefined ? {} : { requestLogPath }),
    ...(isGullible === undefined ? {} : { isGullible }),
  };
}

function accessOf(
  home: Home,
  projects: OpenProjects,
  about: {
    readonly build: PageBuild;
    readonly version: string;
    readonly startedAt: number;
    readonly close: () => void;
  },
): DaemonAccess {
  const list = () => projects.list();
  return {
    projects: () => list().map((one) => one.live),
    openProject: async (request) => (await projects.open(request)).live,
    onProjects: (listener) => projects.onChange(listener),
    describe: () => ({
      version: about.version,
      pid: process.pid,
      startedAt: about.startedAt,
      home: home.path,
      model: home.model.describe(),
      projects: list().map(summaryOf),
      page: about.build.state(),
    }),
    readModel: () => home.model.describe(),
    chooseModel: async (choice) => {
      const away = list().find((one) => one.isAway());
      if (away !== undefined) throw new ModelFixedWhileAway(away.live.name);
      home.model.choose(choice);
      await Promise.all(list().map((one) => one.renewConversation()));
      return home.model.describe();
    },
    quit: about.close,
  };
}

function summaryOf({ live }: ComposedProject): ProjectSummary {
  return { id: live.id, name: live.name, root: live.root };
}

/** Who pays is no thing to change while nobody watches. */
class ModelFixedWhileAway extends PortFailure {
  readonly code = "away";
  readonly retry = "after-change";
  constructor(project: string) {
    super(
      `Cannot connect another model: you are away from ${project}, and nobody watches. Nothing was changed. Say that you are back (jarvis back), then connect it.`,
    );
  }
}

/** What a former daemon of this home had open goes on: its runs are owed. One that cannot be opened is told of and left as it is. */
async function reopenFormer(
  home: Home,
  projects: OpenProjects,
  tell: (notice: string) => void,
): Promise<void> {
  for (const request of formerProjects(home.path)) {
    try {
      await projects.open(request);
    } catch (error) {
      // Whatever is wrong with one project, a damaged journal too, the others are served.
      tell(`The project ${request.path} was open before and is not now: ${textOf(error)}`);
    }
  }
}
