// One project opened in a home: its engine, its rows and its clients, put together.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createChecks } from "../adapters/checks-command/checks.ts";
import { createGit, isGitSlot } from "../adapters/git-cli/git.ts";
import { readLeftovers } from "../adapters/git-cli/leftovers.ts";
import { systemClock } from "../adapters/system/clock.ts";
import { systemIds } from "../adapters/system/ids.ts";
import type { CatalogueAccess } from "../catalogue/access.ts";
import type { CatalogueTool } from "../catalogue/tool.ts";
import { conversationTools } from "../catalogue/tools.ts";
import { isAway } from "../domain/away/state.ts";
import { conversationId } from "../domain/ids.ts";
import { obligations } from "../domain/obligations.ts";
import type { Limits } from "../domain/state.ts";
import { measureConditions } from "../engine/away-conditions.ts";
import { createEngine, type Engine, type EngineOptions } from "../engine/engine.ts";
import { DEFAULT_WATCH } from "../engine/watch-agents.ts";
import { parseTicketFile } from "../playbook/ticket-file.ts";
import { parseAgentDefinition } from "../ports/agent-definition.ts";
import type { RepositoryFacts } from "../ports/repository.ts";
import { withMessagesLogged, type AgentLogListener } from "../server/agent-log.ts";
import { createLiveProject, type OpenedProject } from "../server/live-project.ts";
import { createLocalClient, type LocalClient } from "../server/local-client.ts";
import { projectBudget } from "../projections/budget.ts";
import { catalogueAccess, openProject } from "../server/project.ts";
import type { Host } from "../wire/host.ts";
import { archiveEnded } from "./archive-ended.ts";
import { survivorsIn, Undo, type Home } from "./home.ts";
import { ASSETS } from "./package.ts";
import { openParts, openProjectRepository, type ProjectOptions, type ProjectParts } from "./project-parts.ts";
import { createListeners, type Listeners } from "./listeners.ts";
import { limitsNow, readLimitSettings } from "./limits.ts";
import { bannerOf, projectRow } from "./project-row.ts";
import { agentLogOf, environmentOf, runInWorktrees } from "./run-in-worktrees.ts";
import { record } from "./record.ts";
import { obeyStopFile } from "./stop-file.ts";
import { watchRepository } from "./watch-repository.ts";

const CONVERSATION = conversationId("C1");
const REST_POLL_MS = 50;

/** What a hostile test puts in the place of a protection, to see its assertions fail. The product passes none. */
export interface HostSeams {
  readonly decide?: EngineOptions["decide"];
  readonly tools?: (access: CatalogueAccess) => readonly CatalogueTool[];
  /** Is given the scripted model, so that a test can let it fail. */
  readonly onPlaybook?: (playbook: ProjectParts["playbook"]) => void;
  /** What the engine is made of, wrapped: to be ended between two steps of an effect. */
  readonly engine?: (options: EngineOptions) => EngineOptions;
}

export interface ComposedProject {
  readonly live: OpenedProject;
  readonly host: Host;
  /** What answers has changed. */
  renewConversation(): Promise<void>;
  /** Nobody watches it at this moment. */
  isAway(): boolean;
}

/**
 * Opens a repository as a project and starts its engine. Everything that it made is given back by the host's `close`. `findOpen`: one that is open
 * already is given instead, whatever path leads to it.
 */
export async function openProjectIn(
  home: Home,
  options: ProjectOptions,
  seams: HostSeams = {},
  findOpen: (id: string) => ComposedProject | null = () => null,
): Promise<ComposedProject> {
  const undo = new Undo();
  try {
    const repository = await openProjectRepository(home, options, undo);
    const known = findOpen(repository.id);
    if (known !== null) {
      await undo.run();
      return known;
    }
    const parts = await openParts(home, options, repository, undo);
    const { folder } = parts;
    seams.onPlaybook?.(parts.playbook);
    const listener = createListeners();
    const settings = await readLimitSettings(home, parts, options, (problem) => listener.defect(problem));
    const limits = () => limitsNow(home, options, settings);
    const engine = startEngine(home, parts, { ...options, ...seams, limits: limits() }, listener);
    undo.push(() => engine.stop());
    if (options.recordPath !== undefined) undo.push(record(options.recordPath, engine));
    await openProject(engine, {
      project: folder.id,
      root: parts.facts.root,
      target: parts.facts.target,
      conversation: CONVERSATION,
      highestTicket: await parts.repository.readHighestTicket(),
      uuid: systemIds.uuid(),
    });
    await engine.connectAccount({ isChosen: false });
    const composed = compose(home, parts, engine, options, { listener, undo, limits });
    const leaveStopFile = await obeyStopFile({
      home: home.path,
      engine,
      clock: systemClock,
      onDefect: (error) => listener.defect(`The file STOP is not looked for any more: ${String(error)}`),
    });
    undo.push(leaveStopFile);
    const stopArchiving = archiveEnded(parts.activity, engine, (error) =>
      listener.defect(`Records of ended runs stay where they are: ${String(error)}`),
    );
    undo.push(stopArchiving);
    engine.start();
    return composed;
  } catch (error) {
    await undo.run();
    throw error;
  }
}

interface Around {
  readonly listener: Listeners;
  readonly undo: Undo;
  /** As they are with the model that answers. */
  readonly limits: () => Limits;
}

function compose(
  home: Home,
  parts: ProjectParts,
  engine: Engine,
  options: ProjectOptions,
  { listener, undo, limits }: Around,
): ComposedProject {
  const { repository, facts, journal, activity } = parts;
  const seen: { facts: RepositoryFacts } = { facts };
  const commands = runInWorktrees({
    parts,
    engine,
    undo,
    activity: agentLogOf(parts, engine, listener),
  });
  const live = createLiveProject({
    engine,
    journal,
    activity,
    catalogue: catalogueAccess(engine, repository, parts.workspaces, facts.target),
    conversation: CONVERSATION,
    project: () => ({
      ...projectRow(home, parts, seen.facts, options, engine.state()),
      budget: projectBudget(engine.state(), systemClock.now()),
    }),
    parseTicket: (markdown) => {
      const result = parseTicketFile(markdown);
      return result.isOk
        ? { kind: "read", ticket: result.ticket }
        : { kind: "refused", text: result.problem };
    },
    readDiff: (request) => repository.readDiff(request),
    measureConditions: (isUnsafe) =>
      measureConditions({
        state: () => engine.state(),
        isUnsafe,
        sandbox: parts.sandbox,
        machine: home.machine,
        rules: home.room,
        folders: foldersOf(parts),
        checkTarget: () => engine.checkTarget(),
      }),
    commands,
    newId: () => systemIds.uuid(),
  });
  undo.push(
    watchRepository({ repository, commonDir: facts.commonDir }, engine, systemClock, (now) => {
      seen.facts = now;
      live.noteProject();
    }),
  );
  const client = createLocalClient({
    engine,
    conversation: CONVERSATION,
    banner: bannerOf(home, parts, options),
    userAccess: live.userAccess(systemIds.uuid(), null),
  });
  listener.add(live.log);
  listener.add(clientListener(client));
  listener.onDefect((text) => client.tellNotice("error", text));
  return {
    live,
    host: hostOf(parts, engine, client, () => undo.run()),
    isAway: () => isAway(engine.state(), systemClock.now()),
    renewConversation: async () => {
      engine.setLimits(limits());
      await engine.renewConversation();
      await engine.connectAccount({ isChosen: true });
      live.noteProject();
    },
  };
}

function startEngine(
  home: Home,
  parts: ProjectParts,
  options: ProjectOptions & HostSeams & { readonly limits: Limits },
  listener: Listeners,
): Engine {
  const { processes, repository, facts, folder, workspaces, sandbox, agents, journal, activity } = parts;
  const toolsOf = options.tools ?? conversationTools;
  const now = () => systemClock.now();
  const made: EngineOptions = {
    journal,
    repository,
    workspaces,
    agents: withMessagesLogged(agents, { activity, now, listener }),
    processes,
    clock: systemClock,
    ids: systemIds,
    checks: createChecks({ sandbox, clock: systemClock }),
    limits: options.limits,
    watch: {
      ...DEFAULT_WATCH,
      ...(options.quietAfterMs === undefined ? {} : { quietMs: options.quietAfterMs }),
    },
    admission: home.admission,
    folders: foldersOf(parts),
    conversationCwd: folder.conversation,
    activity: agentLogOf(parts, { state: () => engine.state() }, listener),
    tools: (access) => toolsOf(catalogueAccess(access, repository, workspaces, facts.target)),
    survivors: survivorsIn(home, folder.id),
    ...(options.decide === undefined ? {} : { decide: options.decide }),
    readDefinition: async (name) =>
      parseAgentDefinition(await readFile(join(ASSETS, "agents", `${name}.md`), "utf8"), `${name}.md`),
    environmentOf: (run) => environmentOf(engine, run),
    onDefect: (where, error) =>
      listener.defect(`Defect in ${where}: ${error instanceof Error ? error.message : String(error)}`),
  };
  const engine: Engine = createEngine(options.engine?.(made) ?? made);
  return engine;
}

/** Where work and records of a project go. */
function foldersOf({ facts, folder }: ProjectParts): readonly string[] {
  return [`${facts.root}-worktrees`, folder.root];
}

function clientListener(client: LocalClient): AgentLogListener {
  return {
    rows: () => undefined,
    delta: (_conversation, text) => client.tellDelta(text),
    step: (label, text) => client.tellStep(label, text),
  };
}

function hostOf(parts: ProjectParts, engine: Engine, client: LocalClient, close: () => Promise<void>): Host {
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
      playbook.requests().map((one) => ({ ...one, turn: one.turn ?? null, kind: one.kind ?? null })),
    setReportDelay: (delayMs) => playbook.setDelays({ reportTurnDelayMs: delayMs }),
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
