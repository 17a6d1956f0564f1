// What a user may get wrong, or find broken: the message says what was tried, what was found and what to do, and nothing is lost.
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { lastJson, runJarvis, startJarvis } from "./jarvis-process.ts";
import { eventsOf, readJournal } from "./journal-of.ts";
import { digestOf, expectRefusal, refusalOf } from "./refusal.ts";
import { cleanEnvironment, type Scene, type SceneOptions } from "./scene.ts";
import { sceneOfTest } from "./test-scene.ts";

const TEST_MS_MAX = 60_000;

const scene = (options: SceneOptions = { files: { "README.md": "# Shop\n" } }) => sceneOfTest(options);
const TICKET = "# Note\n\n```txt file=note.txt\none\n```\n";

test("the digest that these tests compare sees one byte of git's own files", () => {
  const at = scene();
  const before = digestOf(at.repository);
  writeFileSync(join(at.repository, ".git", "description"), "another");
  expect(digestOf(at.repository)).not.toBe(before);
});

describe("a folder that cannot be worked on", () => {
  test("because it is no repository", async () => {
    const at = scene();
    const folder = join(at.folder, "plain");
    mkdirSync(folder);
    const ending = await refusalOf(at, [folder]);
    expectRefusal(ending, 1, [`Cannot work on ${folder}`, "git found no repository there", "git init"]);
  });

  test("because it does not exist", async () => {
    const at = scene();
    const ending = await refusalOf(at, [join(at.folder, "nowhere")]);
    expectRefusal(ending, 1, [`Cannot work on ${at.folder}/nowhere`, "does not exist", "Check the path"]);
  });

  test("because it has no commit", async () => {
    const at = scene({});
    const ending = await refusalOf(at, [at.repository]);
    expectRefusal(ending, 1, [`Cannot work on ${at.repository}`, "no commits yet", "Make a first commit"]);
  });

  test("because the branch to land on is missing", async () => {
    const at = scene();
    at.git("branch", "develop");
    const ending = await refusalOf(at, [at.repository, "--target", "trunk"]);
    expectRefusal(ending, 1, [at.repository, 'no branch "trunk"', "There are: develop, main"]);
  });
});

describe("a checkout that is not on a branch, with uncommitted files", () => {
  test(
    "is worked beside: the banner says so, the work lands on main, the checkout stays",
    async () => {
      const at = scene();
      const head = at.git("rev-parse", "HEAD").trim();
      at.git("switch", "--quiet", "--detach");
      at.write("README.md", "# Shop, half done\n");
      at.write("mine.txt", "mine\n");
      const status = at.git("status", "--porcelain");

      const talk = await refusalOf(at, ["chat", at.repository]);
      expect(talk.exitCode).toBe(0);
      const words = talk.stdout.replaceAll(/\s+/g, " ");
      expect(words).toContain(`Workers start from main ${head.slice(0, 7)}`);
      expect(words).toContain("your 2 uncommitted files are not in it and stay untouched");
      expect(words).toContain(`HEAD is detached at ${head.slice(0, 7)}`);

      const argv = ["demo", "--repo", at.repository, "--ticket", at.ticket(TICKET), "--json"];
      const ending = await runJarvis([...argv, "--home", at.home, "--turn-delay-ms", "0"]);
      expect(lastJson(ending)).toMatchObject({ target: "main", outcome: "landed" });
      expect(at.git("show", "main:note.txt")).toBe("one\n");
      expect(at.git("rev-parse", "HEAD").trim()).toBe(head);
      expect(() => at.git("symbolic-ref", "-q", "HEAD")).toThrow("Command failed");
      expect(at.git("status", "--porcelain")).toBe(status);
    },
    TEST_MS_MAX,
  );
});

describe("a git that is too old", () => {
  test("is named with its version, and with the one that is needed", async () => {
    const at = scene();
    const folder = join(at.folder, "old-git");
    mkdirSync(folder);
    const real = (cleanEnvironment()["PATH"] ?? "").split(delimiter);
    const script = [
      "#!/bin/sh",
      'case " $* " in',
      '*" --version "*) echo "git version 2.30.2"; exit 0 ;;',
      '*" merge-tree "*) echo "usage: git merge-tree <base> <one> <other>" >&2; exit 129 ;;',
      "esac",
      `PATH='${real.join(delimiter)}'`,
      'exec git "$@"',
    ];
    writeFileSync(join(folder, "git"), `${script.join("\n")}\n`);
    chmodSync(join(folder, "git"), 0o755);
    const ending = await refusalOf(at, [at.repository], { env: { PATH: [folder, ...real].join(delimiter) } });
    expectRefusal(ending, 1, [at.repository, "git version 2.30.2", "Install git 2.38 or newer"]);
  });
});

describe("a home in which another daemon runs", () => {
  test("is left to it: the repository is opened there, and what only a start can give is refused", async () => {
    const at = scene();
    const first = startJarvis(["chat", at.repository, "--home", at.home]);
    await first.sees(/\/help shows/);
    const there = await runJarvis([at.repository, "--home", at.home]);
    expect(there).toMatchObject({ exitCode: 0, stderr: "" });
    expect(there.stdout).toMatch(/Opened in the JARVIS that runs[^]*http:\/\/127\.0\.0\.1:\d+\/login\?t=/);
    const asked = await runJarvis([at.repository, "--home", at.home, "--workers", "9"]);
    expectRefusal(asked, 1, [`process ${first.pid}`, "--workers can change nothing", "jarvis quit"]);
    first.endInput();
    expect(await first.ended).toMatchObject({ exitCode: 0 });
  });

  test("is left to it and named, also when nothing tells where it listens", async () => {
    const at = scene();
    const first = startJarvis(["chat", at.repository, "--home", at.home]);
    await first.sees(/\/help shows/);
    rmSync(join(at.home, "daemon.json"));
    const ending = await runJarvis([at.repository, "--home", at.home]);
    expectRefusal(ending, 1, [`Cannot start in ${at.home}`, `process ${first.pid} already runs`, "stop it"]);
    first.type("/ls");
    await first.sees(/Main Orchestrator — Idle/);
    first.endInput();
    expect(await first.ended).toMatchObject({ exitCode: 0 });
  });
});

describe("a command line that is not understood", () => {
  test.each([
    ["an option that there is not", ["--wat"], "Unknown option '--wat'"],
    ["a model that there is not", ["--model", "gpt"], "Allowed choices are playbook, claude"],
    ["a number that is none", ["--workers", "many"], "'many' is invalid. Expected a whole number from 1"],
    ["an option of another command", ["--keep", "x"], "Unknown option '--keep'"],
    ["two folders", ["elsewhere"], "Expected one folder, got 2"],
  ])("by %s", async (_, args, found) => {
    const at = scene();
    expectRefusal(await refusalOf(at, [at.repository, ...args]), 2, [found, "Try: jarvis --help"]);
  });
});

describe("a ticket file", () => {
  const demo = (at: Scene, file: string) =>
    refusalOf(at, ["demo", "--repo", at.repository, "--ticket", file]);

  test("that cannot be read is named", async () => {
    const at = scene();
    const file = join(at.folder, "nowhere.md");
    expectRefusal(await demo(at, file), 2, [`Cannot read the ticket file ${file}`, "no such file"]);
  });

  test("that is empty is named before anything is opened", async () => {
    const at = scene();
    const file = at.ticket("");
    expectRefusal(await demo(at, file), 1, [`Cannot take the ticket file ${file}`, "it is empty"]);
    expect(existsSync(at.home)).toBe(false);
  });

  test.each([
    ["has no title", "Only words.\n", 'The ticket has no title: begin the file with "# Title"'],
    ["never ends its block", "# T\n\n```sh\ntrue\n", "The fenced block that begins in line 3 never ends"],
    ["depends on nothing", "# T\n\n## Depends on\n- T-9\n", "depends on T-9, which does not exist"],
  ])("that %s is named, with what is wrong", async (_, markdown, found) => {
    const at = scene();
    const file = at.ticket(markdown);
    expectRefusal(await demo(at, file), 1, [`Cannot take the ticket file ${file}`, found]);
    expect(eventsOf(readJournal(at.home), "ticket.drafted")).toEqual([]);
  });
});
