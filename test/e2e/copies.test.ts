// A project's record is copied beside its running daemon, brought into another home, and goes on there; a doctor looks at both.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDaemon } from "../../src/compose/daemon.ts";
import { lastJson, runJarvis, type Ending } from "./jarvis-process.ts";
import type { Parsed } from "./journal-of.ts";
import type { Scene } from "./scene.ts";
import { sceneOfTest } from "./test-scene.ts";

const TEST_MS_MAX = 120_000;
const TICKET = "# Add a note\n\n```txt file=note.txt\none\n```\n\n## Checks\n- test -s note.txt\n";

const commands = (at: Scene, home = at.home) => ({
  jarvis: (...argv: readonly string[]): Promise<Ending> =>
    runJarvis([...argv, "--home", home], { cwd: at.repository }),
  json: async (...argv: readonly string[]): Promise<Parsed> => {
    const ending = await runJarvis([...argv, "--home", home, "--json"], { cwd: at.repository });
    expect(ending).toMatchObject({ exitCode: 0, stderr: "" });
    return lastJson(ending);
  },
});

function openAt(at: Scene, home: string) {
  const path = at.repository;
  return openDaemon({
    path,
    home,
    port: 0,
    isUnsafe: false,
    model: "playbook",
    turnDelayMs: 0,
    tell: () => undefined,
  });
}

test(
  "a backup and an export of a project are taken while it runs, and are the same project elsewhere",
  async () => {
    const at = sceneOfTest({ files: { "README.md": "# Shop\n" } });
    const here = commands(at);
    const daemon = await openAt(at, at.home);
    const backup = join(at.home, "..", "backup");
    const exported = join(at.home, "..", "shop.jsonl");
    let board: Parsed;
    try {
      writeFileSync(join(at.home, "ticket.md"), TICKET);
      await here.json("add", join(at.home, "ticket.md"));
      await here.json("approve", "T-1");
      await here.json("wait", "T-1");
      await here.json("land", "T-1");
      await here.json("wait", "T-1", "--until", "landed");
      await daemon.rest();
      board = await here.json("ls");
      expect(await here.json("backup", backup)).toMatchObject({ project: daemon.project, path: backup });
      expect(await here.json("export", exported)).toMatchObject({ project: daemon.project });
      // What is there is left as it is.
      const again = await here.jarvis("export", exported);
      expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(exported) });
      // The daemon has this home, and this project.
      expect(await here.jarvis("restore", backup)).toMatchObject({ exitCode: 1 });
      const { examined } = await here.json("doctor");
      expect(examined).toContainEqual(
        expect.objectContaining({
          name: "daemon",
          state: "well",
          found: expect.stringContaining(daemon.url),
        }),
      );
    } finally {
      await daemon.close();
    }
    const lines = readFileSync(exported, "utf8").trimEnd().split("\n");
    for (const [name, copy] of [
      ["restored", backup],
      ["imported", exported],
    ] as const) {
      const home = join(at.home, "..", name);
      mkdirSync(home);
      const there = commands(at, home);
      await there.json(name === "restored" ? "restore" : "import", copy);
      const opened = await openAt(at, home);
      try {
        expect((await there.json("ls")).rows).toEqual(board.rows);
        await there.json("export", join(home, "again.jsonl"));
      } finally {
        await opened.close();
      }
      // Opening the same repository adds nothing, so that the journal is the same to the byte, its header aside.
      const back = readFileSync(join(home, "again.jsonl"), "utf8").trimEnd().split("\n");
      expect(back.slice(1)).toEqual(lines.slice(1));
      const ending = await there.jarvis("doctor");
      expect(ending.stdout).toContain(`✓ journal of ${daemon.project}`);
      expect(ending.exitCode).toBe(0);
    }
  },
  TEST_MS_MAX,
);

test(
  "a damaged journal is named, and what to do",
  async () => {
    const at = sceneOfTest({ files: { "README.md": "# Shop\n" } });
    const daemon = await openAt(at, at.home);
    await daemon.close();
    const path = join(at.home, "projects", daemon.project, "journal.db");
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096, 4096 + 2048);
    writeFileSync(path, bytes);
    const ending = await commands(at).jarvis("doctor");
    expect(ending.exitCode).toBe(1);
    expect(ending.stdout).toMatch(
      new RegExp(`✗ journal of ${daemon.project}: .*\\n  Keep the folder as it is`),
    );
  },
  TEST_MS_MAX,
);
