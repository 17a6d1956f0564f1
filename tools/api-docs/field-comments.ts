// What src/wire says of its fields in comments: the schemas do not carry them, and saying it twice would be one time too many.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, type Comment, type Node } from "oxc-parser";
import { walk } from "../sources.ts";

/** Of `BoardRow`, and of `BoardRow.branch` or `OrchestratorRow.turn.n`. */
export type FieldComments = ReadonlyMap<string, string>;

export function readFieldComments(root: string, files: readonly string[]): FieldComments {
  return new Map(files.flatMap((file) => commentsOf(file, readFileSync(join(root, file), "utf8"))));
}

function commentsOf(file: string, text: string): readonly (readonly [string, string])[] {
  const { program, comments } = parseSync(file, text);
  const found: (readonly [string, string])[] = [];
  const note = (name: string, node: Node) => {
    const said = commentBefore(node, comments, text);
    if (said !== null) found.push([name, said]);
  };
  walk(program, (node, parents) => {
    const names = [...parents, node].flatMap((one) => nameOf(one) ?? []);
    if (node.type === "Property" && names.length > 1) note(names.join("."), node);
    if (node.type !== "ExportNamedDeclaration" || node.declaration?.type !== "VariableDeclaration") return;
    for (const declared of node.declaration.declarations) note(nameOf(declared) ?? "", node);
  });
  return found;
}

function nameOf(node: Node): string | null {
  if (node.type === "VariableDeclarator" && node.id.type === "Identifier") return node.id.name;
  return node.type === "Property" && node.key.type === "Identifier" ? node.key.name : null;
}

/** The last one that stands directly before it, as one paragraph. */
function commentBefore({ start }: Node, comments: readonly Comment[], text: string): string | null {
  const last = comments.findLast((one) => one.end <= start);
  if (last === undefined || !last.value.startsWith("*")) return null;
  if (text.slice(last.end, start).trim() !== "") return null;
  return last.value
    .slice(1)
    .split("\n")
    .map((line) => line.replace(/^\s*\*/, "").trim())
    .join(" ")
    .trim();
}
