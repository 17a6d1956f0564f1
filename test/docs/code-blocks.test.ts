// Goal: nobody reads a command in our documents that does not work. Every `sh` block is run as it stands; what cannot be run inside a test
// (a command that runs the tests) is checked for being there.
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { benchNames } from "../../bench/run.ts";
import { openDaemon, type OpenDaemon } from "../../src/compose/daemon.ts";
import { makeSample } from "../../src/compose/sample.ts";
import { startNpmStart } from "./npm-start.ts";
import { codeBlocks, type CodeBlock } from "./markdown-blocks.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..");
const BLOCK_MS_MAX = 120_000;

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const shellBlocks = (file: string) => codeBlocks(read(file)).filter((block) => block.language === "sh");

let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-docs-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  // What `npm i -g .` puts on the PATH.
  writeFileSync(
    join(bin, "jarvis"),
    `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, "src/main.ts")}' "$@"\n`,
  );
  chmodSync(join(bin, "jarvis"), 0o755);
  path = `${bin}${delimiter}${process.env["PATH"] ?? ""}`;
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Runs blocks one after another in one shell, as somebody does who follows the page; fails at the first command that fails. */
async function follow(
  blocks: readonly CodeBlock[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const script = [
    "set -euo pipefail",
    ...blocks.map(({ code, line }) => `echo "# line ${line}"\n${code}`),
  ].join("\n");
  try {
    const { stdout } = await run("bash", ["-c", script], {
      cwd,
      env: { ...process.env, PATH: path, ...env },
      timeout: BLOCK_MS_MAX,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const said = z.object({ stdout: z.string(), stderr: z.string() }).safeParse(error).data;
    throw new Error(`A block failed.\n${said?.stdout ?? ""}\n${said?.stderr ?? ""}`, { cause: error });
  }
}

describe("the guide", () => {
  test(
    "can be followed in a terminal from an empty folder to two landed tickets",
    { timeout: BLOCK_MS_MAX + 10_000 },
    async () => {
      const cwd = join(folder, "guide");
      mkdirSync(cwd);
      const said = await follow(shellBlocks("docs/guide.md"), cwd, { JARVIS_HOME: join(folder, "home") });
      expect(said).toContain("Open from nine to five.");
      const { stdout } = await run("git", ["log", "--format=%(trailers:key=Jarvis-Ticket,valueonly)"], {
        cwd: join(cwd, "shop"),
      });
      expect(stdout).toContain("T-1");
      expect(stdout).toContain("T-2");
    },
  );
});

describe("the README", () => {
  test("starts with two commands, and the first opens the page", { timeout: BLOCK_MS_MAX }, async () => {
    const [block] = shellBlocks("README.md");
    expect(block?.code.split("\n")).toEqual(["npm start", "npm test"]);
    const started = await startNpmStart(ROOT, folder);
    try {
      const page = await fetch(started.url, { redirect: "manual" });
      expect(page.status).toBe(200);
      expect(page.headers.get("set-cookie")).toContain("HttpOnly");
    } finally {
      await started.stop();
    }
  });

  test("names for each claim a command that there is", () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read("package.json")));
    const commands = Array.from(
      read("README.md").matchAll(/`(npm (?:run -s )?(start|test|bench|demo|simulate|prove|screens|pack-smoke)\b[^`]*)`/g),
      (match) => ({
        whole: match[1] ?? "",
        script: match[2] ?? "",
      }),
    );
    expect(commands.length).toBeGreaterThanOrEqual(5);
    const missing = commands.flatMap(({ whole, script }) => {
      const bench = /bench -- ([\w-]+)/.exec(whole)?.[1];
      const file = /-- (test\/\S+)/.exec(whole)?.[1];
      return [
        ...(script in scripts ? [] : [`${whole}: package.json has no script ${script}`]),
        ...(bench === undefined || benchNames().includes(bench)
          ? []
          : [`${whole}: there is no bench ${bench}`]),
        ...(file === undefined || existsSync(join(ROOT, file)) ? [] : [`${whole}: there is no ${file}`]),
      ];
    });
    expect(missing).toEqual([]);
  });
});

/** Says the status of each answer. A feed never ends by itself: it is left after a moment. */
const CURL: CodeBlock = {
  language: "sh",
  line: 0,
  code: `exec 3>&1
curl() { command curl --max-time 3 --write-out '%{stderr}\\nstatus %{http_code}\\n' "$@" 2>&3 || true; }`,
};

describe("the description of the API", () => {
  let daemon: OpenDaemon;
  beforeAll(async () => {
    const sample = await makeSample({ parent: join(folder, "api") });
    daemon = await openDaemon({
      path: sample.path,
      home: join(folder, "api-home"),
      isUnsafe: false,
      model: "playbook",
      port: 0,
      tell: () => undefined,
    });
  });
  afterAll(() => daemon.close());

  test("has examples that are answered", { timeout: BLOCK_MS_MAX }, async () => {
    const blocks = shellBlocks("docs/api.md");
    expect(blocks.length).toBeGreaterThan(20);
    // The one that ends the daemon would take it from all that follow.
    const asked = blocks.filter(({ code }) => !code.includes("/api/quit"));
    expect(blocks.length - asked.length).toBe(1);
    const said = await follow([CURL, ...asked], folder, { JARVIS_HOME: join(folder, "api-home") });
    const statuses = Array.from(said.matchAll(/^status (\d+)$/gm), ([, status]) => Number(status));
    expect(statuses.length).toBeGreaterThanOrEqual(asked.length - 1);
    expect(statuses.filter((status) => status >= 500 || status === 401 || status === 400)).toEqual([]);
  });
});
