// Everything that one open project is made of, each part closed again by its home's way out.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createClaudeDriver } from "../adapters/agent-claude/driver.ts";
import type { ClaudeMode } from "../adapters/agent-claude/environment.ts";
import { createLeases, type Leases } from "../adapters/agent-claude/lease.ts";
import { openRepository, type OpenedRepository } from "../adapters/git-cli/repository.ts";
import { openWorkspaces } from "../adapters/git-cli/workspaces.ts";
import { scopeSlots } from "../adapters/processes-posix/scope-slots.ts";
import { createSandboxNone } from "../adapters/sandbox-none/sandbox.ts";
import { systemClock } from "../adapters/system/clock.ts";
import { branchName, projectId } from "../domain/ids.ts";
import { openActivity } from "../journal/activity/activity.ts";
import { openSqliteJournal } from "../journal/sqlite/sqlite-journal.ts";
import { startPlaybook } from "../playbook/server.ts";
import type { AgentDriver } from "../ports/agent.ts";
import type { RepositoryFacts } from "../ports/repository.ts";
import type { Sandbox } from "../ports/sandbox.ts";
import type { HostOptions } from "../wire/host-options.ts";
import type { Home, Undo } from "./home.ts";

/** What the playbook waits before it answers, so that what is seen and measured is the product. */
const PLAYBOOK_TURN_MS = 1_000;

export type ProjectOptions = Omit<HostOptions, "home" | "model" | "isUnsafe">;

export type ProjectParts = Awaited<ReturnType<typeof openParts>>;

export interface ProjectRepository {
  /** A project is known by the real path of its common git directory. */
  readonly id: ReturnType<typeof projectId>;
  readonly repository: OpenedRepository;
  readonly facts: RepositoryFacts;
}

/** @throws RepositoryUnusable · ProgramUnusable */
export async function openProjectRepository(
  home: Home,
  options: ProjectOptions,
  undo: Undo,
): Promise<ProjectRepository> {
  const repository = await openRepository({
    path: resolve(options.path),
    processes: home.processes,
    ...(options.target === undefined ? {} : { target: branchName(options.target) }),
  });
  undo.push(() => repository.close());
  const facts = await repository.describe();
  const digest = createHash("sha256").update(facts.commonDir).digest("hex");
  return { id: projectId(digest.slice(0, 12)), repository, facts };
}

/** @throws JournalFailure */
export async function openParts(
  home: Home,
  options: ProjectOptions,
  { id, repository, facts }: ProjectRepository,
  undo: Undo,
) {
  const folder = projectFolder(home.path, id, facts);
  const processes = scopeSlots(home.processes, folder.id);
  const workspaces = await openWorkspaces({ commonDir: facts.commonDir, root: facts.root, processes });
  undo.push(() => workspaces.close());
  const sandbox = createSandboxNone({ processes, home: folder.agentHome });
  const playbook = await startPlaybook(playbookOptions(options));
  undo.push(() => playbook.close());
  const agents = switchingDriver(
    home,
    folder.agents,
    { sandbox, leases: createLeases(processes) },
    (role, slot) => playbook.url(role, slot),
  );
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

/** The driver for whatever answers at the moment: each agent that starts takes the model that is connected then. */
function switchingDriver(
  home: Home,
  configHome: string,
  parts: { readonly sandbox: Sandbox; readonly leases: Leases },
  url: (role: Parameters<Extract<ClaudeMode, { kind: "playbook" }>["url"]>[0], slot: string) => string,
): AgentDriver {
  const driver = () =>
    createClaudeDriver({
      ...parts,
      configHome,
      mode: home.model.current() ?? { kind: "playbook", url },
      clock: systemClock,
      isUnsafe: home.model.isUnsafe(),
    });
  return {
    name: "claude",
    get model() {
      return driver().model;
    },
    get account() {
      return driver().account;
    },
    open: (request) => driver().open(request),
    traceMessage: (request) => driver().traceMessage(request),
  };
}

interface ProjectFolder {
  readonly id: ReturnType<typeof projectId>;
  readonly root: string;
  readonly agents: string;
  readonly agentHome: string;
  readonly conversation: string;
}

function projectFolder(home: string, id: ProjectFolder["id"], facts: RepositoryFacts): ProjectFolder {
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
  // What a daemon of this home opens again when it starts.
  writeFileSync(join(root, "project.json"), JSON.stringify({ root: facts.root, target: facts.target }), {
    mode: 0o600,
  });
  return folder;
}

function playbookOptions(options: ProjectOptions) {
  return {
    turnDelayMs: options.turnDelayMs ?? PLAYBOOK_TURN_MS,
    chunkDelayMs: options.turnDelayMs === 0 ? 0 : 30,
    ...(options.requestLogPath === undefined ? {} : { requestLogPath: options.requestLogPath }),
    ...(options.isGullible === true ? { isGullible: true } : {}),
  };
}
