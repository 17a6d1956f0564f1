import { isDeepStrictEqual } from "node:util";
import { NO_FILE, type Change } from "./changes.ts";
import type { Hub } from "./hub.ts";

const SYMLINK = "120000";
const SUBMODULE = "160000";

/** What runs without being called: continuous integration, hooks, agent definitions and servers, git's own rules. */
const PROTECTED = [
  // CI files
  /(^|\/)\.(github|gitlab|circleci|buildkite|woodpecker|forgejo|gitea|teamcity)\//,
  /(^|\/)\.(gitlab-ci|travis|drone|cirrus|appveyor)[^/]*$/,
  /(^|\/)(appveyor|azure-pipelines|bitbucket-pipelines|cloudbuild)[^/]*\.ya?ml$/,
  /(^|\/)jenkinsfile[^/]*$/,
  // hooks
  /(^|\/)\.(husky|githooks|git-hooks)\//,
  /(^|\/)\.?lefthook(-local)?\.(ya?ml|json|toml)$/,
  /(^|\/)\.pre-commit-config\.ya?ml$/,
  // agent definitions, and what agents and JARVIS start
  /(^|\/)\.(claude|jarvis)\//,
  /(^|\/)(\.mcp\.json|jarvis\.jsonc?)$/,
  // filters, drivers and foreign sources
  /(^|\/)\.(gitattributes|gitmodules)$/,
];

const MANIFEST = /(^|\/)(package|composer)\.json$/;
/** A larger manifest is not read: whether its scripts changed is then unknown, so it asks. */
const MANIFEST_BYTES_MAX = 256 * 1024;

/** Changed paths that always ask, in their order. Case does not count, since it does not on every file system. */
export async function findProtectedPaths(hub: Hub, changes: readonly Change[]): Promise<string[]> {
  const found: string[] = [];
  for (const change of changes) if (await isProtected(hub, change)) found.push(change.path);
  return found;
}

async function isProtected(hub: Hub, change: Change): Promise<boolean> {
  const path = change.path.toLowerCase();
  if ([SYMLINK, SUBMODULE].includes(change.newMode)) return true;
  if (PROTECTED.some((pattern) => pattern.test(path))) return true;
  return MANIFEST.test(path) && (await areScriptsChanged(hub, change));
}

async function areScriptsChanged(hub: Hub, change: Change): Promise<boolean> {
  const before = await readScripts(hub, change.oldMode, change.oldBlob);
  const after = await readScripts(hub, change.newMode, change.newBlob);
  return before === "unknown" || after === "unknown" || !isDeepStrictEqual(before, after);
}

type Scripts = { readonly scripts: unknown } | "unknown";

async function readScripts(hub: Hub, mode: string, blob: string): Promise<Scripts> {
  if (mode === NO_FILE) return { scripts: undefined };
  const header = await hub.objects.readHeader(blob);
  if (!header || header.type !== "blob" || header.bytes > MANIFEST_BYTES_MAX) return "unknown";
  const object = await hub.objects.readContent(blob);
  if (!object) return "unknown";
  try {
    const manifest: unknown = JSON.parse(object.content.toString("utf8"));
    return {
      scripts:
        typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "scripts") : undefined,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return "unknown";
    throw error;
  }
}
