// What pays for agents with this sign-in: the same sign-in is the same account, and another one is another.
import { createHash } from "node:crypto";
import { accountId } from "../../domain/ids.ts";
import type { AgentAccount } from "../../ports/agent.ts";
import type { ClaudeMode } from "./environment.ts";

/** What tells accounts apart. A change of model is none of the account. */
const PAYING = [
  "ANTHROPIC_BASE_URL",
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_AUTH_TOKEN",
  "CLAUDE_CODE_OAUTH_TOKEN",
  "CLAUDE_CODE_USE_BEDROCK",
  "CLAUDE_CODE_USE_VERTEX",
  "AWS_PROFILE",
  "AWS_ACCESS_KEY_ID",
  "ANTHROPIC_VERTEX_PROJECT_ID",
] as const;

/** The last characters tell keys apart and open nothing; a digest of the whole, cut short, does not give it back. */
const TAIL_CHARS = 4;
/** Of a shorter one the last characters would be half of it. */
const KEY_CHARS_MIN = 12;
const DIGEST_CHARS = 8;

export function accountOf(mode: ClaudeMode): AgentAccount {
  if (mode.kind === "playbook") return { id: accountId("playbook"), name: "the playbook" };
  const digest = createHash("sha256")
    .update(JSON.stringify(PAYING.map((name) => mode.env[name] ?? "")))
    .digest("hex");
  return { id: accountId(`claude-${digest.slice(0, DIGEST_CHARS)}`), name: nameOf(mode.env) };
}

function nameOf(env: Readonly<Record<string, string>>): string {
  if (env["CLAUDE_CODE_USE_BEDROCK"] || env["CLAUDE_CODE_USE_VERTEX"]) return "your cloud account";
  if (env["ANTHROPIC_BASE_URL"]) return `the model at ${hostOf(env["ANTHROPIC_BASE_URL"])}`;
  if (env["CLAUDE_CODE_OAUTH_TOKEN"]) return "your plan";
  const key = env["ANTHROPIC_API_KEY"] ?? env["ANTHROPIC_AUTH_TOKEN"] ?? "";
  return key.length < KEY_CHARS_MIN ? "your API key" : `your API key …${key.slice(-TAIL_CHARS)}`;
}

/** Without what a URL may hold of a sign-in. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "its own address";
}
