// JSON Schema as a reader wants it: what a field is, in a few words.

/** As much of JSON Schema as zod makes. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly meaning: string;
}

/** `text`, `number or null`, `list of BoardRow`, `one of draft, queued`. Names of schemas are links. */
export function typeText(schema: Schema): string {
  const name = nameOf(schema);
  if (name !== null) return `[${name}](#${name.toLowerCase()})`;
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(", ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeText).join(" or ");
  if (Array.isArray(schema.type)) return schema.type.map((one) => plainType(one, schema)).join(" or ");
  return plainType(String(schema.type ?? "anything"), schema);
}

/** The name of the schema that it refers to; null: it is said here. */
export function nameOf({ $ref }: Schema): string | null {
  return $ref?.split("/").at(-1) ?? null;
}

export function fieldsOf(schema: Schema): readonly Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    {
      name,
      type: typeText(field),
      isRequired: required.has(name),
      meaning: meaningOf(field, field.description),
    },
    ...innerFields(name, field),
  ]);
}

/** Of an object, or of a list of objects, that has no name of its own. */
function innerFields(name: string, field: Schema): readonly Field[] {
  if (field.properties !== undefined) return within(`${name}.`, field);
  if (field.items?.properties !== undefined) return within(`${name}[].`, field.items);
  return (field.anyOf ?? []).flatMap((one) => innerFields(name, one));
}

function within(prefix: string, schema: Schema): readonly Field[] {
  return fieldsOf(schema).map((field) => ({ ...field, name: `${prefix}${field.name}` }));
}

function plainType(type: string, schema: Schema): string {
  switch (type) {
    case "string":
      return "text";
    case "integer":
      return "whole number";
    case "boolean":
      return "`true`, `false`";
    case "array":
      return schema.items === undefined ? "list" : `list of ${typeText(schema.items)}`;
    default:
      return type;
  }
}

/** What is said of it, its bounds, and what it is when it is left out. */
export function meaningOf(schema: Schema, said = ""): string {
  return [said, boundsOf(schema), defaultOf(schema)]
    .filter((part) => part !== "")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1).replace(/\.$/, ""))
    .join(". ");
}

function boundsOf({ minLength, maxLength, minimum, maximum, minItems, maxItems }: Schema): string {
  const isAnySafe = maximum === Number.MAX_SAFE_INTEGER;
  return [
    minLength !== undefined && minLength > 1 ? `at least ${minLength} characters` : "",
    maxLength === undefined ? "" : `at most ${maxLength} characters`,
    minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? "" : `at least ${minimum}`,
    maximum === undefined || isAnySafe ? "" : `at most ${maximum}`,
    minItems === undefined ? "" : `at least ${minItems}`,
    maxItems === undefined ? "" : `at most ${maxItems}`,
  ]
    .filter(Boolean)
    .join(", ");
}

function defaultOf(schema: Schema): string {
  return schema.default === undefined ? "" : `Default: \`${JSON.stringify(schema.default)}\``;
}

/** What a request could hold: every field that is needed, with a value that reads well. */
export function exampleOf(schema: Schema, name = ""): unknown {
  const choice = (schema.anyOf ?? schema.oneOf)?.at(-1);
  if (choice !== undefined) return exampleOf(choice, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.properties !== undefined) {
    const required = new Set(schema.required);
    const fields = Object.entries(schema.properties).filter(([field]) => required.has(field));
    return Object.fromEntries(fields.map(([field, of]) => [field, exampleOf(of, field)]));
  }
  if (schema.type === "integer" || schema.type === "number") return Math.max(1, schema.minimum ?? 0);
  if (schema.type === "boolean") return false;
  if (schema.type === "array")
    return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => exampleOf(schema.items ?? {}));
  return EXAMPLES[name] ?? "…";
}

const EXAMPLES: Readonly<Record<string, string>> = {
  text: "How is it going?",
  markdown: "# Add a dark mode\n",
  title: "Add a dark mode",
  ticket: "T-1",
  successor: "T-2",
  proposal: "P-1",
  worker: "W1",
  hash: "(what its card showed)",
  path: "/path/to/repository",
  url: "http://127.0.0.1:8080",
};
