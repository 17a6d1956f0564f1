// Goal: with a language model and no box of ours, the agent's own sandbox keeps it in its worktree and it can still commit there.
// Method: mode `claude` with the real binary, its model a scripted one on loopback.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionId } from "../../src/domain/ids.ts";
import { startPlaybook, type Playbook } from "../../src/playbook/server.ts";
import { createProcesses } from "../../src/adapters/processes-posix/processes.ts";
import { createSandboxNone } from "../../src/adapters/sandbox-none/sandbox.ts";
import { systemClock } from "../../src/adapters/system/clock.ts";
import { createClaudeDriver } from "../../src/adapters/agent-claude/driver.ts";
import { createLeases } from "../../src/adapters/agent-claude/lease.ts";

const isThere = (program: string) =>
  (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
const canBox = isThere("bwrap") && isThere("socat");

let scratch = "";
let playbook: Playbook;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "agent-sandbox-"));
  playbook = await startPlaybook();
});
afterAll(async () => {
  await playbook.close();
  rmSync(scratch, { recursive: true, force: true });
});

const git = (...argv: string[]) =>
  execFileSync("git", ["-C", join(scratch, "app"), ...argv], { encoding: "utf8" });

function parts() {
  const processes = createProcesses({ home: join(scratch, "home") });
  for (const folder of ["app", "agent-home"]) mkdirSync(join(scratch, folder), { recursive: true });
  const env = { ANTHROPIC_BASE_URL: playbook.url("worker", "R-1.1"), ANTHROPIC_API_KEY: "none" };
  const sandbox = createSandboxNone({ processes, home: join(scratch, "agent-home") });
  return {
    processes,
    driver: createClaudeDriver({
      sandbox,
      leases: createLeases(processes),
      configHome: join(scratch, "agents"),
      clock: systemClock,
      mode: { kind: "claude", env },
    }),
  };
}

const definition = {
  name: "w",
  description: "",
  prompt: "work",
  tools: ["Read", "Write", "Bash"],
  model: null,
  turnsMax: 50,
};

test.skipIf(!canBox)(
  "commits in its worktree and cannot write outside it, neither by a tool nor by a command",
  async () => {
    const { processes, driver } = parts();
    git("init", "--quiet", "--initial-branch=main");
    git(
      "-c",
      "user.name=u",
      "-c",
      "user.email=u@localhost",
      "commit",
      "--quiet",
      "--allow-empty",
      "--message=one",
    );
    const worktree = join(scratch, "worktree");
    git("worktree", "add", "--quiet", "-b", "work", worktree);
    const before = readFileSync(join(scratch, "app/.git/config"), "utf8");
    const outside = join(scratch, "escaped.txt");
    const steps = `\`\`\`txt file=b.txt\nhello\n\`\`\`\n\`\`\`sh\necho x > ${outside} || true\n\`\`\``;
    const session = await driver.open({
      role: "worker",
      slot: "R-1.1",
      cwd: worktree,
      session: sessionId(randomUUID()),
      tools: [],
      env: {},
      definition,
    });
    session.send({
      uuid: randomUUID(),
      source: "report",
      text: `<workspace>${worktree}</workspace>\n<ticket id="T-1"><title>x</title><description>\n${steps}\n</description></ticket>`,
    });
    for await (const event of session.events) if (event.type === "turn-ended") break;
    await session.close();
    await processes.stopAll();
    expect(git("show", "--name-only", "--format=", "work").trim()).toBe("b.txt");
    expect(existsSync(outside)).toBe(false);
    expect(readFileSync(join(scratch, "app/.git/config"), "utf8")).toBe(before);
  },
);

test.skipIf(canBox)(
  "refuses a language model where there is no sandbox, and says what to install",
  async () => {
    const { driver } = parts();
    const opened = driver.open({
      role: "worker",
      slot: "R-1.1",
      cwd: scratch,
      session: sessionId(randomUUID()),
      tools: [],
      env: {},
      definition,
    });
    await expect(opened).rejects.toThrow(/bwrap.*socat.*--unsafe/s);
  },
);
