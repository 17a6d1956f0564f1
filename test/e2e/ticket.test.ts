// One ticket file, carried out and landed on repositories as users have them: `jarvis demo --repo PATH --ticket FILE`.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lastJson, runJarvis, startJarvis, type JarvisProcess } from "./jarvis-process.ts";
import { eventsOf, readJournal } from "./journal-of.ts";
import { type Scene } from "./scene.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 120_000;
const STEP_MS_MAX = 60_000;

const HASTE = ["--json", "--turn-delay-ms", "0"];

const argv = (at: Scene, markdown: string) =>
  ["demo", "--repo", at.repository, "--ticket", at.ticket(markdown), "--home", at.home].concat(HASTE);

const steps = (...blocks: readonly string[]) => blocks.join("\n\n");
const block = (info: string, text: string) => `\`\`\`${info}\n${text}\n\`\`\``;
const checks = (...commands: readonly string[]) =>
  `## Checks\n${commands.map((command) => `- ${command}`).join("\n")}\n`;

/** Writes down which tree it stands on, from the files themselves. It is green. */
function treeRecorder(at: Scene): { readonly command: string; seen(): readonly string[] } {
  const file = join(at.folder, "trees");
  const index = join(at.folder, "index");
  const script = join(at.folder, "record-tree.sh");
  writeFileSync(
    script,
    `export GIT_INDEX_FILE='${index}'; rm -f "$GIT_INDEX_FILE"; git add --all && git write-tree >> '${file}'\n`,
  );
  return {
    command: `sh '${script}'`,
    seen: () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []),
  };
}

/** A worker that runs this goes on when `open` is called. */
function gate(at: Scene): { readonly script: string; open(): void; isReached(): boolean } {
  const reached = join(at.folder, "reached");
  const opened = join(at.folder, "opened");
  return {
    script: `touch '${reached}'\nuntil [ -e '${opened}' ]; do sleep 0.05; done`,
    open: () => writeFileSync(opened, ""),
    isReached: () => existsSync(reached),
  };
}

const journalOf = (at: Scene) => readJournal(at.home);
const colorsOf = (at: Scene) => eventsOf(journalOf(at), "run.checked").map(({ data }) => data.checked.color);
const treeOf = (at: Scene, commit: string) => at.git("rev-parse", `${commit}^{tree}`).trim();

async function untilSays(jarvis: JarvisProcess, expression: RegExp): Promise<void> {
  await until(`${expression} on standard error`, () => expression.test(jarvis.stderr()), {
    limitMs: STEP_MS_MAX,
    found: () => jarvis.stderr().slice(-2_000),
  });
}

describe("a ticket file", () => {
  test(
    "lands in a folder with blanks and letters of all kinds, where a check that was red before does not block",
    async () => {
      const at = sceneOfTest({
        name: "Mein Laden – 店 ü",
        files: { "README.md": "# Laden\n", "lint.sh": "exit 3\n" },
      });
      const recorder = treeRecorder(at);
      at.write("notizen.txt", "nicht eingecheckt\n");
      const ending = await runJarvis(
        argv(
          at,
          `# Grüße 🌍\n\n${block('txt file="grüße.txt"', "Hallo")}\n\n${checks("sh lint.sh", recorder.command)}`,
        ),
      );
      const printed = lastJson(ending);
      expect(ending.exitCode).toBe(0);
      expect(printed).toMatchObject({ root: at.repository, outcome: "landed" });
      const [{ commit }] = printed.tickets;
      expect(at.git("rev-parse", "main").trim()).toBe(commit);
      expect(at.git("show", "main:grüße.txt")).toBe("Hallo\n");
      expect(colorsOf(at)).toEqual(["already-red"]);
      expect(eventsOf(journalOf(at), "run.checked")[0]?.data.checked.checks).toMatchObject([
        { command: "sh lint.sh", color: "already-red", exitCode: 3 },
        { color: "green", exitCode: 0 },
      ]);
      expect(recorder.seen()).toContain(treeOf(at, commit));
      expect(at.git("status", "--porcelain")).toBe("?? notizen.txt\n");
      expect(printed.leftovers).toEqual({ worktrees: 0, branches: 0, processes: 0, locks: 0 });
    },
    TEST_MS_MAX,
  );

  test(
    "is sent back when it breaks a check, and lands after its worker has mended it",
    async () => {
      const at = sceneOfTest({
        files: { "total.txt": "4\n", "check.sh": 'test "$(cat total.txt)" -gt 3\n' },
      });
      const recorder = treeRecorder(at);
      const work = steps(block("sh", "echo 2 > total.txt"), block("sh on=fix", "echo 5 > total.txt"));
      const ending = await runJarvis(
        argv(at, `# Count\n\n${work}\n\n${checks("sh check.sh", recorder.command)}`),
      );
      const [{ commit }] = lastJson(ending).tickets;
      expect(ending.exitCode).toBe(0);
      expect(at.git("show", "main:total.txt")).toBe("5\n");
      expect(colorsOf(at)).toEqual(["green"]);
      expect(eventsOf(journalOf(at), "run.fix-asked").map(({ data }) => data.round)).toEqual([1]);
      const [, sentBack] = eventsOf(journalOf(at), "run.message-queued");
      expect(sentBack?.data).toMatchObject({
        from: "checks",
        text: expect.stringContaining("$ sh check.sh"),
      });
      expect(ending.stderr).toContain("sent back: fix 1/3");
      const head = "refs/jarvis/run/R-1.1/head";
      expect(recorder.seen()).toEqual([treeOf(at, `${head}~1`), treeOf(at, head)]);
      expect(treeOf(at, head)).toBe(treeOf(at, commit));
    },
    TEST_MS_MAX,
  );

  test(
    "does not land when its worker cannot mend the check",
    async () => {
      const at = sceneOfTest({
        files: { "total.txt": "4\n", "check.sh": 'test "$(cat total.txt)" -gt 3\n' },
      });
      const before = at.git("rev-parse", "main");
      const ending = await runJarvis(
        argv(at, `# Count\n\n${block("sh", "echo 2 > total.txt")}\n\n${checks("sh check.sh")}`),
      );
      expect(ending.exitCode).toBe(1);
      expect(lastJson(ending)).toMatchObject({ tickets: [{ landed: false, commit: null }] });
      expect(at.git("rev-parse", "main")).toBe(before);
      expect(eventsOf(journalOf(at), "landing.queued")).toEqual([]);
      expect(at.git("show", "refs/jarvis/run/R-1.1/head:total.txt")).toBe("2\n");
    },
    TEST_MS_MAX,
  );

  test(
    "without any check lands only by a button that says UNVERIFIED, and says so for ever",
    async () => {
      const at = sceneOfTest({ files: { "README.md": "# Laden\n" } });
      const ending = await runJarvis(argv(at, `# Note\n\n${block("txt file=note.txt", "one")}`));
      expect(ending.exitCode).toBe(0);
      const offered = ending.stderr.match(/\[\d+\] land it.*/g);
      expect(offered?.map((line) => line.replace(/\[\d+\] /, ""))).toEqual(["land it UNVERIFIED"]);
      expect(colorsOf(at)).toEqual(["unverified"]);
      expect(eventsOf(journalOf(at), "landing.queued")).toMatchObject([
        { data: { isUnverifiedAccepted: true, by: { kind: "click" } } },
      ]);
    },
    TEST_MS_MAX,
  );

  test(
    "without any check does not land by itself, nor by a plain /land, although it was approved to land when green",
    async () => {
      const at = sceneOfTest({ files: { "README.md": "# Laden\n" } });
      const jarvis = startJarvis(["chat", at.repository, "--home", at.home, "--turn-delay-ms", "0"]);
      jarvis.type(`Add a note\n${block("txt file=note.txt", "one")}`);
      const [, n = ""] = await jarvis.sees(/\[(\d+)\] approve & start, land when green\n/);
      jarvis.type(n);
      await jarvis.sees(/\[\d+\] land it UNVERIFIED/);
      jarvis.type("/land T-1");
      await jarvis.sees(/T-1 is unverified: no check is configured/);
      jarvis.endInput();
      await jarvis.ended;
      expect(eventsOf(journalOf(at), "landing.queued")).toEqual([]);
      expect(at.git("log", "--format=%s", "main")).toBe("Begin\n");
    },
    TEST_MS_MAX,
  );

  test(
    "takes the project's own check when it names none",
    async () => {
      const manifest = JSON.stringify({ scripts: { test: "grep -q one note.txt" } });
      const at = sceneOfTest({ files: { "package.json": manifest } });
      const ending = await runJarvis(argv(at, `# Note\n\n${block("txt file=note.txt", "one")}`));
      expect(ending.exitCode).toBe(0);
      expect(eventsOf(journalOf(at), "run.checked")).toMatchObject([
        { data: { checked: { color: "green", checks: [{ command: "npm test" }] } } },
      ]);
    },
    TEST_MS_MAX,
  );
});

describe("a target that moves while a worker works", () => {
  test(
    "gets the work merged with it, checked on exactly the tree that lands",
    async () => {
      const at = sceneOfTest({ files: { "README.md": "# Laden\n" } });
      const door = gate(at);
      const recorder = treeRecorder(at);
      const work = steps(block("txt file=note.txt", "one"), block("sh", door.script));
      const jarvis = startJarvis(argv(at, `# Note\n\n${work}\n\n${checks(recorder.command)}`));
      await until("the worker", () => door.isReached(), {
        limitMs: STEP_MS_MAX,
        found: () => jarvis.stderr(),
      });
      at.write("mine.txt", "the user's\n");
      at.commit("Meanwhile");
      const moved = at.git("rev-parse", "main").trim();
      door.open();
      const ending = await jarvis.ended;
      const [{ commit }] = lastJson(ending).tickets;
      expect(at.git("rev-parse", "main", `${commit}^1`).trim().split("\n")).toEqual([commit, moved]);
      const head = treeOf(at, "refs/jarvis/run/R-1.1/head");
      expect(recorder.seen()).toContain(treeOf(at, commit));
      expect(recorder.seen()).not.toContain(head);
      expect(readFileSync(join(at.repository, "note.txt"), "utf8")).toBe("one\n");
    },
    TEST_MS_MAX,
  );

  test(
    "shows a conflict by its file, and nothing is changed",
    async () => {
      const at = sceneOfTest({ files: { "README.md": "# Laden\n" } });
      const door = gate(at);
      const work = block("sh", `echo '# Shop' > README.md\n${door.script}`);
      const jarvis = startJarvis(argv(at, `# Name\n\n${work}\n\n${checks("true")}`));
      await until("the worker", () => door.isReached(), {
        limitMs: STEP_MS_MAX,
        found: () => jarvis.stderr(),
      });
      at.write("README.md", "# Magasin\n");
      at.commit("Meanwhile");
      const moved = at.git("rev-parse", "main").trim();
      at.write("README.md", "# Magasin, and more\n");
      door.open();
      const ending = await jarvis.ended;
      expect(ending.exitCode).toBe(1);
      expect(lastJson(ending)).toMatchObject({
        outcome: "Worker 1 conflicts with the target in README.md",
        tickets: [{ landed: false, commit: null }],
      });
      expect(at.git("rev-parse", "main").trim()).toBe(moved);
      expect(at.git("status", "--porcelain")).toBe(" M README.md\n");
      expect(readFileSync(join(at.repository, "README.md"), "utf8")).toBe("# Magasin, and more\n");
      expect(at.git("show", "refs/jarvis/run/R-1.1/head:README.md")).toBe("# Shop\n");
    },
    TEST_MS_MAX,
  );
});

describe("uncommitted files of the user where the work would land", () => {
  test(
    "block it by name, and it lands once they are committed or moved",
    async () => {
      const at = sceneOfTest({ files: { "README.md": "# Laden\n\n\n\n\nopen\n" } });
      at.write("README.md", "# Laden\n\n\n\n\nclosed\n");
      at.write("note.txt", "the user's\n");
      const before = at.git("rev-parse", "main").trim();
      const work = steps(
        block("sh", "sed -i 's/# Laden/# Shop/' README.md"),
        block("txt file=note.txt", "one"),
      );
      const jarvis = startJarvis(argv(at, `# Name\n\n${work}\n\n${checks("true")}`));
      await untilSays(jarvis, /Landing waits for your uncommitted README\.md, note\.txt in .*shop/);
      expect(at.git("rev-parse", "main").trim()).toBe(before);
      expect(readFileSync(join(at.repository, "README.md"), "utf8")).toBe("# Laden\n\n\n\n\nclosed\n");
      expect(readFileSync(join(at.repository, "note.txt"), "utf8")).toBe("the user's\n");

      at.git("commit", "--quiet", "--message", "Closed", "README.md");
      renameSync(join(at.repository, "note.txt"), join(at.repository, "mine.txt"));
      const ending = await jarvis.ended;
      expect(ending.exitCode).toBe(0);
      expect(lastJson(ending)).toMatchObject({ outcome: "landed" });
      expect(at.git("show", "main:README.md")).toBe("# Shop\n\n\n\n\nclosed\n");
      expect(readFileSync(join(at.repository, "README.md"), "utf8")).toBe("# Shop\n\n\n\n\nclosed\n");
      expect(at.git("status", "--porcelain")).toBe("?? mine.txt\n");
      expect(eventsOf(journalOf(at), "ticket.landed")).toHaveLength(1);
    },
    TEST_MS_MAX,
  );
});
