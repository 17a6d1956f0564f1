// Who may import whom. Reads every source file and every form of import; no comment can switch it off.
import { dirname, join } from "node:path/posix";
import { isTest, readSources, type Source, specifiersOf } from "./sources.ts";

/** Zone → what it may import besides itself; `packages` stands for packages and `node:`. A starred zone is one owner per folder. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  "src/domain": [],
  "src/journal": ["src/domain", "packages"],
  "src/projections": ["src/domain", "src/wire", "packages"],
  "src/ports": ["src/domain", "packages"],
  "src/wire": ["src/domain", "packages"],
  "src/engine": ["src/domain", "src/journal", "src/ports", "packages"],
  "src/adapters/*": ["src/domain", "src/ports", "packages"],
  "src/playbook": ["src/domain", "src/ports", "packages"],
  "src/catalogue": ["src/domain", "src/projections", "src/wire", "packages"],
  "src/server": [
    "src/domain",
    "src/engine",
    "src/journal",
    "src/projections",
    "src/catalogue",
    "src/wire",
    "packages",
  ],
  "src/offline": ["src/domain", "src/ports", "src/wire", "packages"],
  "src/cli": ["src/wire", "packages"],
  "web/src/ui": ["packages"],
  "web/src/feed": ["src/wire", "packages"],
  "web/src/control": ["web/src/ui", "web/src/feed", "src/wire", "packages"],
  "web/src/features/*": ["web/src/ui", "web/src/feed", "web/src/control", "src/wire", "packages"],
};

/** A test beside a file may use what makes its subject run: packages, any adapter (fakes too) and a journal. So may what tests share. */
const TEST_MAY_ALSO_IMPORT = ["packages", "src/adapters/*", "src/journal"];

/** The composition roots, and what crosses folders by its nature. */
const MAY_IMPORT_ANYTHING =
  /^(src\/(main|offline-main)\.ts$|src\/compose\/|web\/src\/(app\/|[^/]+$)|web\/[^/]+$|(test|bench|tools|examples|bin)\/|[^/]+$)/;

interface Owner {
  readonly zone: string;
  readonly folder: string;
}

/** One sentence for each import that the table forbids, each folder it does not know, and each import cycle. */
export function violations(root: string): string[] {
  const sources = readSources(root);
  const forbidden = sources.flatMap((source) => forbiddenImports(source));
  return [...forbidden, ...cycles(importGraph(sources))];
}

function forbiddenImports(source: Source): string[] {
  const { path } = source;
  if (MAY_IMPORT_ANYTHING.test(path)) return [];
  const from = ownerOf(path);
  if (!from) return [`${path} lies in no folder of the import table`];
  const allowed = new Set([...(TABLE[from.zone] ?? []), ...(mayTest(path) ? TEST_MAY_ALSO_IMPORT : [])]);
  return specifiersOf(source)
    .map(({ specifier }) => ({ specifier, to: targetOf(path, specifier) }))
    .filter(({ to }) => !(to && (to.folder === from.folder || allowed.has(to.zone))))
    .map(({ specifier }) => `${path} may not import ${specifier}`);
}

function mayTest(path: string): boolean {
  return isTest(path) || path.includes("/testing/");
}

/** Undefined for what nobody may import: a file outside the table, an alias, an absolute path. */
function targetOf(path: string, specifier: string): Owner | undefined {
  if (isRelative(specifier)) return ownerOf(join(dirname(path), specifier));
  return /^[#/~]|^(file|data|https?):/.test(specifier) ? undefined : { zone: "packages", folder: "packages" };
}

function ownerOf(path: string): Owner | undefined {
  for (const zone of Object.keys(TABLE)) {
    const folder = new RegExp(`^${zone.replace("*", "[^/]+")}(?=/)`).exec(path)?.[0];
    if (folder) return { zone, folder };
  }
  return undefined;
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith(".");
}

function importGraph(sources: readonly Source[]): Map<string, string[]> {
  return new Map(
    sources.map((source) => [
      source.path,
      specifiersOf(source)
        .filter(({ specifier }) => isRelative(specifier))
        .map(({ specifier }) => join(dirname(source.path), specifier)),
    ]),
  );
}

function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push(`cycle: ${[...trail.slice(at), path].join(" → ")}`);
    if (at >= 0 || done.has(path)) return;
    trail.push(path);
    for (const next of graph.get(path) ?? []) visit(next);
    trail.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return found;
}

if (import.meta.main) {
  const found = violations(process.cwd());
  for (const line of found) console.log(`layers: ${line}`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
