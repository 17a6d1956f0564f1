// Errors are converted or reported, casts are proven, and what a published package lacks is not imported.
import { isBuiltin } from "node:module";
import type { Node } from "oxc-parser";
import { isTestCode, lineOf, type Source, specifiersOf, walk } from "../sources.ts";
import { hasCommentInside, type Problem, problem, type Repository } from "./rule.ts";

const EMPTY_CATCH = "an empty catch: convert with `cause`, report, or narrow to a named code";
const UNBOUND_CATCH = "a catch without its error: say in a comment inside why it is safe to go on";

export function swallowedErrors(source: Source): Problem[] {
  const problems: Problem[] = [];
  walk(source.program, (node) => {
    if (node.type === "CatchClause") {
      if (node.body.body.length === 0) problems.push(problem(node, EMPTY_CATCH));
      else if (!node.param && !hasCommentInside(source, node)) problems.push(problem(node, UNBOUND_CATCH));
    }
    const rejected = rejectionCallback(node);
    if (rejected?.type !== "ArrowFunctionExpression" && rejected?.type !== "FunctionExpression") return;
    if (rejected.body?.type === "BlockStatement" && rejected.body.body.length === 0)
      problems.push(problem(rejected, EMPTY_CATCH));
    else if (rejected.params.length === 0 && !hasCommentInside(source, node))
      problems.push(problem(rejected, UNBOUND_CATCH));
  });
  return problems;
}

/** The function given to `.catch(…)`, or second to `.then(…)`. */
function rejectionCallback(node: Node): Node | undefined {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return undefined;
  const { property } = node.callee;
  if (property.type !== "Identifier") return undefined;
  if (property.name === "catch") return node.arguments[0];
  return property.name === "then" ? node.arguments[1] : undefined;
}

export function plainErrors({ path, program }: Source): Problem[] {
  if (isTestCode(path) || !/^(src|web)\//.test(path)) return [];
  const problems: Problem[] = [];
  walk(program, (node) => {
    if (node.type !== "ThrowStatement") return;
    const { argument } = node;
    const isMade = argument.type === "NewExpression" || argument.type === "CallExpression";
    if (isMade && argument.callee.type === "Identifier" && argument.callee.name === "Error")
      problems.push(problem(node, "throw a failure class with a code, or use `invariant` for a defect"));
  });
  return problems;
}

export function defaultExports({ path, program }: Source): Problem[] {
  if (path.endsWith(".config.ts")) return [];
  const problems: Problem[] = [];
  walk(program, (node) => {
    const isDefault =
      node.type === "ExportDefaultDeclaration" ||
      (node.type === "ExportSpecifier" &&
        node.exported.type === "Identifier" &&
        node.exported.name === "default");
    if (isDefault) problems.push(problem(node, "a default export: name it"));
  });
  return problems;
}

export function nodePrefix(source: Source): Problem[] {
  return specifiersOf(source)
    .filter(({ specifier }) => !specifier.startsWith("node:") && isBuiltin(specifier))
    .map(({ specifier, node }) => problem(node, `write "node:${specifier}"`));
}

export function barrels({ path, program }: Source): Problem[] {
  const isPassedOn = (node: Node) =>
    node.type === "ExportAllDeclaration" || (node.type === "ExportNamedDeclaration" && node.source !== null);
  const isBarrel = program.body.length > 0 && program.body.every(isPassedOn);
  if (!isBarrel || path.startsWith("src/ports/")) return [];
  return [{ offset: 0, message: "a barrel file: import from the file that owns the thing" }];
}

/** `as const` proves itself; every other `as` needs a sentence on its line, or above its statement. */
export function unprovenCasts(source: Source): Problem[] {
  if (!/^(src|web)\//.test(source.path) || isTestCode(source.path)) return [];
  const problems: Problem[] = [];
  walk(source.program, (node, parents) => {
    if (node.type !== "TSAsExpression" && node.type !== "TSTypeAssertion") return;
    if (/^const$/.test(source.text.slice(node.typeAnnotation.start, node.typeAnnotation.end))) return;
    const statement =
      parents.findLast(({ type }) => /Statement|Declaration|Definition|^Property$/.test(type)) ?? node;
    const first = lineOf(source.text, statement.start) - 1;
    const last = lineOf(source.text, node.end);
    const isProven = source.comments.some(
      (comment) => lineOf(source.text, comment.end) >= first && lineOf(source.text, comment.start) <= last,
    );
    if (!isProven)
      problems.push(problem(node, "`as` without a comment that proves it; better, narrow or parse"));
  });
  return problems;
}

/** Published code has neither the development packages nor the suites that need them. */
export function developmentImports(source: Source, { devDependencies }: Repository): Problem[] {
  if (!source.path.startsWith("src/") || isTestCode(source.path)) return [];
  return specifiersOf(source)
    .filter(({ specifier }) => {
      const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
      return devDependencies.has(name) || /\.(test|conformance)\.ts$|\/testing\//.test(specifier);
    })
    .map(({ specifier, node }) => problem(node, `${specifier} is not there once the package is installed`));
}

/** Building renames `.ts` files, so a path made from such a name breaks in the installed package. */
export function pathsOfSourceFiles({ path, program }: Source): Problem[] {
  if (!path.startsWith("src/") || isTestCode(path)) return [];
  const problems: Problem[] = [];
  walk(program, (node) => {
    if (node.type !== "NewExpression" || node.callee.type !== "Identifier" || node.callee.name !== "URL")
      return;
    const [first] = node.arguments;
    if (first?.type === "Literal" && typeof first.value === "string" && /\.tsx?$/.test(first.value))
      problems.push(problem(node, "a path made from a .ts name breaks once built; import it instead"));
  });
  return problems;
}
