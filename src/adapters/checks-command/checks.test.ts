import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  checksConformance,
  type CheckBehaviour,
  type ChecksHarness,
} from "../../ports/checks.conformance.ts";
import { OUTPUT_BYTES_MAX } from "../../ports/checks.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { createSandboxNone } from "../sandbox-none/sandbox.ts";
import { systemClock } from "../system/clock.ts";
import { createChecks } from "./checks.ts";
import { createTail } from "./tail.ts";

checksConformance("command", makeHarness);

async function makeHarness(): Promise<ChecksHarness> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-checks-")));
  const path = join(root, "worktree");
  mkdirSync(path);
  const processes = createProcesses({ home: root, graceMs: 200 });
  const sandbox = createSandboxNone({ processes, home: root });
  const territory = { path, slot: "R-1.1/check" };
  return {
    checks: createChecks({ sandbox, clock: systemClock }),
    territory,
    command: commandLine,
    untilHanging: () => untilExists(path, "hanging"),
    pass: () => undefined,
    aliveCount: () => processes.findBySlot(territory.slot).length,
    dispose: async () => {
      await processes.stopAll();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function commandLine(behaviour: CheckBehaviour): string {
  switch (behaviour.kind) {
    case "exit": {
      const { prints = "", complains = "", code } = behaviour;
      return `printf %s ${quoted(prints)}; printf %s ${quoted(complains)} >&2; exit ${code}`;
    }
    case "print-variable":
      return `echo "$${behaviour.variable}"`;
    case "not-found":
      return "no-such-command-anywhere";
    case "killed":
      return "kill -KILL $$";
    case "leave-process":
      return "sleep 600 & exit 0";
    case "hang":
      return `trap '' TERM; echo hanging; (sleep 600 & touch hanging; wait)`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

async function untilExists(folder: string, name: string): Promise<void> {
  const watcher = watch(folder);
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (existsSync(join(folder, name))) resolve();
    };
    watcher.on("change", look);
    look();
  });
  watcher.close();
}

describe("a check on the command line", () => {
  test("has no terminal and nothing on stdin", async () => {
    const harness = await makeHarness();
    const { output } = await harness.checks.run({
      territory: harness.territory,
      command: `cat; for fd in 0 1 2; do test -t $fd && echo "terminal $fd"; done; echo none > /dev/tty; true`,
      env: {},
      timeLimitMs: 10_000,
      signal: new AbortController().signal,
    });
    await harness.dispose();
    expect(output).not.toContain("terminal");
    expect(output).toContain("/dev/tty");
  });
});

describe("the tail of an output", () => {
  test("holds a bounded part whatever comes in", () => {
    const tail = createTail();
    for (let n = 0; n < 1_000; n++) tail.add(Buffer.from(`line ${n} ${"x".repeat(200)}\n`));
    tail.add(Buffer.alloc(10 * OUTPUT_BYTES_MAX, "y"));
    tail.add(Buffer.from("\nend"));
    expect(tail.text()).toMatch(/^y+\nend$/);
    expect(tail.text()).toHaveLength(OUTPUT_BYTES_MAX);
  });

  test("joins a character that came in two parts", () => {
    const tail = createTail();
    const bytes = Buffer.from("€");
    tail.add(bytes.subarray(0, 1));
    tail.add(bytes.subarray(1));
    expect(tail.text()).toBe("€");
  });
});
