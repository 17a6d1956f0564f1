// Words that promise instead of doing, and what belongs to one machine.
import { parseSync } from "oxc-parser";
import type { Source } from "../sources.ts";
import { type Document, type Problem, problem, problemsOfMatches } from "./rule.ts";

export function bannedWords({ text }: Source): Problem[] {
  return [
    ...problemsOfMatches(
      text,
      /\b(TODO|FIXME|XXX)\b/g,
      "do it now, or write down the limit for the user to see",
    ),
    ...problemsOfMatches(text, /\bnot (yet )?implemented\b/gi, "what is not there is not offered"),
  ];
}

export function switchedOffRules({ comments }: Source): Problem[] {
  return comments
    .filter(({ value }) => /\b(eslint|oxlint)-disable|@ts-(ignore|nocheck)/.test(value))
    .map((comment) =>
      problem(comment, "no comment switches a rule off; change the code, or the rule for all"),
    );
}

/** A run of line comments that parses as statements. Prose hardly ever does. */
export function commentedOutCode(source: Source): Problem[] {
  return commentRuns(source)
    .filter(({ text }) => /[;{}]\s*$/.test(text) && isCode(text))
    .map(({ offset }) => ({ offset, message: "commented-out code: delete it; git remembers" }));
}

function commentRuns({ text, comments }: Source): { offset: number; text: string }[] {
  const runs: { offset: number; end: number; text: string }[] = [];
  for (const comment of comments.filter(({ type }) => type === "Line")) {
    const last = runs.at(-1);
    const isNextLine = last && /^[ \t]*\r?\n[ \t]*$/.test(text.slice(last.end, comment.start));
    if (last && isNextLine) {
      last.text += `\n${comment.value}`;
      last.end = comment.end;
    } else runs.push({ offset: comment.start, end: comment.end, text: comment.value });
  }
  return runs;
}

function isCode(text: string): boolean {
  const { program, errors } = parseSync("comment.ts", text);
  const isWord = (statement: (typeof program.body)[number]) =>
    statement.type === "LabeledStatement" ||
    (statement.type === "ExpressionStatement" && statement.expression.type === "Identifier");
  return errors.length === 0 && program.body.length > 0 && !program.body.every(isWord);
}

export function machinePaths({ text }: Document): Problem[] {
  return problemsOfMatches(
    text,
    /(?<![\w.\-/])\/(work\/|home\/[a-z_][\w-]*|Users\/[A-Za-z][\w-]*)/g,
    "a path of one machine; make it from import.meta.url, the working directory or a temporary folder",
  );
}

/** Which server served a package is the user's npm setting, never ours. */
export function registryHosts({ path, text }: Document): Problem[] {
  if (path.endsWith("package-lock.json"))
    return problemsOfMatches(
      text,
      /"resolved": "[a-z+]+:[^"]*"/g,
      "change dependencies only with `npm run lock`",
    );
  if (path.endsWith(".npmrc"))
    return problemsOfMatches(text, /^.*registry\s*=.*$/gm, "the registry is the user's setting");
  return [];
}
