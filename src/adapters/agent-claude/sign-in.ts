import { AgentUnavailable } from "../../ports/agent.ts";
import type { ClaudeMode } from "./environment.ts";

/** What signs an agent in, or sends it to another service; nothing else of the user's environment reaches it. */
const SIGN_IN = [
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_AUTH_TOKEN",
  "CLAUDE_CODE_OAUTH_TOKEN",
  "ANTHROPIC_BASE_URL",
  "CLAUDE_CODE_USE_BEDROCK",
  "CLAUDE_CODE_USE_VERTEX",
] as const;

/**
 * A language model with the sign-in that the environment names. Files of a login are never read.
 * @throws AgentUnavailable when there is none
 */
export function claudeMode(environment: NodeJS.ProcessEnv): Extract<ClaudeMode, { kind: "claude" }> {
  const env: Record<string, string> = {};
  for (const name of SIGN_IN) {
    const value = environment[name];
    if (value !== undefined && value !== "") env[name] = value;
  }
  if (Object.keys(env).length === 0) {
    throw new AgentUnavailable(
      `Cannot use --model claude: looked in the environment for ${SIGN_IN.join(", ")} and found none. ` +
        "Set one of them (an API key, a plan token, or the URL of a local model), or use --model playbook, which needs no account.",
    );
  }
  const model = environment["ANTHROPIC_MODEL"];
  return { kind: "claude", env, ...(model === undefined || model === "" ? {} : { model }) };
}
