import type { AgentDefinition } from "./agent.ts";
import { PortFailure } from "./failure.ts";

/** What a definition that names no tools may use: the set that all drivers know. */
const TOOLS_UNLESS_NAMED: readonly string[] = ["Read", "Write", "Edit", "Bash", "Glob", "Grep"];

/** A prompt is read by a model on every turn; ten times the longest useful one. */
export const DEFINITION_CHARACTERS_MAX = 262_144;

/** Thrown when an agent definition cannot be used. `origin` is where it stands: a path, or a path at a commit. */
export class DefinitionMalformed extends PortFailure {
  readonly code = "definition-malformed";
  readonly retry = "after-change";
  readonly origin: string;
  constructor(origin: string, expected: string, found: string, options?: ErrorOptions) {
    super(`Cannot use the agent definition ${origin}: expected ${expected}, got ${found}.`, options);
    this.origin = origin;
  }
}

/**
 * Reads a Markdown file with front matter: `name` and `description`; optional `tools` (a list or comma-separated;
 * without the key all common ones, `[]` for none), `model` (`inherit` is the driver's default) and `maxTurns`.
 * Other keys are ignored, so that the file may serve other programs too. The text below is the system prompt.
 * @throws DefinitionMalformed
 */
export function parseAgentDefinition(text: string, origin: string): AgentDefinition {
  if (text.length > DEFINITION_CHARACTERS_MAX) {
    throw new DefinitionMalformed(
      origin,
      `at most ${DEFINITION_CHARACTERS_MAX} characters`,
      String(text.length),
    );
  }
  const lines = text.replace(/^\ufeff/, "").split(/\r\n?|\n/);
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === "---");
  if (lines[0]?.trimEnd() !== "---")
    throw new DefinitionMalformed(origin, "a first line ---", quote(lines[0] ?? ""));
  if (end < 0) throw new DefinitionMalformed(origin, "a line --- that ends the front matter", "none");
  const fields = readFields(lines.slice(1, end), origin);
  const prompt = lines
    .slice(end + 1)
    .join("\n")
    .trim();
  if (prompt === "") throw new DefinitionMalformed(origin, "a prompt below the front matter", "nothing");
  return {
    name: readName(fields.get("name"), origin),
    description: readDescription(fields.get("description"), origin),
    prompt,
    tools: readTools(fields.get("tools"), origin),
    model: readModel(fields.get("model"), origin),
    turnsMax: readTurnsMax(fields.get("maxTurns"), origin),
  };
}

type Field = string | readonly string[];

/** The part of YAML that such files use: `key: value`, `key: [a, b]`, `key:` with `- item` lines, `>` and `|` texts. */
function readFields(lines: readonly string[], origin: string): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? "";
    const from = ++at;
    if (/^\s*(?:#|$)/.test(line)) continue;
    const found = /^([A-Za-z_][\w.-]*)\s*:(?:\s+(.*?))?\s*$/.exec(line);
    if (!found) throw new DefinitionMalformed(origin, "`key: value`", `${quote(line)} in line ${from + 1}`);
    while (at < lines.length && /^(?:\s|-\s|$)/.test(lines[at] ?? "")) at++;
    fields.set(found[1] ?? "", readValue(found[2] ?? "", lines.slice(from, at)));
  }
  return fields;
}

function readValue(value: string, below: readonly string[]): Field {
  if (/^[>|][+-]?$/.test(value))
    return below
      .map((line) => line.trim())
      .join(value.startsWith("|") ? "\n" : " ")
      .trim();
  if (value === "")
    return below.map((line) => scalar(line.trim().replace(/^-\s+/, ""))).filter((item) => item !== "");
  if (value.startsWith("[") && value.endsWith("]")) return splitList(value.slice(1, -1));
  return scalar([value, ...below.map((line) => line.trim())].join(" ").trim());
}

function scalar(text: string): string {
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) {
    return text.slice(1, -1).replace(/\\(.)/g, (_, char: string) => ESCAPED[char] ?? char);
  }
  if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  return text.replace(/\s+#.*$/, "");
}

const ESCAPED: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "", "0": "" };

/** Commas inside parentheses belong to a rule: `Bash(git add, git commit)`. */
function splitList(text: string): string[] {
  const items = text.match(/(?:\([^)]*\)|[^,(])+/g) ?? [];
  return items.map((item) => scalar(item.trim())).filter((item) => item !== "");
}

function readName(field: Field | undefined, origin: string): string {
  if (typeof field === "string" && /^[a-z0-9][a-z0-9-]{0,63}$/.test(field)) return field;
  throw new DefinitionMalformed(origin, "`name` of lower-case letters, digits and hyphens", show(field));
}

function readDescription(field: Field | undefined, origin: string): string {
  if (typeof field === "string" && field.trim() !== "") return field;
  throw new DefinitionMalformed(origin, "`description` that says when to use it", show(field));
}

function readTools(field: Field | undefined, origin: string): readonly string[] {
  if (field === undefined) return TOOLS_UNLESS_NAMED;
  const tools = typeof field === "string" ? splitList(field) : field;
  const wrong = tools.find((tool) => !/^[A-Za-z_][\w*-]*(?:\([^()]*\))?$/.test(tool));
  if (wrong !== undefined)
    throw new DefinitionMalformed(origin, "`tools` to be a list of names", quote(wrong));
  return [...new Set(tools)];
}

function readModel(field: Field | undefined, origin: string): string | null {
  if (field === undefined || field === "inherit") return null;
  if (typeof field === "string" && /^\S{1,100}$/.test(field)) return field;
  throw new DefinitionMalformed(origin, "`model` to be a model's name or `inherit`", show(field));
}

function readTurnsMax(field: Field | undefined, origin: string): number | null {
  if (field === undefined) return null;
  if (typeof field === "string" && /^[1-9]\d{0,5}$/.test(field)) return Number(field);
  throw new DefinitionMalformed(origin, "`maxTurns` to be a whole number above 0", show(field));
}

function show(field: Field | undefined): string {
  return field === undefined ? "nothing" : quote(String(field));
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
