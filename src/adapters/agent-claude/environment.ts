import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { AgentUnavailable, type OpenRequest } from "../../ports/agent.ts";
import type { Sandbox } from "../../ports/sandbox.ts";

export type ClaudeMode =
  /** The scripted model on loopback; `url` gives each agent its own lane. */
  | { readonly kind: "playbook"; url(this: void, role: OpenRequest["role"], slot: string): string }
  /** The real service, with the credentials that were found. `model` is used where a definition names none. */
  | { readonly kind: "claude"; readonly env: Readonly<Record<string, string>>; readonly model?: string };

/** Nothing but the model is called, nothing is updated, and no work goes on behind a turn that has ended. */
const QUIET: Readonly<Record<string, string>> = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
  CLAUDE_CODE_DISABLE_TERMINAL_TITLE: "1",
  DISABLE_AUTOUPDATER: "1",
  DISABLE_ERROR_REPORTING: "1",
  DISABLE_TELEMETRY: "1",
};

/** What the agent's process gets besides the sandbox's own allow-list. */
export function agentEnvironment(
  mode: ClaudeMode,
  request: OpenRequest,
  configDir: string,
): Record<string, string> {
  return {
    ...gitIdentity(request),
    ...request.env,
    ...QUIET,
    CLAUDE_CONFIG_DIR: configDir,
    ...modelAccess(mode, request),
  };
}

function gitIdentity({ role, slot }: OpenRequest): Record<string, string> {
  if (role === "conversation") return {};
  const name = `JARVIS ${role} ${slot}`;
  const email = "jarvis@localhost";
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}

function modelAccess(mode: ClaudeMode, { role, slot }: OpenRequest): Record<string, string> {
  if (mode.kind === "claude") return { ...mode.env };
  return { ANTHROPIC_BASE_URL: mode.url(role, slot), ANTHROPIC_API_KEY: "playbook-needs-no-key" };
}

/** What stands behind the driver and how it is reached, for the banner. */
export function describeModel(mode: ClaudeMode): string {
  if (mode.kind === "playbook") return "playbook (no language model)";
  return `${mode.model ?? "claude (default model)"} via ${accessName(mode.env)}`;
}

function accessName(env: Readonly<Record<string, string>>): string {
  if (env["CLAUDE_CODE_USE_BEDROCK"] || env["CLAUDE_CODE_USE_VERTEX"]) return "cloud";
  if (env["ANTHROPIC_BASE_URL"]) return env["ANTHROPIC_BASE_URL"];
  if (env["CLAUDE_CODE_OAUTH_TOKEN"]) return "plan token";
  return env["ANTHROPIC_API_KEY"] || env["ANTHROPIC_AUTH_TOKEN"] ? "API key" : "no credentials";
}

/** How an agent with tools is kept inside its worktree. */
export type Containment = "box" | "agent-sandbox" | "none";

/**
 * A real model gets tools only behind a wall: our box, else the agent's own sandbox. A script does only what
 * the user's ticket says, and a conversation has no tools.
 * @throws AgentUnavailable
 */
export function chooseContainment(
  sandbox: Sandbox,
  mode: ClaudeMode,
  request: OpenRequest,
  permits: { readonly isUnsafe: boolean; readonly path: string },
): Containment {
  if (sandbox.level > 0) return "box";
  if (mode.kind === "playbook" || request.role === "conversation" || permits.isUnsafe) return "none";
  const missing = missingWall(permits.path);
  if (missing === null) return "agent-sandbox";
  throw new AgentUnavailable(
    `Cannot start ${request.role} ${request.slot} with a language model: it could write outside its worktree. ` +
      `There is ${sandbox.reason}, and ${missing} Or allow it with --unsafe.`,
  );
}

/** Why the agent's own sandbox cannot stand around a worker, and what to do; null: it can. */
export function missingWall(path: string): string | null {
  const missing =
    process.platform === "linux" ? ["bwrap", "socat"].filter((name) => !isOnPath(name, path)) : [];
  if (missing.length === 0) return null;
  const names = missing.join(" and ");
  return `the agent's own sandbox needs ${names}, not found on PATH. Install ${names} (Debian: apt-get install bubblewrap socat).`;
}

function isOnPath(program: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== "" && isExecutable(join(folder, program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    // Any reason for which it cannot be run is the answer.
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
