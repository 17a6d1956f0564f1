import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AgentUnavailable } from "../ports/agent.ts";
import { createModelConnection } from "./model-connection.ts";

const KEY = "sk-test-0123456789abcdef4f2a";

describe("what answers in a daemon", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "jarvis-model-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const open = (over: Partial<Parameters<typeof createModelConnection>[0]> = {}) =>
    createModelConnection({ home, environment: {}, asked: undefined, isUnsafe: false, ...over });
  const apiKey = (isRemembered: boolean) =>
    ({ kind: "api-key", secret: KEY, model: "some-model", isUnsafe: true, isRemembered }) as const;

  test("is the playbook, which nobody pays, until somebody connects a model", () => {
    expect(open().current()).toBe(null);
    expect(open().describe()).toEqual({
      kind: "playbook",
      name: "playbook (no language model)",
      payer: "nobody",
      // What a language model would need; whether this machine has it is not the test's affair.
      wall: open().describe().wall,
    });
  });

  test("is what was connected at once, told without its secret", () => {
    const connection = open();
    connection.choose(apiKey(false));
    expect(connection.current()).toMatchObject({ model: "some-model", env: { ANTHROPIC_API_KEY: KEY } });
    expect(connection.isUnsafe()).toBe(true);
    const text = JSON.stringify(connection.describe());
    expect(text).toContain("your API key …4f2a");
    expect(text).not.toContain(KEY.slice(0, 12));
    expect(existsSync(join(home, "model.json"))).toBe(false);
    expect(open().current()).toBe(null);
  });

  test("is remembered only when asked, for its owner's eyes only, until another is chosen", () => {
    open().choose(apiKey(true));
    expect(statSync(join(home, "model.json")).mode & 0o777).toBe(0o600);
    const later = open();
    expect(later.describe().kind).toBe("api-key");
    expect(open({ asked: "playbook" }).current()).toBe(null);
    later.choose({ kind: "playbook" });
    expect(existsSync(join(home, "model.json"))).toBe(false);
    expect(open().current()).toBe(null);
  });

  test("never keeps wider rights of a file that was there", () => {
    writeFileSync(join(home, "model.json"), "{}", { mode: 0o644 });
    open().choose(apiKey(true));
    expect(statSync(join(home, "model.json")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(home, "model.json"), "utf8")).toContain("api-key");
  });

  test("takes no other sign-in of the environment along", () => {
    const connection = open({ environment: { ANTHROPIC_API_KEY: "other", HTTPS_PROXY: "http://proxy:1" } });
    connection.choose({
      kind: "local-url",
      url: "http://127.0.0.1:11434",
      secret: "",
      model: null,
      isUnsafe: false,
      isRemembered: false,
    });
    expect(connection.current()?.env).toEqual({
      ANTHROPIC_BASE_URL: "http://127.0.0.1:11434",
      ANTHROPIC_API_KEY: "none-needed",
      HTTPS_PROXY: "http://proxy:1",
    });
    connection.choose({
      kind: "plan-token",
      secret: "a-plan-token",
      model: null,
      isUnsafe: false,
      isRemembered: false,
    });
    expect(connection.current()?.env).toEqual({
      CLAUDE_CODE_OAUTH_TOKEN: "a-plan-token",
      HTTPS_PROXY: "http://proxy:1",
    });
    expect(connection.describe().payer).toBe("your plan");
  });

  test("is refused when it is asked for and nothing signs it in", () => {
    expect(() => open({ asked: "claude" })).toThrow(AgentUnavailable);
    const named = open({ asked: "claude", environment: { ANTHROPIC_API_KEY: KEY } });
    expect(named.describe()).toMatchObject({ kind: "environment" });
  });

  test("a damaged file is as none", () => {
    writeFileSync(join(home, "model.json"), '{"kind":"api-key"', { mode: 0o600 });
    expect(open().current()).toBe(null);
  });
});
