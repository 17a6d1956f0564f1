// The conversation as a user has it: a wish, a number, the worker's steps, the board, a landing, and the way out. Through a real
// pseudo-terminal where the system has `script`, and through pipes everywhere.
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commitsOf } from "./demo-evidence.ts";
import { startJarvis, type JarvisProcess, type StartOptions } from "./jarvis-process.ts";
import { eventsOf, readJournal } from "./journal-of.ts";
import { processesOf } from "./live-processes.ts";
import { git, type Scene } from "./scene.ts";
import { sceneOfTest } from "./test-scene.ts";

const TEST_MS_MAX = 120_000;
const CTRL_C = "\u0003";

/** Without a folder JARVIS takes a sample in the system's temporary folder, which is ours here. */
function begin(options: StartOptions): { readonly jarvis: JarvisProcess; readonly scene: Scene } {
  const scene = sceneOfTest();
  // A home in which nothing runs: else the conversation would be with what the developer has open.
  const env = { TMPDIR: scene.folder, TERM: "xterm-256color", JARVIS_HOME: join(scene.folder, "none") };
  return { jarvis: startJarvis(["chat", "--turn-delay-ms", "0"], { ...options, env }), scene };
}

/** Says what it wants, and lands it, by what stands on the screen. @returns the sample's folder and home */
async function landDarkMode(jarvis: JarvisProcess): Promise<{ repository: string; home: string }> {
  const [, root = ""] = await jarvis.sees(/JARVIS · (\S+)/);
  await jarvis.sees(/Model: playbook, a script and no language model/);
  await jarvis.sees(/\/help shows/);
  jarvis.type("I want to add dark mode");
  await jarvis.sees(/┌ T-1 · Dark mode toggle in settings/);
  const [, start = ""] = await jarvis.sees(/\[(\d+)\] approve & start\n/);
  await jarvis.sees(/JARVIS: I drafted T-1/);
  jarvis.type(start);
  await jarvis.sees(/• Worker 1 starts on T-1 from [0-9a-f]{7} \(jarvis\/t-1\.1-dark-mode/);
  await jarvis.sees(/\[TICKET-WORKER-1\] → Write src\/theme\.js/);
  jarvis.type("/ls");
  await jarvis.sees(/Main Orchestrator — (?:Idle|Active)/);
  await jarvis.sees(/T-1 {2}Dark mode toggle in settings · Worker 1/);
  await jarvis.sees(/\[TICKET-WORKER-1\] → Bash/);
  await jarvis.sees(/Review: accepts/);
  const [, land = ""] = await jarvis.sees(/\[(\d+)\] land it\n/);
  jarvis.type(land);
  await jarvis.sees(/• T-1 landed as [0-9a-f]{7}/);
  const repository = realpathSync(root);
  return { repository, home: join(repository, "..", "home") };
}

function expectLanded({ repository, home }: { repository: string; home: string }): void {
  const landed = eventsOf(readJournal(home), "ticket.landed").map(({ data }) => data.commit);
  expect(commitsOf({ repository }, "T-1")).toEqual(landed);
  expect(landed).toHaveLength(1);
  expect(git(repository, "status", "--porcelain")).toBe("");
  expect(processesOf(home)).toEqual([]);
}

const quoted = (argv: readonly string[]) =>
  argv.map((arg) => `'${arg.replaceAll("'", String.raw`'\''`)}'`).join(" ");
const inTerminal = (argv: readonly string[]) => ["script", "-qec", quoted(argv), "/dev/null"];
/** util-linux; the one of BSD and macOS has other options. */
const hasTerminal = spawnSync("script", ["--version"]).stdout?.includes("util-linux") ?? false;

describe("the conversation", () => {
  test.runIf(hasTerminal)(
    "in a terminal lands a wish by its numbers, and leaves with the second Ctrl-C",
    async () => {
      const { jarvis } = begin({ wrap: inTerminal });
      const sample = await landDarkMode(jarvis);
      jarvis.press(CTRL_C);
      await jarvis.sees(/Ctrl-C once more to leave/);
      jarvis.press(CTRL_C);
      expect(await jarvis.ended).toMatchObject({ exitCode: 0 });
      expect(jarvis.stdout()).toContain("\u001B[");
      expectLanded(sample);
    },
    TEST_MS_MAX,
  );

  test(
    "through a pipe lands it as well, plain and without colours, and ends with its input",
    async () => {
      const { jarvis } = begin({});
      const sample = await landDarkMode(jarvis);
      jarvis.endInput();
      expect(await jarvis.ended).toMatchObject({ exitCode: 0, stderr: "" });
      expect(jarvis.stdout()).not.toContain("\u001B");
      expect(jarvis.stdout()).toContain("The sample stays");
      expectLanded(sample);
    },
    TEST_MS_MAX,
  );
});
