import { expect, test } from "vitest";
import { AgentUnavailable } from "../../ports/agent.ts";
import { describeModel } from "./environment.ts";
import { claudeMode } from "./sign-in.ts";

test("takes the sign-in and what belongs to it from the environment, and nothing else", () => {
  const mode = claudeMode({
    ANTHROPIC_API_KEY: "key",
    ANTHROPIC_MODEL: "claude-opus-5-5",
    HTTPS_PROXY: "http://proxy",
    GITHUB_TOKEN: "secret",
    ANTHROPIC_AUTH_TOKEN: "",
  });
  expect(mode).toEqual({
    kind: "claude",
    env: { ANTHROPIC_API_KEY: "key", HTTPS_PROXY: "http://proxy" },
    model: "claude-opus-5-5",
  });
});

test("gives the agent a key that opens nothing when only the URL of a local model is named", () => {
  const { env } = claudeMode({ ANTHROPIC_BASE_URL: "http://localhost:1" });
  expect(env).toEqual({ ANTHROPIC_BASE_URL: "http://localhost:1", ANTHROPIC_API_KEY: "none-needed" });
});

test("refuses an environment without a sign-in, naming what it looked for", () => {
  expect(() => claudeMode({ GITHUB_TOKEN: "secret", ANTHROPIC_API_KEY: "" })).toThrow(AgentUnavailable);
  expect(() => claudeMode({})).toThrow("ANTHROPIC_API_KEY");
});

test.each([
  [{ ANTHROPIC_API_KEY: "k" }, "claude (default model) via API key"],
  [{ CLAUDE_CODE_OAUTH_TOKEN: "t", ANTHROPIC_MODEL: "opus" }, "opus via plan token"],
  [{ CLAUDE_CODE_USE_BEDROCK: "1" }, "claude (default model) via cloud"],
  [
    { ANTHROPIC_AUTH_TOKEN: "t", ANTHROPIC_BASE_URL: "http://localhost:1" },
    "claude (default model) via http://localhost:1",
  ],
])("says of %j that it is %s", (environment, description) => {
  expect(describeModel(claudeMode(environment))).toBe(description);
});

test("says of the playbook that no language model stands behind it", () => {
  expect(describeModel({ kind: "playbook", url: () => "http://x" })).toBe("playbook (no language model)");
});
