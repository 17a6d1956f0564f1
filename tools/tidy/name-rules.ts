// Names say what a thing is. Those listed here fit everything, so everything ends up in them.
import type { Node } from "oxc-parser";
import { type Source, walk } from "../sources.ts";
import { type Problem, problem } from "./rule.ts";

const BANNED_WORDS = new Set(
  "manager managers service services helper helpers util utils common misc handler handlers info legacy".split(
    " ",
  ),
);
const BANNED_IN_FILE_NAMES = new Set([...BANNED_WORDS, "data", "new", "v2"]);
const BANNED_BARE_QUANTITIES = new Set(["timeout", "size", "delay", "duration", "interval"]);

export function bannedFileNames({ path }: Source): Problem[] {
  return path
    .split(/[/.-]/)
    .filter((word) => BANNED_IN_FILE_NAMES.has(word.toLowerCase()))
    .map((word) => ({ offset: 0, message: `"${word}" in a file name: name the thing or the verb it owns` }));
}

export function kebabCaseFileNames({ path }: Source): Problem[] {
  const isKebab = path.split(/[/.]/).every((segment) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(segment));
  return isKebab ? [] : [{ offset: 0, message: "file and folder names are kebab-case" }];
}

export function bannedExportNames({ program }: Source): Problem[] {
  return exportedNames(program).flatMap(({ name, node }) =>
    wordsOf(name)
      .filter((word) => BANNED_WORDS.has(word.toLowerCase()) || /^V\d+$/.test(word))
      .map((word) => problem(node, `"${word}" in the exported name ${name}: take a word of GLOSSARY.md`)),
  );
}

/** `readGitV2Info` → read, Git, V2, Info. */
function wordsOf(name: string): string[] {
  return name.match(/V\d+(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
}

function exportedNames(program: Node): { name: string; node: Node }[] {
  const names: { name: string; node: Node }[] = [];
  walk(program, (node) => {
    if (node.type !== "ExportNamedDeclaration") return;
    for (const { exported } of node.specifiers)
      names.push({ name: exported.type === "Literal" ? exported.value : exported.name, node: exported });
    if (node.declaration) names.push(...declaredNames(node.declaration));
  });
  return names;
}

function declaredNames(declaration: Node): { name: string; node: Node }[] {
  if (declaration.type === "VariableDeclaration")
    return declaration.declarations.flatMap(({ id }) =>
      id.type === "Identifier" ? [{ name: id.name, node: id }] : [],
    );
  const id: unknown = "id" in declaration ? declaration.id : undefined;
  const isNamed = typeof id === "object" && id !== null && "name" in id && typeof id.name === "string";
  return isNamed ? [{ name: String(id.name), node: declaration }] : [];
}

/** `timeoutMs` and `sizeBytes` can be read without asking; a bare `timeout` has been seconds and milliseconds. */
export function unitsInNames({ path, program }: Source): Problem[] {
  if (!path.startsWith("src/")) return [];
  const problems: Problem[] = [];
  walk(program, (node, parents) => {
    if (node.type !== "Identifier" || !BANNED_BARE_QUANTITIES.has(node.name)) return;
    const parent = parents.at(-1);
    if (parent && isDeclaredBy(parent, node))
      problems.push(
        problem(node, `"${node.name}" has no unit: put it last, as in ${node.name}Ms or ${node.name}Bytes`),
      );
  });
  return problems;
}

function isDeclaredBy(parent: Node, name: Node): boolean {
  switch (parent.type) {
    case "TSPropertySignature":
    case "PropertyDefinition":
      return parent.key === name && !parent.computed;
    case "VariableDeclarator":
      return parent.id === name;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return parent.params.some((parameter) => parameter === name);
    default:
      return false;
  }
}
