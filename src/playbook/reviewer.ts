import { callUnlessStopped, readAsks, resultOf, type Dialogue } from "./dialogue.ts";
import { refusalOf } from "./refusal.ts";
import { say, type Reply } from "./reply.ts";
import { readElement, readElements } from "./tags.ts";
import { readDiff, type DiffReading } from "./unified-diff.ts";

export interface Verdict {
  readonly verdict: "accept" | "changes";
  readonly criteria: readonly { readonly n: number; readonly met: boolean; readonly where: string }[];
  readonly findings: readonly { readonly file: string; readonly line: number; readonly text: string }[];
}

interface Review {
  readonly run: string;
  readonly criteria: readonly { readonly n: number; readonly text: string }[];
  readonly checks: string;
  readonly diff: string;
}

const FINDINGS_MAX = 50;

/** What must not be in added lines, whatever the ticket says. */
const SUSPECTS: readonly { readonly pattern: RegExp; readonly text: string }[] = [
  { pattern: /\bFIX(?:ME)\b/, text: "An added line marks unfinished work." },
  { pattern: /(?:^|[;{])\s*debugger\s*(?:;|$)/, text: "An added line stops in the debugger." },
  { pattern: /^(?:<{7}|>{7}|\|{7})(?:\s|$)/, text: "An added line is a conflict marker." },
];

/** Gives one verdict by a tool call, then says it in words. */
export function answerReviewer(dialogue: Dialogue): Reply {
  const asks = readAsks(dialogue.items, (text) =>
    readElement(text, "review") === undefined ? undefined : text,
  );
  const ask = asks.at(-1);
  if (ask === undefined) return say("I am a script and was given no review, so I judged nothing.");
  const review = readReview(ask.text);
  const verdict = judge(review);
  const result = resultOf(ask, "verdict");
  if (result === undefined) {
    const input = { ...verdict };
    return callUnlessStopped(dialogue, ask, [{ key: "verdict", name: "mcp__jarvis__verdict", input }]);
  }
  const refusal = refusalOf(result);
  if (refusal !== undefined)
    return say(`My verdict on ${review.run} was not taken. The tool said: “${refusal}”`);
  const met = verdict.criteria.filter((criterion) => criterion.met).length;
  return say(
    `${review.run}: ${verdict.verdict}. ${met} of ${verdict.criteria.length} criteria met, ${verdict.findings.length} findings. A script does not judge meaning.`,
  );
}

/** Judges by what can be seen without understanding: quoted literals, checks, marks of unfinished work. */
function judge(review: Review): Verdict {
  const diff = readDiff(review.diff);
  const checks = review.checks.split("\n").map((line) => line.trim());
  const red = checks.filter((line) => /^red · /i.test(line));
  const hasChecks = red.length > 0 || checks.some((line) => /^(?:green|already-red) · /i.test(line));
  if (diff.files.length === 0) {
    const findings = [{ file: "", line: 0, text: "The diff is empty: there is nothing to accept." }];
    return {
      verdict: "changes",
      criteria: review.criteria.map(({ n }) => ({ n, met: false, where: "" })),
      findings,
    };
  }
  const criteria = review.criteria.map(({ n, text }) => ({
    n,
    ...judgeCriterion(text, diff, red.length === 0),
  }));
  const faults = [
    ...red.map((line) => ({ file: "", line: 0, text: `A check is red: ${line}` })),
    ...findSuspects(diff),
  ].slice(0, FINDINGS_MAX);
  const isAccepted = faults.length === 0 && criteria.every((criterion) => criterion.met);
  const isWithoutLiteral = review.criteria.some(({ text }) => literalsOf(text).length === 0);
  const notes = isWithoutLiteral
    ? [{ file: "", line: 0, text: hasChecks ? JUDGED_BY_CHECKS : JUDGED_BY_NOTHING }]
    : [];
  return { verdict: isAccepted ? "accept" : "changes", criteria, findings: [...faults, ...notes] };
}

const JUDGED_BY_CHECKS =
  "A script does not judge meaning: criteria without a quoted literal were judged by the checks alone.";
const JUDGED_BY_NOTHING =
  "A script does not judge meaning, and no check ran: criteria without a quoted literal count as met only because nothing speaks against them.";

function judgeCriterion(
  text: string,
  diff: DiffReading,
  areChecksGreen: boolean,
): { met: boolean; where: string } {
  const literals = literalsOf(text);
  if (literals.length === 0) {
    const where = diff.first ?? { file: diff.files[0] ?? "", line: 1 };
    return areChecksGreen ? { met: true, where: `${where.file}:${where.line}` } : { met: false, where: "" };
  }
  const places = literals.map((literal) => diff.added.find((line) => line.text.includes(literal)));
  const [first] = places;
  const isMet = first !== undefined && places.every((place) => place !== undefined);
  return isMet ? { met: true, where: `${first.file}:${first.line}` } : { met: false, where: "" };
}

function findSuspects(diff: DiffReading): Verdict["findings"][number][] {
  return diff.added.flatMap(({ file, line, text }) =>
    SUSPECTS.filter(({ pattern }) => pattern.test(text)).map((suspect) => ({
      file,
      line,
      text: suspect.text,
    })),
  );
}

function literalsOf(criterion: string): string[] {
  return Array.from(criterion.matchAll(/`([^`]+)`/g), ([, literal]) => literal ?? "");
}

function readReview(text: string): Review {
  const review = readElement(text, "review");
  const body = review?.body ?? text;
  const diff = readElement(body, "diff")?.body ?? "";
  // The diff may quote any tag, so the others are looked for in front of it and after it.
  const rest = diff === "" ? body : body.replace(diff, () => "");
  return {
    run: review?.attributes["run"] ?? "",
    criteria: readElements(readElement(rest, "criteria")?.body ?? "", "criterion").map(
      ({ attributes, body: words }) => ({
        n: Number(attributes["n"] ?? 0),
        text: words.trim(),
      }),
    ),
    checks: readElement(rest, "checks")?.body ?? "",
    // As the host writes the closing tag where a change holds it.
    diff: diff.replaceAll(String.raw`<\/diff>`, "</diff>"),
  };
}
