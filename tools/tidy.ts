// The rules of style that a script can hold. Each has a planted violation in tidy.test.ts; no comment switches one off.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lineOf, listFiles, readSources, type Source } from "./sources.ts";
import * as code from "./tidy/code-rules.ts";
import * as documents from "./tidy/document-rules.ts";
import { pureDomain } from "./tidy/domain-rules.ts";
import * as names from "./tidy/name-rules.ts";
import type { Document, DocumentRule, Problem, Repository, SourceRule } from "./tidy/rule.ts";
import * as texts from "./tidy/text-rules.ts";

const LINES_MAX = 500;
const LINES_WITHOUT_REASON_MAX = 300;

/** Files of 301 to 500 lines, and why each is still one thing. */
const LONG_FILES: Readonly<Record<string, string>> = {};

/** These files spell the banned words, because they look for them. */
const SPELLS_BANNED_WORDS = /^tools\/tidy(\.test\.ts|\/text-rules\.ts)$/;

const SOURCE_RULES: Readonly<Record<string, SourceRule>> = {
  "banned-words": (source) => (SPELLS_BANNED_WORDS.test(source.path) ? [] : texts.bannedWords(source)),
  "switched-off-rules": texts.switchedOffRules,
  "commented-out-code": texts.commentedOutCode,
  "banned-file-names": names.bannedFileNames,
  "kebab-case-file-names": names.kebabCaseFileNames,
  "banned-export-names": names.bannedExportNames,
  "units-in-names": names.unitsInNames,
  "swallowed-errors": code.swallowedErrors,
  "plain-errors": code.plainErrors,
  "default-exports": code.defaultExports,
  "node-prefix": code.nodePrefix,
  barrels: code.barrels,
  "unproven-casts": code.unprovenCasts,
  "development-imports": code.developmentImports,
  "paths-of-source-files": code.pathsOfSourceFiles,
  "pure-domain": pureDomain,
  "long-files": longFiles,
  "missing-citations": documents.missingCitations,
};

const DOCUMENT_RULES: Readonly<Record<string, DocumentRule>> = {
  "dead-links": documents.deadLinks,
  "unknown-scripts": documents.unknownScripts,
  "missing-files": documents.missingFiles,
  "fixed-badges": documents.fixedBadges,
};

/** For every text file, whatever it is. */
const TEXT_RULES: Readonly<Record<string, DocumentRule>> = {
  "machine-paths": texts.machinePaths,
  "registry-hosts": texts.registryHosts,
};

const DOCUMENTS = ["*.md", "{docs,examples,assets,.github}/**/*.md"];
const TEXTS = [
  ...DOCUMENTS,
  "{src,web,test,tools,bench,bin,examples,assets}/**/*.{ts,tsx,cjs,json,jsonc,css,html,sh,txt}",
  "{*.ts,*.json,.npmrc,.*.json,LICENSE,.ci/*}",
];

/** One line for each broken rule: `path:line rule: what to do instead`. */
export function findings(root: string): string[] {
  const repository = readRepository(root);
  const sources = readSources(root);
  const read = (path: string): Document => ({ path, text: readFileSync(join(root, path), "utf8") });
  return [
    ...sources.flatMap((source) => apply(SOURCE_RULES, source, repository)),
    ...listFiles(root, DOCUMENTS).flatMap((path) => apply(DOCUMENT_RULES, read(path), repository)),
    ...[...new Set(listFiles(root, TEXTS))].flatMap((path) => apply(TEXT_RULES, read(path), repository)),
    ...staleReasons(sources),
  ];
}

function apply<Read extends Document>(
  rules: Readonly<Record<string, (file: Read, repository: Repository) => Problem[]>>,
  file: Read,
  repository: Repository,
): string[] {
  return Object.entries(rules).flatMap(([name, rule]) =>
    rule(file, repository).map(
      ({ offset, message }) => `${file.path}:${lineOf(file.text, offset)} ${name}: ${message}`,
    ),
  );
}

function longFiles({ path, text }: Source): Problem[] {
  const count = lineOf(text.trimEnd(), Infinity);
  if (count > LINES_MAX) return [{ offset: 0, message: `${count} lines, more than ${LINES_MAX}: divide it` }];
  if (count <= LINES_WITHOUT_REASON_MAX || path in LONG_FILES) return [];
  return [
    {
      offset: 0,
      message: `${count} lines: divide it, or say in LONG_FILES of tools/tidy.ts why it is one thing`,
    },
  ];
}

function staleReasons(sources: readonly Source[]): string[] {
  const isLong = new Map(
    sources.map(({ path, text }) => [path, lineOf(text, Infinity) > LINES_WITHOUT_REASON_MAX]),
  );
  return Object.keys(LONG_FILES)
    .filter((path) => isLong.get(path) === false)
    .map((path) => `tools/tidy.ts:1 long-files: ${path} is short again; take it out of LONG_FILES`);
}

function readRepository(root: string): Repository {
  const manifest = join(root, "package.json");
  const { scripts = {}, devDependencies = {} } = existsSync(manifest)
    ? JSON.parse(readFileSync(manifest, "utf8"))
    : {};
  return {
    root,
    scripts: new Set(Object.keys(scripts)),
    devDependencies: new Set(Object.keys(devDependencies)),
  };
}

if (import.meta.main) {
  const found = findings(process.cwd());
  for (const line of found) console.log(`tidy: ${line}`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
