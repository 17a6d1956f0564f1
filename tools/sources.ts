// Source files read and parsed once, for the rules of layers.ts and tidy.ts.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Comment, type Node, type Program, parseSync, visitorKeys } from "oxc-parser";

export interface Source {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
}

const PATTERNS = ["{src,web,test,tools,bench,bin,examples}/**/*.{ts,tsx,cjs}", "*.ts"];

export function readSources(root: string): Source[] {
  return listFiles(root, PATTERNS).map((path) => parseSource(path, readFileSync(join(root, path), "utf8")));
}

/** Files under the root in a fixed order, without what was installed or built. */
export function listFiles(root: string, patterns: string[]): string[] {
  const isForeign = (path: string) => /(^|\/)(node_modules|dist|test-results|\.git)$/.test(path);
  return globSync(patterns, { cwd: root, exclude: isForeign })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted();
}

export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text, { preserveParens: false });
  const [first] = errors;
  if (first) throw new SyntaxError(`${path}: ${first.message}`);
  return { path, text, program, comments };
}

/** Every node, parents before children. `parents` ends with the direct parent. */
export function walk(root: Node, visit: (node: Node, parents: readonly Node[]) => void): void {
  const parents: Node[] = [];
  const enter = (node: Node) => {
    visit(node, parents);
    parents.push(node);
    for (const key of visitorKeys[node.type] ?? []) for (const child of childrenAt(node, key)) enter(child);
    parents.pop();
  };
  enter(root);
}

function childrenAt(node: Node, key: string): Node[] {
  const value: unknown = Reflect.get(node, key);
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Every module name a file mentions, in whatever form: import, re-export, `import()`, `import("…").T`, `require()`. */
export function specifiersOf(source: Source): { specifier: string; node: Node }[] {
  const found: { specifier: string; node: Node }[] = [];
  walk(source.program, (node) => {
    const named = moduleNameIn(node);
    if (!named) return;
    const name = named.type === "Literal" && typeof named.value === "string" ? named.value : "<computed>";
    found.push({ specifier: name, node: named });
  });
  return found;
}

function moduleNameIn(node: Node): Node | null | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return node.source;
    case "CallExpression":
      return node.callee.type === "Identifier" && node.callee.name === "require"
        ? node.arguments[0]
        : undefined;
    default:
      return undefined;
  }
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** Tests, the suites that adapters are tested with, and `testing/` folders: they may use what a published package lacks. */
export function isTestCode(path: string): boolean {
  return isTest(path) || path.endsWith(".conformance.ts") || /^(test|tools|bench)\/|\/testing\//.test(path);
}
