import { AgentUnavailable } from "../../ports/agent.ts";
import type { ClaudeMode } from "./environment.ts";

/** What signs an agent in, or sends it to another service. */
const SIGN_IN = [
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_AUTH_TOKEN",
  "CLAUDE_CODE_OAUTH_TOKEN",
  "ANTHROPIC_BASE_URL",
  "CLAUDE_CODE_USE_BEDROCK",
  "CLAUDE_CODE_USE_VERTEX",
] as const;

/** What a sign-in may need besides: a cloud's own credentials, and the way out of the house. Nothing else leaves. */
const COMPANIONS =
  /^(?:ANTHROPIC_(?:CUSTOM_HEADERS|VERTEX_PROJECT_ID)|CLOUD_ML_REGION|AWS_\w+|GOOGLE_(?:APPLICATION_CREDENTIALS|CLOUD_PROJECT)|(?:HTTPS?|NO)_PROXY|(?:https?|no)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/;

/**
 * A language model with the sign-in that the environment names. Files of a login are never read.
 * @throws AgentUnavailable when there is none
 */
export function claudeMode(environment: NodeJS.ProcessEnv): Extract<ClaudeMode, { kind: "claude" }> {
  if (!SIGN_IN.some((name) => environment[name])) {
    throw new AgentUnavailable(
      `Cannot use --model claude: looked in the environment for ${SIGN_IN.join(", ")} and found none. ` +
        "Set one of them (an API key, a plan token, or the URL of a local model), or use --model playbook, which needs no account.",
    );
  }
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value && (SIGN_IN.some((one) => one === name) || COMPANIONS.test(name))) env[name] = value;
  }
  // A local model asks for no key, but the agent does not start without one.
  const isUrlAlone = SIGN_IN.every((name) => name === "ANTHROPIC_BASE_URL" || env[name] === undefined);
  if (isUrlAlone) env["ANTHROPIC_API_KEY"] = "none-needed";
  const model = environment["ANTHROPIC_MODEL"];
  return { kind: "claude", env, ...(model === undefined || model === "" ? {} : { model }) };
}

/** The environment without any sign-in of its own: what a sign-in that the user gives is put on top of. */
export function withoutSignIn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const signIn: readonly string[] = [...SIGN_IN, "ANTHROPIC_MODEL"];
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !signIn.includes(name)));
}
