import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readLines } from "./processes.conformance.ts";
import { SpawnFailed, type Processes } from "./processes.ts";
import type { Sandbox, Territory } from "./sandbox.ts";

export interface SandboxHarness {
  readonly sandbox: Sandbox;
  readonly processes: Processes;
}

/** `home` is the folder of the supervisor, `path` the territory: both exist. */
export function sandboxConformance(
  name: string,
  make: (paths: { home: string; path: string }) => SandboxHarness,
): void {
  describe(`sandbox: ${name}`, () => {
    let root: string;
    let harness: SandboxHarness;
    let territory: Territory;
    beforeEach(() => {
      root = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-sandbox-")));
      const paths = { home: join(root, "home"), path: join(root, "worktree") };
      mkdirSync(paths.home);
      mkdirSync(paths.path);
      territory = { path: paths.path, slot: "R-1.1" };
      harness = make(paths);
    });
    afterEach(async () => {
      await harness.processes.stopSlot(territory.slot);
      rmSync(root, { recursive: true, force: true });
    });

    test("says its level and why it is not a higher one", () => {
      expect([0, 1, 2]).toContain(harness.sandbox.level);
      expect(harness.sandbox.reason).not.toBe("");
    });

    test("starts the process in its territory, marked with its slot", async () => {
      const child = await harness.sandbox.spawn(territory, ["/bin/sh", "-c", "pwd; exec sleep 600"], {
        env: {},
        stdin: "none",
      });
      expect(await readLines(child.stdout, 1)).toEqual([territory.path]);
      expect(harness.processes.findBySlot(territory.slot)).toContainEqual(child.identity);
      await child.stop();
      expect(harness.processes.findBySlot(territory.slot)).toEqual([]);
    });

    test("gives what a program needs and what it was told, and nothing else of its own environment", async () => {
      process.env["SECRET_OF_THE_DAEMON"] = "s3cret";
      const child = await harness.sandbox.spawn(territory, ["/usr/bin/env"], {
        env: { PORT: "4100" },
        stdin: "none",
      });
      const lines = await readLines(child.stdout, Infinity);
      delete process.env["SECRET_OF_THE_DAEMON"];
      const names = lines.map((line) => line.slice(0, line.indexOf("=")));
      expect(names).toEqual(expect.arrayContaining(["PATH", "HOME", "LANG", "PORT"]));
      const allowed = new Set([
        "PATH",
        "HOME",
        "LANG",
        "TMPDIR",
        "SHELL",
        "USER",
        "PORT",
        "JARVIS_SLOT",
        "JARVIS_HOME",
      ]);
      expect(names.filter((one) => !allowed.has(one))).toEqual([]);
    });

    test("does not show the user's own home", async () => {
      const child = await harness.sandbox.spawn(territory, ["/bin/sh", "-c", "echo $HOME"], {
        env: {},
        stdin: "none",
      });
      expect(await readLines(child.stdout, 1)).not.toEqual([process.env["HOME"]]);
    });

    test("connects stdin when it is a pipe", async () => {
      const child = await harness.sandbox.spawn(territory, ["/bin/cat"], { env: {}, stdin: "pipe" });
      child.stdin?.end("hello\n");
      expect(await readLines(child.stdout, Infinity)).toEqual(["hello"]);
    });

    test("refuses a territory that does not exist", async () => {
      const nowhere = { ...territory, path: join(root, "nowhere") };
      const spawn = harness.sandbox.spawn(nowhere, ["/bin/true"], { env: {}, stdin: "none" });
      await expect(spawn).rejects.toBeInstanceOf(SpawnFailed);
    });
  });
}
