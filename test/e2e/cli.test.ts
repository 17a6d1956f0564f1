// Commands against a daemon that outlives them, as a user types them: the real binary, agent, git and checks.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, onTestFinished, test } from "vitest";
import { isAlive } from "../../src/cli/daemon/place.ts";
import { commitsOf } from "./demo-evidence.ts";
import { lastJson, runJarvis, startJarvis, type Ending, type StartOptions } from "./jarvis-process.ts";
import type { Parsed } from "./journal-of.ts";
import { processesOf } from "./live-processes.ts";
import { cleanEnvironment, makeScene, PROJECT, type Scene } from "./scene.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 180_000;
const STEP_MS_MAX = 60_000;
const MAIN = join(PROJECT, "src", "main.ts");

const TICKET = "# Add a note\n\n```txt file=note.txt\none\n```\n\n## Checks\n- test -s note.txt\n";

/** One user, one home, standing in one repository. */
interface Desk {
  readonly at: Scene;
  /** Runs a command to its end. */
  readonly jarvis: (...argv: readonly string[]) => Promise<Ending>;
  /** Its one JSON value, after it has ended well. */
  readonly json: (...argv: readonly string[]) => Promise<Parsed>;
  readonly options: StartOptions;
}

function deskAt(at: Scene, home = at.home): Desk {
  const options = { cwd: at.repository };
  const jarvis = (...argv: readonly string[]) => runJarvis([...argv, "--home", home], options);
  return {
    at,
    options,
    jarvis,
    json: async (...argv) => {
      const ending = await jarvis(...argv, "--json");
      expect(ending).toMatchObject({ exitCode: 0, stderr: "" });
      expect(ending.stdout.trimEnd().split("\n")).toHaveLength(1);
      return lastJson(ending);
    },
  };
}

/** A daemon of its own, which does not outlive the test. */
async function startDaemon(desk: Desk): Promise<Parsed> {
  onTestFinished(() => endDaemon(desk.at.home));
  return await desk.json("start", "-d", ".", "--turn-delay-ms", "0");
}

/** What a test that failed leaves running. */
function endDaemon(home: string): void {
  const file = join(home, "daemon.json");
  if (!existsSync(file)) return;
  try {
    process.kill(JSON.parse(readFileSync(file, "utf8")).pid, "SIGKILL");
  } catch (error) {
    // It has ended: what it left behind is what the test was about.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

const shop = () => sceneOfTest({ files: { "README.md": "# Shop\n" } });

describe("a ticket, by commands alone", () => {
  test(
    "is drafted, approved, followed, read, landed and shown, while a daemon runs that no terminal holds",
    async () => {
      const desk = deskAt(shop());
      const { at, jarvis, json } = desk;
      const started = await startDaemon(desk);
      expect(started).toMatchObject({ isNew: true, root: at.repository });
      expect(started.signInUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login\?t=[\w-]{43}$/);

      expect(await json("add", at.ticket(TICKET))).toMatchObject({ ticket: "T-1" });
      expect((await jarvis("ls")).stdout).toMatch(/Main Orchestrator — \S+.*\nT-1 {2}Add a note\n.*draft/);
      const approved = await jarvis("approve", "T-1");
      expect(approved.stdout).toMatch(/┌ T-1 · Add a note\n│ Checks: test -s note\.txt[^]*T-1 is approved/);

      const following = startJarvis(["logs", "T-1", "-f", "--json", "--home", at.home], desk.options);
      const watching = startJarvis(["ls", "-w", "--json", "--home", at.home], desk.options);
      await watching.sees(/"word":"ready"/);
      expect((await jarvis("diff", "T-1")).stdout).toContain("+++ b/note.txt\n@@ -0,0 +1 @@\n+one\n");
      expect((await jarvis("logs", "W1", "--review")).stdout).toContain("→ verdict");
      expect((await jarvis("show", "W1")).stdout).toContain("Review: accepts");

      const landed = await jarvis("land", "T-1");
      expect(landed.stdout).toMatch(/Worker 1 is ready[^]*T-1 is in the landing queue/);
      await watching.sees(/"word":"landed"/);
      watching.kill("SIGINT");
      expect((await jarvis("show", "T-1")).stdout).toMatch(/^Status: {4}landed · [0-9a-f]{7}/m);
      expect(commitsOf(at, "T-1")).toHaveLength(1);
      expect(at.git("show", "main:note.txt")).toBe("one\n");

      const followed = await following.ended;
      expect(followed.exitCode).toBe(0);
      const lines: readonly Parsed[] = followed.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(lines.map((line) => line.n)).toEqual(lines.map((_, index) => index + 1));
      expect(lines.map((line) => line.title)).toContain("Write note.txt");

      expect(await json("quit")).toMatchObject({ pid: started.pid, ended: true });
      expect(isAlive(started.pid)).toBe(false);
      expect(existsSync(join(at.home, "daemon.json"))).toBe(false);
      expect(processesOf(at.home)).toEqual([]);
      expect(await jarvis("ls")).toMatchObject({ exitCode: 3, stdout: "" });
    },
    TEST_MS_MAX,
  );
});

describe("one daemon", () => {
  test(
    "serves two repositories, each to whoever stands in it",
    async () => {
      const one = deskAt(shop());
      const other = deskAt(sceneOfTest({ name: "blog", files: { "README.md": "# Blog\n" } }), one.at.home);
      const nowhere = deskAt({ ...one.at, repository: one.at.folder }, one.at.home);
      const started = await startDaemon(one);
      const opened = await other.json(".");
      expect(opened).toMatchObject({ isNew: false, pid: started.pid, root: other.at.repository });
      expect(await one.json("projects")).toMatchObject({ projects: [{ name: "shop" }, { name: "blog" }] });

      await other.json("add", other.at.ticket(TICKET));
      expect((await one.json("ls")).rows).toEqual([]);
      expect((await other.json("ls")).rows).toMatchObject([{ ticket: "T-1" }]);
      expect((await one.json("ls", "--project", "blog")).rows).toMatchObject([{ ticket: "T-1" }]);
      const asked = await nowhere.jarvis("ls");
      expect(asked).toMatchObject({ exitCode: 2, stdout: "" });
      expect(asked.stderr).toContain(one.at.repository);
      expect(asked.stderr).toContain(other.at.repository);

      await one.json("quit");
      await one.json("start", "-d", ".");
      await until("both to be open again", async () => (await one.json("projects")).projects.length === 2, {
        limitMs: STEP_MS_MAX,
      });
      expect((await other.json("ls")).rows).toMatchObject([{ ticket: "T-1" }]);
      await one.json("quit");
    },
    TEST_MS_MAX,
  );

  test(
    "answers a conversation in a terminal, and outlives it; killed, it is no daemon any more",
    async () => {
      const desk = deskAt(shop());
      const { pid } = await startDaemon(desk);
      const talking = startJarvis(["chat", "--home", desk.at.home], desk.options);
      await talking.sees(/JARVIS · \S+shop\n/);
      talking.type("how is it going?");
      await talking.sees(/JARVIS: \S+/);
      talking.endInput();
      expect(await talking.ended).toMatchObject({ exitCode: 0, stderr: "" });
      expect(isAlive(pid)).toBe(true);

      process.kill(pid, "SIGKILL");
      await until("the daemon to be gone", () => !isAlive(pid), { limitMs: STEP_MS_MAX });
      expect((await desk.jarvis("ls")).exitCode).toBe(3);
      expect((await desk.json("start", "-d", ".")).isNew).toBe(true);
      await desk.json("quit");
    },
    TEST_MS_MAX,
  );
});

test(
  "an MCP client that starts jarvis mcp reads the board, from the moment that a daemon runs",
  async () => {
    const desk = deskAt(makeScene({ files: { "README.md": "# Shop\n" } }));
    onTestFinished(() => desk.at.remove());
    const env = Object.fromEntries(
      Object.entries(cleanEnvironment()).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    );
    const args = [MAIN, "mcp", "--home", desk.at.home];
    const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" });
    const client = new Client({ name: "test", version: "1" });
    await client.connect(transport);
    onTestFinished(() => client.close());

    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "board",
      "worker_status",
    ]);
    expect(tools.every((tool) => tool.outputSchema !== undefined)).toBe(true);
    const before = await client.callTool({ name: "board", arguments: {} });
    expect(before).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("No JARVIS runs on") }],
    });

    await startDaemon(desk);
    await desk.json("add", desk.at.ticket(TICKET));
    const board = await client.callTool({ name: "board", arguments: {} });
    expect(board.structuredContent).toMatchObject({
      boards: [{ project: { name: "shop" }, rows: [{ ticket: "T-1", word: "draft" }] }],
    });
    const nobody = await client.callTool({ name: "worker_status", arguments: {} });
    expect(nobody.structuredContent).toEqual({ workers: [] });
    await desk.json("quit");
  },
  TEST_MS_MAX,
);

test(
  "jarvis mcp says nothing but the protocol on standard output, and ends with its input",
  async () => {
    const at = shop();
    const jarvis = startJarvis(["mcp", "--home", at.home]);
    const clientInfo = { name: "test", version: "1" };
    const initialize = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
    jarvis.type(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: initialize }));
    await jarvis.sees(/"id":1\b/);
    jarvis.type(JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }));
    jarvis.type("this is no message");
    jarvis.type(
      JSON.stringify({
        jsonrpc: "2.0",
        id: 2,
        method: "tools/call",
        params: { name: "board", arguments: {} },
      }),
    );
    await jarvis.sees(/No JARVIS runs on/);
    jarvis.endInput();
    const { exitCode, stdout } = await jarvis.ended;
    expect(exitCode).toBe(0);
    for (const line of stdout.trimEnd().split("\n"))
      expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
  },
  TEST_MS_MAX,
);
