import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { violations } from "./layers.ts";

test("every import of the repository follows the table", () => {
  expect(violations(process.cwd())).toEqual([]);
});

test.for([
  ["a built-in module in the domain", "src/domain/a.ts", 'import "node:fs";'],
  ["a package in the domain", "src/domain/a.ts", 'import { z } from "zod";'],
  ["a type-only import", "src/domain/a.ts", 'import type { Agent } from "../ports/agent.ts";'],
  ["an import type", "src/domain/a.ts", 'export type A = import("../ports/agent.ts").Agent;'],
  ["a computed import", "src/domain/a.ts", "export const a = (name: string) => import(name);"],
  ["a re-export behind a comment", "src/domain/a.ts", '// oxlint-disable\nexport * from "../journal/x.ts";'],
  ["the projections from the journal", "src/journal/a.ts", 'import "../projections/b.ts";'],
  ["the engine from a port", "src/ports/a.ts", 'import "../engine/b.ts";'],
  ["an adapter from the engine", "src/engine/effects/a.ts", 'import "../../adapters/one/b.ts";'],
  ["a strange adapter", "src/adapters/one/deep/a.ts", 'import "../../two/b.ts";'],
  ["the journal from an adapter", "src/adapters/one/a.ts", 'void import("../../journal/b.ts");'],
  ["the journal from the playbook", "src/playbook/a.ts", 'import "../journal/b.ts";'],
  ["the engine from the catalogue", "src/catalogue/a.ts", 'import "../engine/b.ts";'],
  ["an adapter from the server", "src/server/a.ts", 'import "../adapters/one/b.ts";'],
  ["the engine from offline", "src/offline/a.ts", 'import "../engine/b.ts";'],
  ["the domain from the command line", "src/cli/a.ts", 'import "../domain/b.ts";'],
  ["the composition root", "src/server/a.ts", 'import "../main.ts";'],
  ["a tool", "src/server/a.ts", 'import "../../tools/b.ts";'],
  ["an alias", "src/server/a.ts", 'import "#engine/b.ts";'],
  ["a strange feature", "web/src/features/talk/a.tsx", 'void import("../fleet/b.tsx");'],
  ["the wire from a button", "web/src/ui/a.tsx", 'import "../../../src/wire/b.ts";'],
  ["a port from a test of the domain", "src/domain/a.test.ts", 'import "../ports/b.ts";'],
  ["a folder outside the table", "src/shared/a.ts", ""],
  ["a file beside the composition root", "src/a.ts", ""],
  ["a file beside the adapters", "src/adapters/a.ts", ""],
  ["a file that imports itself", "src/domain/a.ts", 'import "./a.ts";'],
] as const)("catches %s", ([, path, text]) => {
  expect(violationsOf({ [path]: text })).toHaveLength(1);
});

test("catches a cycle of types only", () => {
  const files = {
    "src/domain/a.ts": 'import type { B } from "./b.ts";\nexport type A = B[];',
    "src/domain/b.ts": 'import type { A } from "./a.ts";\nexport type B = A | 1;',
  };
  expect(violationsOf(files)).toEqual(["cycle: src/domain/a.ts → src/domain/b.ts → src/domain/a.ts"]);
});

test("lets through what the table allows", () => {
  const files = {
    "src/main.ts": 'import "./adapters/one/a.ts";\nimport "./server/a.ts";',
    "src/offline-main.ts": 'import "./offline/a.ts";',
    "src/adapters/one/a.ts": 'import "./b.ts";\nimport "../../ports/agent.ts";\nimport "node:fs";',
    "src/domain/run/a.test.ts": 'import "vitest";\nimport "../a.ts";\nimport "../../journal/memory.ts";',
    "src/engine/a.test.ts": 'import "../adapters/one/a.ts";\nimport "../ports/agent.ts";',
    "src/cli/a.ts": 'import "../wire/b.ts";',
    "test/e2e/a.test.ts": 'import "../../src/server/a.ts";\nimport "../../src/adapters/one/a.ts";',
    "web/src/app/a.tsx": 'import "../features/talk/b.tsx";\nimport "../feed/b.ts";',
  };
  expect(violationsOf(files)).toEqual([]);
});

function violationsOf(files: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), "layers-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return violations(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
