import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { findings } from "./tidy.ts";

test("the repository keeps its own rules", () => {
  expect(findings(process.cwd())).toEqual([]);
});

const HOME = ["", "home", "ann", "jarvis"].join("/");
const MANIFEST = JSON.stringify({ scripts: { check: "" }, devDependencies: { "fast-check": "1.0.0" } });

test.for([
  ["banned-words", "src/a.ts", "// TODO: the rest"],
  ["banned-words", "src/a.ts", "// FIXME"],
  ["banned-words", "web/src/a.ts", "export const a = 'XXX';"],
  ["banned-words", "src/a.ts", "export const a = 'not implemented';"],
  ["switched-off-rules", "src/a.ts", "/* eslint-disable no-var */"],
  ["switched-off-rules", "test/a.test.ts", "// oxlint-disable-next-line no-var"],
  ["switched-off-rules", "src/a.ts", "// @ts-ignore"],
  ["switched-off-rules", "src/a.ts", "// @ts-nocheck"],
  ["commented-out-code", "src/a.ts", "// const a = 1;"],
  ["commented-out-code", "src/a.ts", "// if (a) {\n//   stop();\n// }"],
  ["banned-file-names", "src/ticket-manager.ts", ""],
  ["banned-file-names", "src/utils/a.ts", ""],
  ["banned-file-names", "src/a.data.ts", ""],
  ["banned-file-names", "src/new-run.ts", ""],
  ["banned-file-names", "tools/a-v2.ts", ""],
  ["kebab-case-file-names", "src/startAgent.ts", ""],
  ["kebab-case-file-names", "src/start_agent/a.ts", ""],
  ["banned-export-names", "src/a.ts", "export class TicketManager {}"],
  ["banned-export-names", "src/a.ts", "export const runService = 1;"],
  ["banned-export-names", "src/a.ts", "export function handlerOf() {}"],
  ["banned-export-names", "src/a.ts", "export interface RunInfo {}"],
  ["banned-export-names", "src/a.ts", "export type Utils = 1;"],
  ["banned-export-names", "src/a.ts", "const a = 1;\nexport { a as legacyRun };"],
  ["banned-export-names", "src/a.ts", "export type EventV2 = 1;"],
  ["units-in-names", "src/a.ts", "export interface A { timeout: number }"],
  ["units-in-names", "src/a.ts", "export function wait(delay: number) { return delay; }"],
  ["units-in-names", "src/a.ts", "const size = 1;\nexport { size as sizeBytes };"],
  ["swallowed-errors", "src/a.ts", "try { a(); } catch {}"],
  ["swallowed-errors", "src/a.ts", "try { a(); } catch (error) { /* fine */ }"],
  ["swallowed-errors", "src/a.ts", "try { a(); } catch { b(); }"],
  ["swallowed-errors", "src/a.ts", "void a().catch(() => {});"],
  ["swallowed-errors", "src/a.ts", "void a().catch(() => undefined);"],
  ["swallowed-errors", "src/a.ts", "void a().then(b, () => {});"],
  ["plain-errors", "src/a.ts", "throw new Error('no');"],
  ["plain-errors", "src/a.ts", "throw Error('no');"],
  ["default-exports", "src/a.ts", "export default 1;"],
  ["default-exports", "src/a.ts", "const a = 1;\nexport { a as default };"],
  ["node-prefix", "src/a.ts", "import 'fs';"],
  ["node-prefix", "tools/a.cjs", "require('fs/promises');"],
  ["barrels", "src/a.ts", "export * from './b.ts';\nexport { c } from './c.ts';"],
  ["unproven-casts", "src/a.ts", "\nexport const a = b as string;"],
  ["unproven-casts", "src/a.ts", "\nexport const a = <string>b;"],
  ["development-imports", "src/a.ts", "import 'fast-check';"],
  ["development-imports", "src/a.ts", "import { suite } from './agent.conformance.ts';\nsuite();"],
  ["development-imports", "src/a.ts", "import { script } from './testing/script.ts';\nscript();"],
  ["paths-of-source-files", "src/a.ts", "new URL('./worker.ts', import.meta.url);"],
  ["pure-domain", "src/domain/a.ts", "export const a = () => Date.now();"],
  ["pure-domain", "src/domain/a.ts", "export const a = () => new Date();"],
  ["pure-domain", "src/domain/a.ts", "export const a = () => Math.random();"],
  ["pure-domain", "src/domain/a.ts", "export const a = () => setTimeout(b, 1);"],
  ["pure-domain", "src/domain/a.ts", "export const a = process.env;"],
  ["pure-domain", "src/domain/a.ts", "export const a = () => fetch('');"],
  ["pure-domain", "src/domain/a.ts", "export const a = (b: string) => b.localeCompare('c');"],
  ["long-files", "src/a.ts", "export {};\n".repeat(301)],
  ["long-files", "test/a.test.ts", "export {};\n".repeat(501)],
  ["missing-citations", "src/a.ts", "// see docs/decisions/0099-none.md"],
  ["missing-citations", "src/a.ts", "/** Takes 40 ms (bench/none.ts). */"],
  ["dead-links", "README.md", "[guide](docs/none.md)"],
  ["dead-links", "README.md", "# Limits\n\n[bounds](#bounds)"],
  ["dead-links", "docs/a.md", "![picture](../assets/none.png)"],
  ["dead-links", "README.md", "see [it]\n\n[it]: docs/none.md"],
  ["unknown-scripts", "README.md", "Run `npm run -s soak`."],
  ["missing-files", "docs/a.md", "The rule is in `tools/none.ts`."],
  ["fixed-badges", "README.md", "![tests](https://img.shields.io/badge/tests-547-green)"],
  ["machine-paths", "src/a.ts", `export const a = "${HOME}";`],
  ["machine-paths", "docs/a.md", `cd ${HOME}`],
  ["machine-paths", "package-lock.json", `{"a": "${HOME}"}`],
  ["registry-hosts", "package-lock.json", '"resolved": "https://packages.example/a.tgz"'],
  ["registry-hosts", ".npmrc", "registry=https://packages.example/"],
] as const)("%s catches its planted violation in %s (case %#)", ([rule, path, text]) => {
  const found = findingsOf({ [path]: text });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^${path.replaceAll(".", "\\.")}:\\d+ ${rule}: `));
});

test("names the line", () => {
  expect(findingsOf({ "src/a.ts": "export {};\n\nthrow new Error('no');" })).toEqual([
    expect.stringMatching(/^src\/a\.ts:3 plain-errors: /),
  ]);
});

test("lets through what the rules mean to allow", () => {
  const files = {
    "src/domain/a.ts":
      "export const a = (process: { now: number }) => ({ fetch: process.now, day: new Date(process.now) });",
    "src/domain/a.test.ts": "setTimeout(() => {}, Math.random());",
    "src/ports/agent.ts": "export * from './b.ts';",
    "src/a.ts":
      "// Prose may end in a brace, as in {a}\n// and speak of data; of services, too.\nexport const newDataOf = 1 as const;",
    "src/b.ts": "// The branch above leaves only strings.\nexport const a = b as string;",
    "src/c.ts": "try { a(); } catch (error) { throw new Failure({ cause: error }); }",
    "src/d.ts": "try { a(); } catch { b(); /* The file may be gone already. */ }",
    "src/e.conformance.ts": "import 'fast-check';\nthrow new Error('in a test');",
    "src/testing/script.ts": "import { fc } from 'fast-check';\nexport const a = fc as string;",
    "src/f.ts": "export const a = { timeout: 1 };\nexport const { size } = a;",
    "tools/a.ts": "throw new Error('in a tool');",
    "vitest.config.ts": "export default {};",
    "README.md":
      "# Wie's geht: `a`?\n\n[up](#wies-geht-a) [there](src/a.ts) [out](https://example.org)\n\n" +
      "`npm run check`, `src/a.ts`, `bench/NAME.ts`\n\n```md\n[not a link](none.md)\n```\n",
    "CHANGELOG.md": "- `src/gone.ts` is gone",
    "package-lock.json": '{"resolved": "web", "link": true}',
  };
  expect(findingsOf(files)).toEqual([]);
});

function findingsOf(files: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), "tidy-"));
  try {
    for (const [path, text] of Object.entries({ "package.json": MANIFEST, ...files })) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return findings(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
