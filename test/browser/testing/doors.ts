// Workers that stop at a door: `npm` in the worktree of a run waits there until the test opens it, so that "while a worker runs" is certain.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { until } from "../../e2e/until.ts";
import { STEP_MS_MAX } from "./browser.ts";

export interface Door {
  /** Resolves when the worker stands before it. */
  reached(): Promise<void>;
  open(): void;
}

export interface Doors {
  of(run: string): Door;
  /** Processes that start from now on find `npm` as ever. */
  remove(): void;
}

/** `folder`: to put the program in. Holds the workers of these runs (`r-1.1`, as their worktree is named); checks of theirs are not held. */
export function hangDoors(folder: string, runs: readonly string[]): Doors {
  const before = process.env["PATH"] ?? "";
  const bin = join(folder, "doors");
  mkdirSync(bin);
  const at = (run: string, what: "reached" | "opened") => join(bin, `${run}-${what}`);
  const cases = runs.map(
    (run) =>
      `*/${run}) touch '${at(run, "reached")}'; until [ -e '${at(run, "opened")}' ]; do sleep 0.05; done ;;`,
  );
  const script = ["#!/bin/sh", 'case "$PWD" in', ...cases, "esac", `PATH='${before}' exec npm "$@"`];
  writeFileSync(join(bin, "npm"), `${script.join("\n")}\n`);
  chmodSync(join(bin, "npm"), 0o755);
  process.env["PATH"] = `${bin}${delimiter}${before}`;
  return {
    of: (run) => ({
      reached: async () => {
        await until(`${run} to reach its door`, () => existsSync(at(run, "reached")), {
          limitMs: STEP_MS_MAX,
        });
      },
      open: () => writeFileSync(at(run, "opened"), ""),
    }),
    remove: () => {
      process.env["PATH"] = before;
    },
  };
}
