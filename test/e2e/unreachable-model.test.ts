// A language model that is not there, or lets nobody in: what was said stays on record, and a worker goes on where it stood.
import { mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createPlainServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startPlaybook } from "../../src/playbook/server.ts";
import { lastJson, runJarvis, startJarvis } from "./jarvis-process.ts";
import { eventsOf, readJournal } from "./journal-of.ts";
import { digestOf, expectRefusal, refusalOf } from "./refusal.ts";
import { git, type Scene } from "./scene.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 60_000;
const STEP_MS_MAX = 30_000;

const TICKET = "# Note\n\n```txt file=note.txt\none\n```\n";

const scene = () => sceneOfTest({ files: { "README.md": "# Shop\n" } });

describe("a language model", () => {
  /** A port on which nobody listens. */
  async function closedPort(): Promise<number> {
    const server = createPlainServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  const modelAt = (url: string) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "a-key" });
  const say = async (at: Scene, text: string, env: Readonly<Record<string, string>>) => {
    const jarvis = startJarvis(["chat", at.repository, "--home", at.home, "--model", "claude"], { env });
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
      const ending = await say(at, "hello there", modelAt(url));
      expectRefusal(ending, 1, []);
      const words = ending.stdout.replaceAll(/\s+/g, " ");
      expect(words).toContain(`via ${url}`);
      expect(words).toContain("No answer: The model's service did not answer in 3 tries (connection refused");
      expect(words).toContain("Say it again when that is mended");
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
      const ending = await say(at, "hello there", modelAt(`http://127.0.0.1:${port}`));
      server.close();
      expectRefusal(ending, 1, []);
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
        const env = modelAt(playbook.url("worker", "W1"));
        const options = ["--home", at.home, "--model", "claude", "--unsafe"];
        const argv = ["demo", "--repo", at.repository, "--ticket", at.ticket(TICKET), "--json"];
        const ending = await runJarvis([...argv, ...options], { env });
        expect(ending.exitCode).toBe(1);
        expect(lastJson(ending).outcome).toEqual(
          expect.stringContaining(
            "No answer: The model's service refused the credentials (401). The sign-in of the model at",
          ),
        );
        expect(eventsOf(readJournal(at.home), "run.messages-delivered")).toEqual([]);
        expect(at.git("log", "--format=%s", "main")).toBe("Begin\n");

        playbook.setFaults([]);
        const again = startJarvis(["chat", at.repository, ...options], { env });
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
      const env = { ...modelAt(`http://127.0.0.1:${await closedPort()}`), PATH: bare };
      const argv = ["demo", "--repo", at.repository, "--ticket", at.ticket(TICKET), "--home", at.home];
      const ending = await runJarvis([...argv, "--model", "claude"], { env });
      expectRefusal(ending, 1, [
        "Cannot start worker R-1.1 with a language model",
        "needs bwrap and socat, not found on PATH",
        "Install bwrap and socat",
        "Or allow it with --unsafe",
      ]);
      expect(at.git("log", "--format=%s", "main")).toBe("Begin\n");
    },
    TEST_MS_MAX,
  );
});
