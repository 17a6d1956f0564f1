import { availableParallelism } from "node:os";

/** What git needs from the daemon's environment; nothing else of it reaches a git process. */
const INHERITED = [
  "PATH",
  "HOME",
  "XDG_CONFIG_HOME",
  "TMPDIR",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_GLOBAL",
] as const;

/** What our git reports as written survives a power cut. Objects of one command are flushed together. */
const DURABLE: readonly (readonly [key: string, value: string])[] = [
  ["core.fsync", "committed,reference"],
  ["core.fsyncMethod", "batch"],
];

/** More parallel writers than this do not make a checkout faster. */
const CHECKOUT_WORKERS_MAX = 4;

/**
 * Settings that win over every configuration file, so that neither the user's habits nor a planted `config`
 * decide what a git process of ours runs or where it waits. Nothing is ever written to a configuration file.
 */
const SETTINGS: readonly (readonly [key: string, value: string])[] = [
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.pager", "cat"],
  ["core.quotePath", "false"],
  // Two of ours may meet at packed-refs; git's own default gives up after 0.1 s at a ref and 1 s there.
  ["core.filesRefLockTimeout", "500"],
  ["core.packedRefsTimeout", "5000"],
  ["commit.gpgSign", "false"],
  ["log.showSignature", "false"],
  ["merge.autoStash", "false"],
  ["merge.verifySignatures", "false"],
  ["submodule.recurse", "false"],
  ["protocol.ext.allow", "never"],
  ["color.ui", "false"],
  ["advice.addEmbeddedRepo", "false"],
  ["i18n.commitEncoding", "UTF-8"],
  ["i18n.logOutputEncoding", "UTF-8"],
  ["checkout.workers", String(Math.min(CHECKOUT_WORKERS_MAX, availableParallelism()))],
];

/** Who makes the commits and moves the refs that no person and no agent wrote or moved. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "JARVIS",
  GIT_AUTHOR_EMAIL: "jarvis@localhost",
  GIT_COMMITTER_NAME: "JARVIS",
  GIT_COMMITTER_EMAIL: "jarvis@localhost",
} as const;

/** `reads`: takes no lock that git could do without, so it never makes somebody else's command fail. */
export type GitAccess = "reads" | "writes";

export function inheritedEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = environment[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

export function gitEnvironment(access: GitAccess): Record<string, string> {
  const settings = access === "writes" ? [...SETTINGS, ...DURABLE] : SETTINGS;
  const environment: Record<string, string> = {
    ...IDENTITY,
    LANG: "C",
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    // A planted `refs/replace` must not show a reviewer other bytes than the ones that land.
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_CONFIG_COUNT: String(settings.length),
  };
  if (access === "reads") environment["GIT_OPTIONAL_LOCKS"] = "0";
  for (const [index, [key, value]] of settings.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}
