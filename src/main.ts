// The composition root: with offline-main.ts the only file that constructs adapters. bin/ imports it and calls `start`.
import { createHash } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createClaudeDriver } from "./adapters/agent-claude/driver.ts";
import type { ClaudeMode } from "./adapters/agent-claude/environment.ts";
import { claudeMode } from "./adapters/agent-claude/sign-in.ts";
import { createChecks } from "./adapters/checks-command/checks.ts";
import { makeRepository } from "./adapters/git-cli/make-repository.ts";
import { readLeftovers } from "./adapters/git-cli/leftovers.ts";
import { createGit, isGitSlot, type BoundGit } from "./adapters/git-cli/git.ts";
import { openRepository } from "./adapters/git-cli/repository.ts";
import { openWorkspaces } from "./adapters/git-cli/workspaces.ts";
import { createProcesses } from "./adapters/processes-posix/processes.ts";
import { createSandboxNone } from "./adapters/sandbox-none/sandbox.ts";
import { systemClock } from "./adapters/system/clock.ts";
import { systemIds } from "./adapters/system/ids.ts";
import type { CatalogueAccess } from "./catalogue/access.ts";
import type { CatalogueTool } from "./catalogue/tool.ts";
import { conversationTools } from "./catalogue/tools.ts";
import { obligations } from "./domain/obligations.ts";
import { branchName, conversationId, projectId } from "./domain/ids.ts";
import { must, DEFAULT_LIMITS } from "./domain/state.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine/engine.ts";
import { openActivity } from "./journal/activity/activity.ts";
import { lockHome } from "./journal/home-lock.ts";
import { openSqliteJournal } from "./journal/sqlite/sqlite-journal.ts";
import { parseTicketFile } from "./playbook/ticket-file.ts";
import { startPlaybook } from "./playbook/server.ts";
import { parseAgentDefinition } from "./ports/agent-definition.ts";
import type { Processes } from "./ports/processes.ts";
import type { RepositoryFacts } from "./ports/repository.ts";
import { createLocalClient, type LocalClient } from "./server/local-client.ts";
import { runCommandLine } from "./cli/command-line.ts";
import type { HostOptions, Sample } from "./wire/host-options.ts";
import type { Host } from "./wire/host.ts";
import { catalogueAccess, openProject, readDefaults } from "./server/project.ts";
import { createAgentLog, withMessagesLogged } from "./server/agent-log.ts";

const ASSETS = fileURLToPath(new URL("../assets/", import.meta.url));
const PACKAGE_ROOT = fileURLToPath(new URL("../", import.meta.url));
const CONVERSATION = conversationId("C1");
/** What the playbook waits before it answers, so that what is seen and measured is the product. */
const PLAYBOOK_TURN_MS = 1_000;

/** What is undone on the way out, the last first. */
type Undo = (() => Promise<unknown> | void)[];

/** What a hostile test puts in the place of a protection, to see its assertions fail. The product passes none. */
export interface HostSeams {
  readonly decide?: EngineOptions["decide"];
  readonly tools?: (access: CatalogueAccess) => readonly CatalogueTool[];
}

/** Opens a repository as a project and starts its engine. Everything that it made is given back by `close`. */
export async function openHost(options: HostOptions, seams: HostSeams = {}): Promise<Host> {
  const undo: Undo = [];
  const close = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  undo.push(closeOnSignal(close));
  try {
    const parts = await openParts(options, undo);
    const client: { current: LocalClient | null } = { current: null };
    const engine = startEngine(parts, { ...options, ...seams }, client, undo);
    const { repository, facts, folder } = parts;
    await openProject(engine, {
      project: folder.id,
      root: facts.root,
      target: facts.target,
      conversation: CONVERSATION,
      highestTicket: await repository.readHighestTicket(),
      uuid: systemIds.uuid(),
    });
    client.current = clientOf(parts, engine, options);
    engine.start();
    return hostOf(parts, engine, client.current, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** A daemon that is told to go takes its agents along. Returns the way to stop listening. */
function closeOnSignal(close: () => Promise<void>): () => void {
  const leave = (_signal: NodeJS.Signals, number: number) => {
    // What a shell says of a program that a signal ended.
    process.exitCode = 128 + number;
    void close().finally(() => process.exit());
  };
  process.once("SIGHUP", leave).once("SIGINT", leave).once("SIGTERM", leave);
  return () => {
    process.off("SIGHUP", leave).off("SIGINT", leave).off("SIGTERM", leave);
  };
}

type Parts = Awaited<ReturnType<typeof openParts>>;

async function openParts(options: HostOptions, undo: Undo) {
  const home = resolve(options.home ?? process.env["JARVIS_HOME"] ?? join(homedir(), ".jarvis"));
  const lock = lockHome(home);
  undo.push(() => lock.release());
  const processes = createProcesses({ home });
  // The home is ours alone now: whatever still runs in its name is of a daemon that died.
  await processes.stopAll();
  undo.push(() => processes.stopAll());
  const repository = await openRepository({
    path: resolve(options.path),
    processes,
    ...(options.target === undefined ? {} : { target: branchName(options.target) }),
  });
  undo.push(() => repository.close());
  const facts = await repository.describe();
  const folder = projectFolder(home, facts);
  const workspaces = await openWorkspaces({ commonDir: facts.commonDir, root: facts.root, processes });
  undo.push(() => workspaces.close());
  const sandbox = createSandboxNone({ processes, home: folder.agentHome });
  const playbook = options.model === "playbook" ? await startPlaybook(playbookOptions(options)) : null;
  if (playbook !== null) undo.push(() => playbook.close());
  const mode: ClaudeMode =
    playbook === null
      ? claudeMode(process.env)
      : { kind: "playbook", url: (role, slot) => playbook.url(role, slot) };
  const agents = createClaudeDriver({
    sandbox,
    configHome: folder.agents,
    mode,
    clock: systemClock,
    isUnsafe: options.isUnsafe,
  });
  const journal = openSqliteJournal({ path: join(folder.root, "journal.db") });
  undo.push(() => journal.close());
  const activity = openActivity({
    path: join(folder.root, "activity.db"),
    blobsDir: join(folder.root, "blobs"),
    sessionsDir: join(folder.root, "sessions"),
  });
  undo.push(() => activity.close());
  return { processes, repository, facts, folder, workspaces, sandbox, playbook, agents, journal, activity };
}

function startEngine(
  parts: Parts,
  options: HostOptions & HostSeams,
  client: { readonly current: LocalClient | null },
  undo: Undo,
): Engine {
  const { processes, repository, facts, folder, workspaces, sandbox, agents, journal, activity } = parts;
  const toolsOf = options.tools ?? conversationTools;
  const engine: Engine = createEngine({
    journal,
    repository,
    workspaces,
    agents: withMessagesLogged(agents, { activity, now: () => systemClock.now() }),
    processes,
    clock: systemClock,
    ids: systemIds,
    checks: createChecks({ sandbox, clock: systemClock }),
    limits: { ...DEFAULT_LIMITS, ...(options.runsMax === undefined ? {} : { runsMax: options.runsMax }) },
    conversationCwd: folder.conversation,
    activity: createAgentLog({
      activity,
      now: () => systemClock.now(),
      client: () => client.current,
      state: () => engine.state(),
    }),
    tools: (access) => toolsOf(catalogueAccess(access, repository, facts.target)),
    ...(options.decide === undefined ? {} : { decide: options.decide }),
    readDefinition: async (name) =>
      parseAgentDefinition(await readFile(join(ASSETS, "agents", `${name}.md`), "utf8"), `${name}.md`),
    environmentOf: (run) => ({ JARVIS_ROOT: must(engine.state().runs, run).workspacePath ?? "" }),
    onDefect: (where, error) =>
      client.current?.tellNotice(
        "error",
        `Defect in ${where}: ${error instanceof Error ? error.message : String(error)}`,
      ),
  });
  undo.push(() => engine.stop());
  return engine;
}

function clientOf(parts: Parts, engine: Engine, options: HostOptions): LocalClient {
  const { facts, folder, agents, sandbox, repository } = parts;
  return createLocalClient({
    engine,
    conversation: CONVERSATION,
    session: systemIds.uuid(),
    newId: () => systemIds.uuid(),
    banner: {
      project: folder.id,
      model: agents.model,
      mode: options.model,
      root: facts.root,
      target: facts.target,
      targetTip: facts.targetTip.slice(0, 7),
      uncommittedCount: facts.uncommittedCount,
      detachedAt: facts.head.kind === "detached" ? facts.head.commit.slice(0, 7) : null,
      sandboxLevel: sandbox.level,
      sandboxReason: sandbox.reason,
      hint: options.hint ?? null,
    },
    parseTicket: (markdown) => {
      const result = parseTicketFile(markdown);
      return result.isOk
        ? { kind: "read", ticket: result.ticket }
        : { kind: "refused", text: result.problem };
    },
    readDefaults: () => readDefaults(repository, facts.target),
  });
}

function hostOf(parts: Parts, engine: Engine, client: LocalClient, close: () => Promise<void>): Host {
  const { processes, facts, workspaces, playbook, agents } = parts;
  const git = createGit({ processes });
  const here = git.at({ kind: "folder", path: facts.root });
  const isAgents = (slot: string) => slot !== CONVERSATION && !isGitSlot(slot);
  return {
    client,
    close,
    root: facts.root,
    model: agents.model,
    requests: () =>
      (playbook?.requests() ?? []).map((one) => ({ ...one, turn: one.turn ?? null, kind: one.kind ?? null })),
    setReportDelay: (delayMs) => playbook?.setDelays({ reportTurnDelayMs: delayMs }),
    readGit: async (argv) => (await here.read(argv)).stdout.toString("utf8"),
    leftovers: async () => ({
      ...(await readLeftovers(git, facts.root)),
      processes: processes.list().filter((one) => isAgents(one.slot)).length,
    }),
    rest: async () => {
      while (obligations(engine.state()).length > 0 || engine.inFlight().length > 0)
        await systemClock.wait(REST_POLL_MS);
      await workspaces.settle();
      await workspaces.retireVerify();
    },
  };
}

const REST_POLL_MS = 50;

interface ProjectFolder {
  readonly id: ReturnType<typeof projectId>;
  readonly root: string;
  readonly agents: string;
  readonly agentHome: string;
  readonly conversation: string;
}

/** A project is known by the real path of its common git directory. */
function projectFolder(home: string, facts: RepositoryFacts): ProjectFolder {
  const id = projectId(createHash("sha256").update(facts.commonDir).digest("hex").slice(0, 12));
  const root = join(home, "projects", id);
  const folder = {
    id,
    root,
    agents: join(root, "agents"),
    agentHome: join(root, "agent-home"),
    conversation: join(root, "conversation"),
  };
  for (const path of [folder.agents, folder.agentHome, folder.conversation])
    mkdirSync(path, { recursive: true, mode: 0o700 });
  return folder;
}

function playbookOptions(options: HostOptions) {
  return {
    turnDelayMs: options.turnDelayMs ?? PLAYBOOK_TURN_MS,
    chunkDelayMs: options.turnDelayMs === 0 ? 0 : 30,
    ...(options.requestLogPath === undefined ? {} : { requestLogPath: options.requestLogPath }),
    ...(options.isGullible === true ? { isGullible: true } : {}),
  };
}

/** A repository to try things on: the bundled sample, committed, in a scratch place. */
async function makeSample(
  place: { readonly parent?: string; readonly branch?: string } = {},
): Promise<Sample> {
  const parent =
    place.parent === undefined || place.parent === ""
      ? await mkdtemp(join(tmpdir(), "jarvis-"))
      : resolve(place.parent);
  await mkdir(parent, { recursive: true });
  const scratch = realpathSync(parent);
  const path = join(scratch, "my-app");
  await cp(join(ASSETS, "sample"), path, { recursive: true, errorOnExist: true, force: false });
  // npm leaves a file of this name out of a package.
  await rename(join(path, "gitignore"), join(path, ".gitignore"));
  const processes = createProcesses({ home: scratch });
  await makeRepository({ path, processes, message: "A small app" });
  if (place.branch !== undefined)
    await gitAt(processes, path).write(["switch", "--quiet", "--create", place.branch]);
  return { scratch, path };
}

function gitAt(processes: Processes, path: string): BoundGit {
  return createGit({ processes }).at({ kind: "folder", path });
}

/** Agents and checks must find the user's programs, not those that this package brought for itself. */
function cleanPath(): void {
  const own = join(PACKAGE_ROOT, "node_modules");
  process.env["PATH"] = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => entry !== "" && !entry.startsWith(own))
    .join(delimiter);
}

/** Runs the command line of this process. */
export async function start(): Promise<void> {
  cleanPath();
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    openHost,
    makeSample,
    stage: async (root, path) => {
      await gitAt(createProcesses({ home: root }), root).write(["add", "--", path]);
    },
    version: async () => {
      const manifest: unknown = JSON.parse(await readFile(join(PACKAGE_ROOT, "package.json"), "utf8"));
      return typeof manifest === "object" && manifest !== null && "version" in manifest
        ? String(manifest.version)
        : "unknown";
    },
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}

if (import.meta.main) await start();
