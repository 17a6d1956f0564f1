// The domain is replayed from old journals: the same input must give the same output for ever, on every machine.
import type { Node } from "oxc-parser";
import { isTest, type Source, walk } from "../sources.ts";
import { type Problem, problem } from "./rule.ts";

const IMPURE_GLOBALS = new Set(
  (
    "process fetch crypto performance console globalThis Buffer Intl require navigator " +
    "setTimeout setInterval setImmediate queueMicrotask WebSocket AbortSignal"
  ).split(" "),
);
const IMPURE_MEMBERS = new Set(["Date.now", "Math.random"]);
const IMPURE_METHODS = /^(localeCompare|toLocale\w*)$/;

export function pureDomain({ path, program }: Source): Problem[] {
  if (!path.startsWith("src/domain/") || isTest(path)) return [];
  const declared = declaredNames(program);
  const problems: Problem[] = [];
  walk(program, (node, parents) => {
    const found = impurityIn(node, parents.at(-1), declared);
    if (found)
      problems.push(problem(node, `${found} in the domain: time, ids and chance arrive inside the command`));
  });
  return problems;
}

function impurityIn(node: Node, parent: Node | undefined, declared: ReadonlySet<string>): string | undefined {
  if (node.type === "NewExpression" || node.type === "CallExpression") {
    const isDate = node.callee.type === "Identifier" && node.callee.name === "Date";
    if (isDate && (node.type === "CallExpression" || node.arguments.length === 0)) return "the clock (Date)";
  }
  if (node.type === "MemberExpression" && node.property.type === "Identifier" && !node.computed) {
    const name = node.object.type === "Identifier" ? `${node.object.name}.${node.property.name}` : "";
    if (IMPURE_MEMBERS.has(name)) return name;
    if (IMPURE_METHODS.test(node.property.name)) return `the machine's locale (${node.property.name})`;
  }
  if (node.type === "Identifier" && IMPURE_GLOBALS.has(node.name) && !declared.has(node.name))
    return isLabel(node, parent) ? undefined : node.name;
  return undefined;
}

/** A name after a dot or before a colon is a property, not the global. */
function isLabel(node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case "MemberExpression":
      return parent.property === node && !parent.computed;
    case "Property":
      return parent.key === node && !parent.computed && !parent.shorthand;
    case "PropertyDefinition":
    case "MethodDefinition":
    case "TSPropertySignature":
    case "TSMethodSignature":
      return parent.key === node;
    default:
      return false;
  }
}

/** Names that a file binds itself: a parameter called `process` is not the global. */
function declaredNames(program: Node): Set<string> {
  const names = new Set<string>();
  walk(program, (node, parents) => {
    if (node.type !== "Identifier") return;
    const parent = parents.at(-1);
    const isBound =
      (parent?.type === "VariableDeclarator" && parent.id === node) ||
      (parent?.type === "Property" && parents.at(-2)?.type === "ObjectPattern" && parent.value === node) ||
      (parent !== undefined && parametersOf(parent).includes(node));
    if (isBound) names.add(node.name);
  });
  return names;
}

function parametersOf(parent: Node): unknown[] {
  return "params" in parent && Array.isArray(parent.params) ? parent.params : [];
}
