import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Containment } from "./environment.ts";

/**
 * The agent's own sandbox (seen in 2.1.330) binds placeholders over these names in the worktree, which `git add` then cannot read:
 * `can only add regular files`. They are the sandbox's, not the work's.
 */
const PLACEHOLDERS = [
  ".bash_profile",
  ".bashrc",
  ".gitconfig",
  ".gitmodules",
  ".idea",
  ".mcp.json",
  ".profile",
  ".ripgreprc",
  ".vscode",
  ".zprofile",
  ".zshrc",
  ".claude/",
];

/**
 * Settings of every git that the agent runs, by environment: nothing is written to the repository's config or `info/exclude`.
 * No background maintenance beside other workers; in the agent's sandbox its placeholders are ignored.
 */
export async function gitSettings(
  containment: Containment,
  configDir: string,
): Promise<Record<string, string>> {
  const settings: [string, string][] = [
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
  ];
  if (containment === "agent-sandbox") {
    const path = join(configDir, "git-excludes");
    await writeFile(path, `${PLACEHOLDERS.map((name) => `/${name}`).join("\n")}\n`);
    settings.push(["core.excludesFile", path]);
  }
  const environment: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
  for (const [index, [key, value]] of settings.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}
