// What a user may get wrong, or find broken: the message says what was tried, what was found and what to do, and nothing is lost.
import { createHash } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { createServer as createPlainServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startPlaybook } from "../../src/playbook/server.ts";
import { lastJson, runJarvis, startJarvis, type Ending, type StartOptions } from "./jarvis-process.ts";
import { eventsOf, readJournal } from "./journal-of.ts";
import { cleanEnvironment, git, makeScene, type Scene, type SceneOptions } from "./scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 60_000;
const STEP_MS_MAX = 30_000;

const scenes: Scene[] = [];
function scene(options: SceneOptions = { files: { "README.md": "# Shop\n" } }): Scene {
  const made = makeScene(options);
  scenes.push(made);
  return made;
}
afterEach(() => {
  for (const made of scenes.splice(0)) made.remove();
});

/** Every byte of a folder, `.git` and all. */
function digestOf(folder: string): string {
  const hash = createHash("sha256");
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    const file = join(folder, path);
    if (lstatSync(file).isFile()) hash.update(`${path}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

const STACK = /\n\s+at .+:\d+/;

function expectRefusal(ending: Ending, exitCode: number, parts: readonly string[]): void {
  for (const part of parts) expect(ending.stderr).toContain(part);
  expect(ending.stderr).not.toMatch(STACK);
  expect(ending.exitCode).toBe(exitCode);
}

/** Runs it with nothing typed, and sees that the repository is as it was. */
async function refusalOf(at: Scene, args: readonly string[], options?: StartOptions): Promise<Ending> {
  const before = digestOf(at.repository);
  const ending = await runJarvis([...args, "--home", at.home], options);
  expect(digestOf(at.repository)).toBe(before);
  return ending;
}

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

      const talk = await refusalOf(at, [at.repository]);
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
  test("is left to it, and it is named", async () => {
    const at = scene();
    const first = startJarvis([at.repository, "--home", at.home]);
    await first.sees(/\/help shows/);
    const ending = await runJarvis([at.repository, "--home", at.home]);
    expectRefusal(ending, 1, [`Cannot start in ${at.home}`, `process ${first.pid} already runs`, "stop it"]);
    first.type("/ls");
    await first.sees(/Main Orchestrator — Idle/);
    first.endInput();
    expect(await first.ended).toMatchObject({ exitCode: 0 });
  });
});

describe("a language model", () => {
  /** A port on which nobody listens. */
  async function closedPort(): Promise<number> {
    const server = createPlainServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  const models = { reachable: (url: string) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "a-key" }) };
  const say = async (at: Scene, text: string, env: Readonly<Record<string, string>>) => {
    const jarvis = startJarvis([at.repository, "--home", at.home, "--model", "claude"], { env });
    jarvis.type(text);
    jarvis.endInput();
    return await jarvis.ended;
  };

  test("without credentials says which were looked for, and what needs none", async () => {
    const at = scene();
    const ending = await refusalOf(at, [at.repository, "--model", "claude"]);
    const parts = ["Cannot use --model claude", "ANTHROPIC_API_KEY", "found none", "--model playbook"];
    expectRefusal(ending, 1, parts);
  });

  test(
    "that cannot be reached leaves the message on record, and the pipe that asked fails",
    async () => {
      const at = scene();
      const before = digestOf(at.repository);
      const url = `http://127.0.0.1:${await closedPort()}`;
      const ending = await say(at, "hello there", models.reachable(url));
      expect(ending.exitCode).toBe(1);
      const words = ending.stdout.replaceAll(/\s+/g, " ");
      expect(words).toContain(`via ${url}`);
      expect(words).toContain("No answer: The model's service did not answer in 3 tries (connection refused");
      expect(words).toContain("Say it again when that is mended");
      expect(`${ending.stdout}${ending.stderr}`).not.toMatch(STACK);
      const said = eventsOf(readJournal(at.home), "conversation.message-received");
      expect(said.map(({ data }) => data.text)).toEqual(["hello there"]);
      expect(digestOf(at.repository)).toBe(before);
    },
    TEST_MS_MAX,
  );

  test(
    "that refuses the sign-in says so in the conversation",
    async () => {
      const at = scene();
      const server = createServer((_, response) => {
        const error = { type: "authentication_error", message: "invalid x-api-key" };
        response.writeHead(401, { "content-type": "application/json" });
        response.end(JSON.stringify({ type: "error", error }));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const ending = await say(at, "hello there", models.reachable(`http://127.0.0.1:${port}`));
      server.close();
      expect(ending.exitCode).toBe(1);
      expect(ending.stdout).toContain("No answer: The model's service refused the credentials (401).");
      expect(eventsOf(readJournal(at.home), "conversation.message-received")).toHaveLength(1);
    },
    TEST_MS_MAX,
  );

  test(
    "that refuses a worker's sign-in leaves its first message undelivered, and it goes on where it stood",
    async () => {
      const at = scene();
      const playbook = await startPlaybook({ faults: [{ lane: "*", fault: { status: 401 } }] });
      try {
        const env = models.reachable(playbook.url("worker", "W1"));
        const options = ["--home", at.home, "--model", "claude", "--unsafe"];
        const argv = ["demo", "--repo", at.repository, "--ticket", at.ticket(TICKET), "--json"];
        const ending = await runJarvis([...argv, ...options], { env });
        expect(ending.exitCode).toBe(1);
        expect(lastJson(ending).outcome).toBe(
          "Worker 1 needs you: its model refuses the sign-in: The model's service refused the credentials (401). /again W1 goes on when that is mended.",
        );
        expect(eventsOf(readJournal(at.home), "run.messages-delivered")).toEqual([]);
        expect(at.git("log", "--format=%s", "main")).toBe("Begin\n");

        playbook.setFaults([]);
        const again = startJarvis([at.repository, ...options], { env });
        await again.sees(/\/help shows/);
        again.type("/again W1");
        const imported = await until(
          "its work to be imported",
          () => eventsOf(readJournal(at.home), "run.imported")[0],
          { limitMs: STEP_MS_MAX, found: () => again.stdout() },
        );
        again.kill("SIGKILL");
        await again.ended;
        expect(git(at.repository, "show", `${imported.data.head}:note.txt`)).toBe("one\n");
        expect(eventsOf(readJournal(at.home), "run.created")).toHaveLength(1);
      } finally {
        await playbook.close();
      }
    },
    TEST_MS_MAX,
  );

  test(
    "without a wall around its worker is refused, with both ways out",
    async () => {
      const at = scene();
      const bare = join(at.folder, "bare-path");
      mkdirSync(bare);
      for (const program of ["git", "sh"]) symlinkSync(join("/usr/bin", program), join(bare, program));
      const env = { ...models.reachable(`http://127.0.0.1:${await closedPort()}`), PATH: bare };
      const argv = ["demo", "--repo", at.repository, "--ticket", at.ticket(TICKET), "--home", at.home];
      const ending = await runJarvis([...argv, "--model", "claude"], { env });
      expectRefusal(ending, 1, [
        "Cannot start worker R-1.1 with a language model",
        "needs bwrap and socat, not found on PATH",
        "Install bwrap and socat",
        "or allow it with --unsafe",
      ]);
      expect(at.git("log", "--format=%s", "main")).toBe("Begin\n");
    },
    TEST_MS_MAX,
  );
});

describe("a command line that is not understood", () => {
  test.each([
    ["an option that there is not", ["--wat"], "Unknown option '--wat'."],
    ["a model that there is not", ["--model", "gpt"], 'Expected --model to be playbook or claude, got "gpt"'],
    ["a number that is none", ["--workers", "many"], 'whole number from 1, got "many"'],
    ["an option of another command", ["--json"], "Only jarvis demo takes --json"],
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

  test.each([
    ["has no title", "Only words.\n", 'The ticket has no title: begin the file with "# Title"'],
    ["is empty", "", "The ticket has no title"],
    ["never ends its block", "# T\n\n```sh\ntrue\n", "The fenced block that begins in line 3 never ends"],
    ["depends on nothing", "# T\n\n## Depends on\n- T-9\n", "depends on T-9, which does not exist"],
  ])("that %s is named, with what is wrong", async (_, markdown, found) => {
    const at = scene();
    const file = at.ticket(markdown);
    expectRefusal(await demo(at, file), 1, [`Cannot take the ticket file ${file}`, found]);
    expect(eventsOf(readJournal(at.home), "ticket.drafted")).toEqual([]);
  });
});
