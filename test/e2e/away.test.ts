// Nobody watches for a while, with the real agent binary and real git: what was approved lands, what needs a person waits or is refused, money ends
// with its budget, and on return the journal alone tells all of it.
import { expect, test } from "vitest";
import { openCommandDesk } from "./command-desk.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 120_000;
const WAIT = { limitMs: 60_000 };

const work = (name: string) => `# Add ${name}

\`\`\`sh
echo ${name} > ${name}.txt
\`\`\`

## Scope
- ${name}.txt
`;

test(
  "away: what is green lands, the rest waits, is refused or held, and the return tells it",
  async () => {
    const at = sceneOfTest({
      files: { "README.md": "# Shop\n", "jarvis.jsonc": '{ "checks": ["test -s README.md"] }\n' },
    });
    const desk = await openCommandDesk(at);
    const isRefused = async (...argv: readonly string[]) =>
      expect(await desk.jarvis(...argv)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/you are away, and nobody watches.*jarvis back/),
      });
    const board = async () => JSON.parse((await desk.does("ls", "--all", "--json")).stdout);
    const wordOf = async (ticket: string): Promise<string> =>
      (await board()).rows.find((row: { ticket: string }) => row.ticket === ticket)?.word ?? "none";
    const isWord = (ticket: string, word: string) => async () => (await wordOf(ticket)) === word;
    try {
      // No box is around the workers: the user has to accept that.
      await desk.refuses(
        ["away", "8h", "--budget", "30"],
        "1 of 6 conditions are red",
        "box: level 0 of 2",
        "--unsafe",
      );
      for (const name of ["one", "two", "three"]) await desk.does("add", at.ticket(work(name)));
      await desk.does("approve", "T-1", "--land-when-green");
      await desk.does("approve", "T-2");
      await desk.does("away", "8h", "--budget", "30", "--unsafe");
      await isRefused("approve", "T-3");
      await isRefused("raise", "today", "--cost", "5");
      await until("T-1 to land", isWord("T-1", "landed"), WAIT);
      await until("T-2 to be ready", isWord("T-2", "ready"), WAIT);
      await isRefused("land", "T-2");
      expect(at.git("ls-tree", "--name-only", "main")).toBe("README.md\njarvis.jsonc\none.txt\n");
      const { report } = JSON.parse((await desk.does("back", "--json")).stdout);
      expect(report).toMatchObject({
        why: "back",
        landed: [{ ticket: "T-1", title: "Add one", commit: at.git("rev-parse", "main").trim() }],
        waits: [{ ticket: "T-2", what: "land or send back T-2", minutes: expect.any(Number) }],
        failed: [],
        refused: [
          { what: "the approval of a ticket", about: "T-3", by: "user" },
          { what: "a raise of the budget", about: null },
          { what: "an approval to land", about: "T-2" },
        ],
        costUsdMax: 30,
        kept: [],
      });
      expect(report.spentUsd).toBeGreaterThan(0);
      expect((await desk.does("away", "--report")).stdout).toBe(`${report.lines.join("\n")}\n`);

      // The first call of a worker costs more than this: it is held with its work, until the user is back.
      await desk.does("approve", "T-3", "--land-when-green");
      await desk.does("away", "1h", "--budget", "0.001", "--unsafe");
      await until("the budget to be reached", isWord("T-3", "needs-you"), WAIT);
      const held = (await board()).rows.find((row: { ticket: string }) => row.ticket === "T-3");
      expect(held).toMatchObject({
        status: expect.stringContaining("over the budget of your time away"),
        waitsFor: "say that you are back",
      });
      expect((await desk.does("back")).stdout).toMatch(
        /^Spent: \$0\.\d\d of \$0\.00; the budget was reached/m,
      );
      await until("T-3 to land", isWord("T-3", "landed"), WAIT);
    } finally {
      await desk.daemon.close();
    }
  },
  TEST_MS_MAX,
);
