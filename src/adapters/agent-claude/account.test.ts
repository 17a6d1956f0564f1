import { expect, test } from "vitest";
import { accountOf } from "./account.ts";

const of = (env: Readonly<Record<string, string>>) => accountOf({ kind: "claude", env });

test("the same sign-in is the same account, whatever the model; another key is another", () => {
  expect(of({ ANTHROPIC_API_KEY: "sk-one" })).toEqual(
    of({ ANTHROPIC_API_KEY: "sk-one", ANTHROPIC_MODEL: "x" }),
  );
  expect(of({ ANTHROPIC_API_KEY: "sk-one" }).id).not.toBe(of({ ANTHROPIC_API_KEY: "sk-two" }).id);
});

test.each([
  [{ ANTHROPIC_API_KEY: "sk-secret-4f2a" }, "your API key …4f2a"],
  [{ CLAUDE_CODE_OAUTH_TOKEN: "secret" }, "your plan"],
  [{ CLAUDE_CODE_USE_BEDROCK: "1" }, "your cloud account"],
  [{ ANTHROPIC_BASE_URL: "http://user:secret@127.0.0.1:8080/v1" }, "the model at 127.0.0.1:8080"],
])("its name is for people and without the secret: %o", (env, name) => {
  const account = of(env);
  expect(account.name).toBe(name);
  expect(JSON.stringify(account)).not.toContain("secret");
});

test("the playbook is one of its own", () => {
  expect(accountOf({ kind: "playbook", url: () => "" })).toEqual({ id: "playbook", name: "the playbook" });
});
