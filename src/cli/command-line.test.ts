import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { fakeDaemonOfTest, makeHome, run } from "./testing/world.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Every command about a running daemon, as it is usually typed. */
const NEEDS_DAEMON = [
  ["ls"],
  ["ls", "-w"],
  ["show", "T-1"],
  ["approve", "T-1"],
  ["undo", "T-1"],
  ["send", "W1", "hello"],
  ["logs", "W1"],
  ["diff", "W1"],
  ["land", "T-1"],
  ["stop", "W1"],
  ["again", "W1"],
  ["discard", "T-1"],
  ["projects"],
  ["open"],
  ["quit"],
  ["chat", "--project", "shop"],
] as const;

const COMMANDS = [
  ...new Set(NEEDS_DAEMON.map(([name]) => name)),
  "start",
  "add",
  "recover",
  "demo",
  "mcp",
] as const;

describe("help", () => {
  test("lists every command, and what to type first", async () => {
    const { exitCode, stdout, stderr } = await run(["--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(stdout).toContain("jarvis chat ~/code/shop");
    expect(await run(["help"])).toEqual({ exitCode, stdout, stderr });
  });

  test.each(COMMANDS)("of %s says what it does, its options and an example", async (name) => {
    const { exitCode, stdout } = await run([name, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Usage: jarvis ${name}`);
    expect(stdout).toMatch(/--home <folder>/);
    expect(stdout).toMatch(/Examples:\n {2}\S/);
    expect(stdout).not.toContain("undefined");
    expect(stdout.includes("--json")).toBe(name !== "mcp");
    expect(await run(["help", name])).toMatchObject({ exitCode: 0, stdout });
  });

  test("the version is one line", async () => {
    expect(await run(["--version"])).toEqual({ exitCode: 0, stdout: "1.2.3\n", stderr: "" });
  });
});

describe("a command line that is not understood ends with 2 and says", () => {
  test.each([
    ["an option that there is not", ["--wat"], /Unknown option '--wat'/],
    ["the option that was meant", ["ls", "--wach"], /Did you mean --watch\?/],
    [
      "the command that was meant",
      ["lss"],
      /There is no command and no folder lss here\. \(Did you mean ls\?\)/,
    ],
    ["a word that is like nothing", ["frobnicate"], /no command and no folder frobnicate here/],
    ["what a model can be", ["--model", "gpt"], /'gpt' is invalid\. Allowed choices are playbook, claude/],
    [
      "what a number is",
      ["start", "--workers", "many"],
      /'many' is invalid\. Expected a whole number from 1/,
    ],
    ["that a number is missing", ["--port", ""], /Expected a whole number from 0/],
    ["that there is one folder too many", ["/", "/tmp"], /Expected one folder, got 2/],
    ["that an argument is missing", ["show"], /Missing required argument 'name'/],
    ["that there is an argument too many", ["show", "T-1", "T-2"], /Too many arguments for 'show'/],
    ["that an option is another command's", ["--model", "claude", "ls"], /jarvis ls takes no --model/],
    ["what a ticket is called", ["approve", "W1"], /Expected a ticket like T-3, got "W1"/],
    ["what a subject is called", ["show", "hello"], /Expected a ticket like T-3 or a worker like W1/],
    ["that a worker is missing", ["stop"], /Expected a worker like W1, or --all/],
    ["that a worker is one too many", ["stop", "W1", "--all"], /Expected W1 or --all, got both/],
    ["that a message is missing", ["send", "W1"], /Expected the text of the message/],
    [
      "that a file cannot be read",
      ["add", "nowhere.md"],
      /Cannot read the ticket file nowhere\.md: .*no such file/,
    ],
    ["that a ticket needs a repository", ["demo", "--ticket", "x.md"], /--repo and --ticket together/],
    [
      "that a path and a project are two",
      ["chat", ".", "--project", "x"],
      /Expected \. or --project, got both/,
    ],
  ] as const)("%s", async (_, argv, said) => {
    const { exitCode, stdout, stderr } = await run([...argv]);
    expect(stderr).toMatch(said);
    expect(stderr).toContain("Try: jarvis --help");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });
});

describe("without a daemon", () => {
  test.each(NEEDS_DAEMON.map((argv) => [...argv]))(
    "%s ends with 3 and says how to start one",
    async (...argv: readonly string[]) => {
      const home = makeHome();
      const { exitCode, stdout, stderr } = await run([...argv, "--home", home]);
      expect(stderr).toBe(`No JARVIS runs on ${home}. Start it: jarvis PATH\n`);
      expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
    },
  );

  test("the failure is one JSON value when JSON is asked for", async () => {
    const { exitCode, stdout } = await run(["ls", "--json", "--home", makeHome()]);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ kind: "failed", code: "no-daemon" });
  });
});

describe("the home", () => {
  test("is JARVIS_HOME unless another is named, before or after the command", async () => {
    const one = await fakeDaemonOfTest();
    const other = await fakeDaemonOfTest({ projects: [] });
    vi.stubEnv("JARVIS_HOME", one.home);
    expect((await run(["projects"])).stdout).toContain("shop");
    expect((await run(["projects", "--home", other.home])).stderr).toContain("No project is open");
    expect((await run(["--home", other.home, "projects"])).stderr).toContain("No project is open");
  });

  test("with a token that its daemon does not take is a failure, not an absence", async () => {
    const fake = await fakeDaemonOfTest({ takes: "another" });
    const { exitCode, stderr } = await run(["ls", "--home", fake.home]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("does not take the token");
  });

  test("with a daemon of another version says so beside what it does", async () => {
    const fake = await fakeDaemonOfTest();
    const world = { version: () => Promise.resolve("9.9.9") };
    const { exitCode, stderr } = await run(["ls", "--home", fake.home], { world });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("is version 1.2.3, this command is 9.9.9");
  });
});

test("a defect shows where it was, and is no refusal", async () => {
  const world = { makeSample: () => Promise.reject(new TypeError("x is not a function")) };
  const { exitCode, stderr } = await run([], { world });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/TypeError: x is not a function\n\s+at /);
});

test("a folder that is called like no command is opened, whatever it is called", async () => {
  const folder = makeHome();
  mkdirSync(join(folder, "lss"));
  writeFileSync(join(folder, "lss", "x"), "");
  const opened: string[] = [];
  const world = {
    serve: (options: { path: string }) => {
      opened.push(options.path);
      return Promise.reject(Object.assign(new Error("far enough"), { code: "far", retry: "never" }));
    },
  };
  const { exitCode, stderr } = await run([join(folder, "lss"), "--home", folder], { world });
  expect({ exitCode, stderr, opened }).toEqual({
    exitCode: 1,
    stderr: "far enough\n",
    opened: [join(folder, "lss")],
  });
});
