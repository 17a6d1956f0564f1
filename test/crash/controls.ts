// Protections that are off, one at a time, to see the suite fail. Plain git, none of our own code.
import { rmSync } from "node:fs";
import type { EngineOptions } from "../../src/engine/engine.ts";
import { git } from "../e2e/scene.ts";
import type { Control } from "./plan.ts";

export function withoutProtection(
  options: EngineOptions,
  control: Control | null,
  repository: string,
): EngineOptions {
  switch (control) {
    case null:
      return options;
    case "lands-blindly":
      return { ...options, repository: { ...bound(options.repository), land: landBlindly(repository) } };
    case "keeps-nothing":
      return {
        ...options,
        workspaces: { ...bound(options.workspaces), ...keepNothing(options, repository) },
      };
    default:
      return control satisfies never;
  }
}

/** Lands whatever it is given on top of what is there, without asking whether it is there already. */
function landBlindly(repository: string): EngineOptions["repository"]["land"] {
  return async ({ candidate, branch }) => {
    const message = git(repository, "log", "-1", "--format=%B", candidate);
    const tip = git(repository, "rev-parse", branch).trim();
    // What the worker made, not the candidate: that one bears the trailer already.
    const parents = ["-p", tip, "-p", `${candidate}^2`];
    const landed = git(repository, "commit-tree", `${candidate}^{tree}`, ...parents, "-m", message).trim();
    git(repository, "merge", "--quiet", "--ff-only", landed);
    return { kind: "landed" };
  };
}

/** Takes the worktree away, whatever is in it. */
function keepNothing(options: EngineOptions, repository: string) {
  const runs = new Map<string, string>();
  const prepare: EngineOptions["workspaces"]["prepare"] = async (request) => {
    const made = await options.workspaces.prepare(request);
    runs.set(request.run, made.path);
    return made;
  };
  return {
    prepare,
    keep: async () => ({ ref: null, fileCount: 0, ignoredBytes: 0 }),
    remove: async ({ run }: { readonly run: string }) => {
      const path = runs.get(run);
      if (path !== undefined) rmSync(path, { recursive: true, force: true });
      git(repository, "worktree", "prune");
    },
  };
}

/** The verbs of a port that is a class or a proxy, as plain properties. */
function bound<Port extends object>(port: Port): Port {
  return { ...port };
}
