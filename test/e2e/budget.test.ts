// A worker with a real agent reaches its cap in the middle of its work: its process is gone, its worktree and session stay, the user is told,
// and with more it goes on where it was and lands. Nothing that it was told meanwhile is lost.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runUserCommand } from "../../src/catalogue/user-commands.ts";
import { openDaemon, type OpenDaemon } from "../../src/compose/daemon.ts";
import type { CommandName } from "../../src/wire/commands.ts";
import type { RowOf, TableName } from "../../src/wire/rows.ts";
import { workerProcessesOf } from "./live-processes.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 120_000;
/** Less than the first call of a worker costs by the price list of the agent. */
const CAP_USD = 0.01;

const TICKET = `# Add notes

${[1, 2, 3, 4].map((n) => `\`\`\`sh\necho ${n} >> notes.txt\n\`\`\`\n`).join("\n")}
## Checks
- test "$(cat notes.txt)" = "$(printf '1\\n2\\n3\\n4')"
`;

function rowsOf<Table extends TableName>(daemon: OpenDaemon, table: Table): readonly RowOf<Table>[] {
  const all = daemon.projects()[0]?.live.rows.all() ?? [];
  return all.flatMap((one) => (one.table === table && one.row !== null ? [one.row as RowOf<Table>] : [])); // the row is of its table
}

async function does(daemon: OpenDaemon, name: CommandName, input: object): Promise<void> {
  const access = daemon.projects()[0]?.live.userAccess("test", null);
  expect(access === undefined ? null : await runUserCommand(name, input, access)).toMatchObject({
    kind: "accepted",
  });
}

test(
  "a worker over its budget stops with its work kept, and goes on in its session when the user raises it",
  async () => {
    const at = sceneOfTest({ files: { "README.md": "# Shop\n" } });
    const daemon = await openDaemon({
      path: at.repository,
      home: at.home,
      port: 0,
      isUnsafe: false,
      model: "playbook",
      turnDelayMs: 0,
      dayUsdMax: 50,
      tell: () => undefined,
    });
    const row = () => rowsOf(daemon, "board")[0];
    const hash = () => rowsOf(daemon, "ticket")[0]?.hash ?? "";
    const found = () => `${row()?.status ?? "no row"}; ${workerProcessesOf(at.home).join()}`;
    try {
      await does(daemon, "add-ticket", { markdown: TICKET });
      const change = { budget: { turnsMax: 100, costUsdMax: CAP_USD } };
      await does(daemon, "edit-ticket", { ticket: "T-1", hash: hash(), change });
      await does(daemon, "approve-ticket", { ticket: "T-1", hash: hash(), landWhenGreen: true });
      await until("its agent", () => workerProcessesOf(at.home).length > 0, { limitMs: 60_000, found });
      await until("the cap to be reached", () => row()?.word === "needs-you", { limitMs: 60_000, found });
      expect(row()).toMatchObject({
        status: expect.stringMatching(/^needs you · over its budget: \$0\.0\d of \$0\.01$/),
        stage: "running",
        budget: {
          over: { scope: "run", measure: "costUsd", cap: CAP_USD, until: null },
          reserved: { costUsd: 0 },
        },
      });
      await until("no process to be left", () => workerProcessesOf(at.home).length === 0, {
        limitMs: 10_000,
        found,
      });
      // The call that reached it, and at most one more that was under way.
      const turnCount = row()?.turnCount ?? 0;
      expect(turnCount).toBeLessThanOrEqual(2);
      const worktree = join(`${at.repository}-worktrees`, "r-1.1");
      expect(existsSync(worktree)).toBe(true);
      const [project] = rowsOf(daemon, "project");
      expect(project?.budget).toMatchObject({ day: { caps: { costUsd: 50 }, reserved: { costUsd: 0 } } });

      await does(daemon, "send-message", { worker: "W1", text: "Go on." });
      await does(daemon, "raise-budget", { subject: "T-1", costUsd: 2 });
      await until("T-1 to land", () => row()?.stage === "landed", { limitMs: 60_000, found });
      expect(at.git("show", "main:notes.txt")).toBe("1\n2\n3\n4\n");
      expect(row()?.turnCount).toBeGreaterThan(turnCount);
      expect(row()?.run).toBe("R-1.1");
    } finally {
      await daemon.close();
    }
  },
  TEST_MS_MAX,
);
