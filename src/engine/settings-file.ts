// Reads a file of settings: JSON with comments, in which an unknown key is an error with a suggestion.
import { z } from "zod";
import { PortFailure } from "../ports/failure.ts";

export class SettingsUnreadable extends PortFailure {
  readonly code = "settings-unreadable";
  readonly retry = "after-change";
  constructor(where: string, found: string, options?: ErrorOptions) {
    super(`Cannot use ${where}: ${found}`, options);
  }
}

/** `where` names the file for people. @throws SettingsUnreadable */
export function parseSettings<Shape>(schema: z.ZodType<Shape>, text: string, where: string): Shape {
  try {
    return schema.parse(JSON.parse(withoutComments(text).replace(/^\ufeff/, "")));
  } catch (error) {
    const found =
      error instanceof z.ZodError
        ? problemsOf(error, schema)
        : error instanceof Error
          ? error.message
          : String(error);
    throw new SettingsUnreadable(where, found, { cause: error });
  }
}

function problemsOf(error: z.ZodError, schema: z.ZodType): string {
  return error.issues
    .map((issue) => {
      if (issue.code !== "unrecognized_keys") return `${issue.path.join(".") || "it"}: ${issue.message}`;
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => unknownKey([...issue.path, key].join("."), key, known)).join(" ");
    })
    .join("; ");
}

/** Names that an object takes at this place of the schema. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = schema;
  for (const name of path) at = unwrapped(shapeOf(at)[String(name)]);
  return Object.keys(shapeOf(at));
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema;
}

function unknownKey(full: string, key: string, known: readonly string[]): string {
  const [nearest] = known
    .map((name) => ({ name, distance: distance(key.toLowerCase(), name.toLowerCase()) }))
    .filter((one) => one.distance <= SUGGESTION_EDITS_MAX)
    .toSorted((a, b) => a.distance - b.distance);
  const hint = nearest === undefined ? `Known are ${known.join(", ")}.` : `Did you mean "${nearest.name}"?`;
  return `There is no setting "${full.slice(0, 80)}". ${hint}`;
}

/** More letters apart, and it is another word. */
const SUGGESTION_EDITS_MAX = 3;

/** Letters to insert, drop or replace until one is the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.split("").entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split("").entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const COMMENT = String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`;
const STRING_COMMENT_OR_LAST_COMMA = new RegExp(
  String.raw`("(?:[^"\\\n]|\\.)*")|${COMMENT}|,(?=(?:\s|${COMMENT})*[}\]])`,
  "g",
);

/** JSON from JSON with comments and commas at the end of lists. Strings stay as they are, and every line keeps its number. */
function withoutComments(text: string): string {
  return text.replace(
    STRING_COMMENT_OR_LAST_COMMA,
    (found, string: string | undefined) => string ?? found.replaceAll(/[^\n]/g, " "),
  );
}
