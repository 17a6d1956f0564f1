import { describe, expect, test } from "vitest";
import { commitSha } from "../domain/ids.ts";
import { readSettings } from "./project-settings.ts";
import { SettingsUnreadable } from "./settings-file.ts";

const COMMIT = commitSha("a".repeat(40));
const settingsOf = (files: Readonly<Record<string, string>>) =>
  readSettings({ readFile: async (_commit, path) => files[path] ?? null }, COMMIT);
const own = (text: string) => settingsOf({ "jarvis.jsonc": text });
const manifest = (value: object) => JSON.stringify(value);
const PACKAGES = { dependencies: { zod: "4" } };

describe("the settings of a project", () => {
  test("are none when it says nothing", async () => {
    expect(await settingsOf({})).toMatchObject({ checks: [], setup: null });
  });

  test("are its own file's first", async () => {
    const files = {
      "jarvis.jsonc": '{ "checks": ["make test"], "setup": "make deps" }',
      "package.json": manifest({ ...PACKAGES, scripts: { test: "vitest" } }),
      "package-lock.json": "{}",
    };
    expect(await settingsOf(files)).toMatchObject({ checks: ["make test"], setup: "make deps" });
  });

  test("may be told that there is no check and no set-up", async () => {
    const files = {
      "jarvis.jsonc": '{ "checks": [], "setup": null }',
      "package.json": manifest({ ...PACKAGES, scripts: { test: "vitest" } }),
      "package-lock.json": "{}",
    };
    expect(await settingsOf(files)).toMatchObject({ checks: [], setup: null });
  });

  test("take the test script of a manifest for the check, unless npm wrote it", async () => {
    const tested = (script: string) =>
      settingsOf({ "package.json": manifest({ scripts: { test: script } }) });
    expect(await tested("vitest")).toMatchObject({ checks: ["npm test"] });
    expect(await tested('echo "Error: no test specified" && exit 1')).toMatchObject({ checks: [] });
    expect(await settingsOf({ "package.json": "{}" })).toMatchObject({ checks: [] });
  });

  test.each([
    ["package-lock.json", "npm ci"],
    ["pnpm-lock.yaml", "pnpm install --frozen-lockfile"],
    ["yarn.lock", "yarn install --immutable"],
  ])("install packages as %s says", async (lock, setup) => {
    const files = { "package.json": manifest({ devDependencies: { vitest: "5" } }), [lock]: "lock" };
    expect(await settingsOf(files)).toMatchObject({ setup });
  });

  test("install nothing without packages, or without a lockfile", async () => {
    expect(await settingsOf({ "package.json": "{}", "package-lock.json": "{}" })).toMatchObject({
      setup: null,
    });
    expect(await settingsOf({ "package.json": manifest(PACKAGES) })).toMatchObject({ setup: null });
  });

  test("need another set-up when lockfile or command are others, and the same when they are the same", async () => {
    const keyOf = async (lock: string, setup?: string) => {
      const files = { "package.json": manifest(PACKAGES), "package-lock.json": lock };
      const file = { "jarvis.jsonc": JSON.stringify({ setup }) };
      return (await settingsOf({ ...files, ...file })).setupKey;
    };
    expect(await keyOf("1")).toBe(await keyOf("1"));
    expect(new Set([await keyOf("1"), await keyOf("2"), await keyOf("1", "make deps")]).size).toBe(3);
    expect(await keyOf("1")).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("a settings file with comments", () => {
  test("is read with comments and commas at the end of lists", async () => {
    const text = `\ufeff// what must pass
{
  /* all of
     them, */
  "checks": [
    "npm test", // fast
    "npm run lint", /* slow */
  ], // done
}`;
    expect(await own(text)).toMatchObject({ checks: ["npm test", "npm run lint"] });
  });

  test.each([
    "curl http://localhost:3000/health",
    "echo '/* no comment */' // nor this",
    "node -e 'x = [1,2,]; y = {a: 1, }'",
    'echo "a \\" // b" ,}',
    "echo \\\\",
  ])("keeps a command as it is written: %s", async (command) => {
    expect(await own(`{ "checks": [${JSON.stringify(command)},], }`)).toMatchObject({ checks: [command] });
  });

  test("quotes the place that is no JSON", async () => {
    await expect(own('// one\n/* two\n three */\n{ "checks": [ }')).rejects.toThrow("[ }");
  });
});

describe("settings that cannot be used", () => {
  test.each([
    ['{ "chekcs": [] }', 'There is no setting "chekcs". Did you mean "checks"?'],
    ['{ "Setup": "x" }', 'There is no setting "Setup". Did you mean "setup"?'],
    ['{ "check": ["x"] }', 'Did you mean "checks"?'],
    ['{ "xxxchecks": [] }', 'Did you mean "checks"?'],
    ['{ "xxxxchecks": [] }', "Known are checks, setup, limits."],
    ['{ "che": [] }', 'Did you mean "checks"?'],
    ['{ "c": [] }', "Known are checks, setup, limits."],
    ['{ "environments": {} }', 'There is no setting "environments". Known are checks, setup, limits.'],
    ['{ "checks": "npm test" }', "checks: Invalid input: expected array"],
    ['{ "checks": [""] }', "checks.0: Too small"],
    ['{ "setup": 7 }', "setup: Invalid input: expected string"],
    ['{ "limits": { "days": {} } }', 'There is no setting "limits.days". Did you mean "day"?'],
    ['{ "limits": { "day": { "dollars": 5 } } }', "Known are usd, tokens, turns, minutes."],
    ['{ "limits": { "day": { "usd": 0 } } }', "limits.day.usd: Too small"],
    ["[]", "it: Invalid input: expected object"],
    ["{", "JSON"],
  ])("say which file of which commit it is, and what is wrong: %s", async (text, words) => {
    const failure = await own(text).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SettingsUnreadable);
    expect((failure as Error).message).toContain("Cannot use jarvis.jsonc of commit aaaaaaa:");
    expect((failure as Error).message).toContain(words);
  });

  test("may be a manifest", async () => {
    await expect(settingsOf({ "package.json": "{ nonsense" })).rejects.toThrow("Cannot use package.json");
  });
});
