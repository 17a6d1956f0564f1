// Writes docs/api.md from the routes themselves: `node tools/api-docs.ts`. A test says when it has to be run again.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeApi } from "../src/server/http/openapi.ts";
import { createIdleApp } from "../src/server/http/testing/registered-routes.ts";
import { readFieldComments, type FieldComments } from "./api-docs/field-comments.ts";
import {
  exampleOf,
  fieldsOf,
  meaningOf,
  nameOf,
  typeText,
  type Field,
  type Schema,
} from "./api-docs/schema-text.ts";

const ROOT = join(import.meta.dirname, "..");
const PAGE = join(ROOT, "docs", "api.md");

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
  readonly description?: string;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
  readonly security?: readonly unknown[];
}

/** The whole page. */
export async function apiPage(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  // What is sent is JSON: what JSON leaves out is not in it.
  const api = JSON.parse(JSON.stringify(await describeApi(createIdleApp(), version)));
  const operations = operationsOf(api.paths);
  const comments = readFieldComments(ROOT, ["src/wire/rows.ts", "src/wire/reads.ts", "src/wire/commands.ts"]);
  const schemas: readonly (readonly [string, Schema])[] = Object.entries(api.components.schemas);
  return [
    "# The HTTP API",
    "This page is made from the routes: `node tools/api-docs.ts` writes it. A running daemon says the same as OpenAPI 3.1 at `/openapi.json`.",
    api.info.description,
    START,
    ...api.tags.flatMap(({ name, description }: { readonly name: string; readonly description: string }) => [
      `## ${capital(name)}`,
      description,
      ...operations.filter(({ tags }) => tags.includes(name)).map(operationText),
    ]),
    "## What is answered",
    "Times are milliseconds since 1970.",
    ...schemas.map(([name, schema]) => schemaText(name, schema, comments)),
  ]
    .join("\n\n")
    .concat("\n");
}

const START = `\`{project}\` in an address is a project's id. The examples use these; \`JARVIS_HOME\` is \`~/.jarvis\` unless you set it.

\`\`\`sh
HOME_OF_JARVIS=\${JARVIS_HOME:-~/.jarvis}
TOKEN=$(cat "$HOME_OF_JARVIS/token")
URL=$(node -p "JSON.parse(require('fs').readFileSync('$HOME_OF_JARVIS/daemon.json')).url")
PROJECT=$(curl -s -H "Authorization: Bearer $TOKEN" "$URL/api/projects" | node -p "JSON.parse(require('fs').readFileSync(0)).projects[0].id")
\`\`\``;

/** What stands in the introduction, or over the commands. */
const SAID_ONCE = ["project", "Idempotency-Key"];

function operationsOf(
  paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, "method" | "path">>>>>,
): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

function operationText(operation: Operation): string {
  const { method, path, summary, description, parameters = [], requestBody, security } = operation;
  const body = schemaOf(requestBody);
  return [
    `### ${summary}`,
    `\`${method} ${path}\`${security?.length === 0 ? " — needs no sign-in" : ""}`,
    description,
    table("", parameters.filter(({ name }) => !SAID_ONCE.includes(name)).map(parameterField)),
    requestBody?.description,
    ...bodyTexts(body),
    answerText(operation),
    curlText(operation, body),
  ]
    .filter((part) => part !== undefined && part !== "")
    .join("\n\n");
}

function parameterField({ name, in: where, required, description, schema }: Parameter): Field {
  const places: Readonly<Record<string, string>> = {
    path: "in the address",
    query: "query",
    header: "header",
  };
  return {
    name,
    type: `${typeText(schema)}, ${places[where] ?? where}`,
    isRequired: required === true,
    meaning: meaningOf(schema, description),
  };
}

function bodyTexts(body: Schema | null): readonly string[] {
  if (body === null) return [];
  const choices = body.anyOf ?? body.oneOf;
  if (choices === undefined) return [table("Body", fieldsOf(body))];
  return ["The body is one of these.", ...choices.map((one) => table("Body", fieldsOf(one)))];
}

function answerText({ responses }: Operation): string {
  const answer = Object.entries(responses).find(([status]) => status !== "default");
  if (answer === undefined) return "";
  const [status, content] = answer;
  const schema = schemaOf(content);
  const types = Object.keys(content.content ?? {}).join(", ");
  const what = schema !== null && nameOf(schema) !== null ? typeText(schema) : types;
  return `Answers ${status}${what === "" ? "" : `, ${what}`}. ${content.description ?? ""}`.trim();
}

function curlText({ method, path, responses }: Operation, body: Schema | null): string {
  if (responses["101"] !== undefined || path === "/login") return "";
  const examples: Readonly<Record<string, string>> = { ticket: "T-1", run: "R-1.1", n: "1" };
  const address = path.replaceAll(/\{([a-z]+)\}/g, (_whole, name: string) => examples[name] ?? "$PROJECT");
  const isStream = Object.keys(responses["200"]?.content ?? {}).includes("text/event-stream");
  const parts = [
    `curl ${isStream ? "-N" : "-s"}${method === "GET" ? "" : ` -X ${method}`} -H "Authorization: Bearer $TOKEN"`,
    ...(path === "/mcp" ? ['-H "Accept: application/json, text/event-stream"'] : []),
    ...(body === null
      ? []
      : ['-H "Content-Type: application/json"', `-d '${JSON.stringify(bodyOf(path, body))}'`]),
    `"$URL${address}"`,
  ];
  return `\`\`\`sh\n${parts.join(" \\\n  ")}\n\`\`\``;
}

function bodyOf(path: string, body: Schema): unknown {
  return path === "/mcp"
    ? { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "worker_status", arguments: {} } }
    : exampleOf(body);
}

function schemaText(name: string, schema: Schema, comments: FieldComments): string {
  const fields = (one: Schema) =>
    fieldsOf(one).map((field) => ({
      ...field,
      meaning: field.meaning || meaningOf({}, comments.get(`${name}.${field.name.replaceAll("[]", "")}`)),
    }));
  const choices = schema.anyOf ?? schema.oneOf;
  const parts =
    choices === undefined
      ? [schema.properties === undefined ? typeText(schema) : table("Field", fields(schema))]
      : ["One of these.", ...choices.map((one) => table("Field", fields(one)))];
  const said = comments.get(name);
  return [`### ${name}`, ...(said === undefined ? [] : [said]), ...parts].join("\n\n");
}

function schemaOf(content: Content | undefined): Schema | null {
  return Object.values(content?.content ?? {})[0]?.schema ?? null;
}

/** Empty when there is nothing to show. */
function table(title: string, fields: readonly Field[]): string {
  if (fields.length === 0) return "";
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const isExplained = fields.some(({ meaning }) => meaning !== "");
  const cells = (all: readonly string[]) => row(isExplained ? all : all.slice(0, 2));
  return [
    cells([title === "" ? "Parameter" : title, "What", "Meaning"]),
    cells(["---", "---", "---"]),
    ...fields.map(({ name, type, isRequired, meaning }) =>
      cells([`\`${name}\`${isRequired ? "" : " (optional)"}`, type, meaning]),
    ),
  ].join("\n");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (import.meta.main) {
  writeFileSync(PAGE, await apiPage());
  console.log("docs/api.md is written");
}
