// A draft while it is edited: its fields as text, what of them the user changed, and what somebody else changed meanwhile. Pure.
import type { CommandInput } from "../../../../src/wire/commands.ts";
import type { TicketRow } from "../../../../src/wire/rows.ts";

export type TicketChange = CommandInput<"edit-ticket">["change"];

export interface EditForm {
  readonly title: string;
  readonly description: string;
  /** One a line, like scope and checks. */
  readonly criteria: string;
  readonly scope: string;
  readonly checks: string;
  readonly turnsMax: string;
  readonly costUsdMax: string;
  readonly landWhenGreen: boolean;
}

export type EditField = keyof EditForm;

export const FIELD_NAMES: Readonly<Record<EditField, string>> = {
  title: "Title",
  description: "Description",
  criteria: "Criteria",
  scope: "Scope",
  checks: "Checks",
  turnsMax: "Turns",
  costUsdMax: "Dollars",
  landWhenGreen: "Land when green",
};

// Not Object.keys: its type is wider than the fields.
const FIELDS: readonly EditField[] = [
  "title",
  "description",
  "criteria",
  "scope",
  "checks",
  "turnsMax",
  "costUsdMax",
  "landWhenGreen",
];

/** `description`: the whole, since the row's is cut. */
export function formOf(row: TicketRow, description: string): EditForm {
  return {
    title: row.title,
    description,
    criteria: row.criteria.join("\n"),
    scope: row.scope.join("\n"),
    checks: row.checks.join("\n"),
    turnsMax: String(row.turnsMax),
    costUsdMax: String(row.costUsdMax),
    landWhenGreen: row.landWhenGreen,
  };
}

export function changedFields(before: EditForm, after: EditForm): readonly EditField[] {
  return FIELDS.filter((field) => before[field] !== after[field]);
}

/** Only what the user changed: what is left out stays as it is, whoever set it. */
export function changeOf(before: EditForm, after: EditForm): TicketChange {
  const changed = new Set(changedFields(before, after));
  return {
    ...(changed.has("title") && { title: after.title.trim() }),
    ...(changed.has("description") && { description: after.description }),
    ...(changed.has("criteria") && { criteria: linesOf(after.criteria) }),
    ...(changed.has("scope") && { scope: linesOf(after.scope) }),
    ...(changed.has("checks") && { checks: linesOf(after.checks) }),
    ...((changed.has("turnsMax") || changed.has("costUsdMax")) && {
      budget: { turnsMax: Number(after.turnsMax), costUsdMax: Number(after.costUsdMax) },
    }),
    ...(changed.has("landWhenGreen") && { landWhenGreen: after.landWhenGreen }),
  };
}

/** What cannot be saved as it is, by field. */
export function formProblems(form: EditForm): Partial<Record<EditField, string>> {
  const turns = Number(form.turnsMax);
  const usd = Number(form.costUsdMax);
  return {
    ...(form.title.trim() === "" && { title: "A ticket needs a title" }),
    ...(form.title.trim().length > 120 && {
      title: `${form.title.trim().length} characters; 120 are taken at most`,
    }),
    ...(form.description.length > 65_536 && {
      description: `${form.description.length.toLocaleString("en-US")} characters; 65,536 are taken at most`,
    }),
    ...(!(Number.isInteger(turns) && turns >= 1 && turns <= 10_000) && {
      turnsMax: "A whole number from 1 to 10,000",
    }),
    ...(!(usd >= 0.01 && usd <= 10_000) && { costUsdMax: "From $0.01 to $10,000" }),
  };
}

/** The user's changes laid over what the ticket has become. */
export function rebased(before: EditForm, mine: EditForm, theirs: EditForm): EditForm {
  const kept = Object.fromEntries(changedFields(before, mine).map((field) => [field, mine[field]]));
  return { ...theirs, ...kept };
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/^\s*[-*]\s+/, "").trim())
    .filter((line) => line !== "");
}
