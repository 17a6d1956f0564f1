import { resultOf, type Ask, type CallResult, type PlacedCall } from "./dialogue.ts";
import { readFencedBlocks, readReportTexts, readStep, type FencedBlock, type Step } from "./fenced-blocks.ts";
import { readElement } from "./tags.ts";

/** What a worker was given. */
export interface WorkerTicket {
  readonly id: string;
  readonly title: string;
  readonly workspace: string;
  readonly blocks: readonly FencedBlock[];
}

/** What one message makes the worker do. */
export interface Plan {
  readonly ask: Ask;
  readonly kind: "ticket" | "own-steps" | "fix-round" | "words" | "nudge";
  /** Of a fix round, from 1; else 0. */
  readonly fixRound: number;
  readonly steps: readonly Step[];
  readonly reportTexts: readonly string[];
  /** Why nothing may be run, although steps are there. */
  readonly problem: string | undefined;
}

/** Stands before the output of checks, which may hold anything: fences in it are not steps. */
const CHECKS_FAILED = /^Checks failed\b/i;
/** A script that left changes uncommitted did so because a step failed: all it can do is to say so again. */
const NOT_COMMITTED = /^You reported, but \d+ changed path/;
/** A message that only says "go on" asks for nothing new; one that says what is wrong does. */
const GO_ON = /\b(?:continue|go on|carry on|resume[ds]?|restarted|interrupted|left off|pick up)\b/i;
const IS_WRONG = /\b(?:fail(?:s|ed|ing|ures?)?|red|comments?|findings?|conflicts?|wrong|missing|instead)\b/i;

/** The description is Markdown and may hold any tag; all the rest is lines of the host. */
export function readTicket(text: string): WorkerTicket | undefined {
  const ticket = readElement(text, "ticket");
  if (ticket === undefined) return undefined;
  const description = readDescription(ticket.body);
  const around = text.replace(ticket.body, () => "");
  return {
    id: ticket.attributes["id"] ?? "",
    title: /^[ \t]*<title>(.*)<\/title>[ \t]*$/m.exec(ticket.body)?.[1] ?? "",
    workspace: /^[ \t]*<workspace>(.*)<\/workspace>[ \t]*$/m.exec(around)?.[1]?.trim() ?? "",
    blocks: readFencedBlocks(description),
  };
}

/** Up to the first closing tag that has a line of its own, for the host writes all others as `<\/description>`. */
function readDescription(body: string): string {
  const open = /<description>\r?\n/.exec(body);
  const start = open === null ? -1 : open.index + open[0].length;
  const end = start === -1 ? -1 : body.slice(start).search(/^<\/description>[ \t]*$/m);
  const text = end === -1 ? readElement(body, "description")?.body : body.slice(start, start + end);
  return (text ?? "").replaceAll(String.raw`<\/description>`, "</description>");
}

/** Plans for the ticket's message and all that came later, in order. */
export function readPlans(ticket: WorkerTicket, asks: readonly Ask[]): Plan[] {
  const plans: Plan[] = [];
  let fixRound = 0;
  for (const [index, ask] of asks.entries()) {
    if (index === 0) {
      plans.push(makePlan(ask, "ticket", 0, ticket.blocks));
      continue;
    }
    const own = CHECKS_FAILED.test(ask.text) ? [] : readFencedBlocks(ask.text);
    const isOwn = own.some((block) => readStep(block) !== undefined);
    if (isOwn) plans.push(makePlan(ask, "own-steps", 0, own, { isAnyRound: true }));
    else if (isNudge(ask.text)) plans.push(makePlan(ask, "nudge", 0, []));
    else {
      const next = makePlan(ask, "fix-round", fixRound + 1, ticket.blocks);
      const hasSteps = next.steps.length > 0 || next.problem !== undefined;
      if (hasSteps) fixRound += 1;
      plans.push(hasSteps ? next : { ...next, kind: "words", fixRound: 0, reportTexts: [] });
    }
  }
  return plans;
}

function isNudge(text: string): boolean {
  return NOT_COMMITTED.test(text) || (GO_ON.test(text) && !IS_WRONG.test(text));
}

function makePlan(
  ask: Ask,
  kind: Plan["kind"],
  fixRound: number,
  blocks: readonly FencedBlock[],
  { isAnyRound }: { isAnyRound: boolean } = { isAnyRound: false },
): Plan {
  const isOurs = (step: Step) => isAnyRound || step.when.fixRound === fixRound;
  const open = blocks.find((block) => !block.isClosed);
  return {
    ask,
    kind,
    fixRound,
    steps: blocks.flatMap((block) => readStep(block) ?? []).filter(isOurs),
    reportTexts: readReportTexts(blocks, fixRound),
    problem:
      open && `The fenced block that begins in line ${open.line} never ends, so I ran none of the steps.`,
  };
}

/** How often a step is made again because its result was lost (crash, interrupt, stale read). */
const ATTEMPTS_MAX = 20;

export type StepState =
  | { readonly kind: "due"; readonly attempt: number }
  | { readonly kind: "done"; readonly result: CallResult }
  | { readonly kind: "failed"; readonly result: CallResult };

/** Where one tool call of a plan stands. */
export function stateOf(ask: Ask, key: string): StepState {
  const calls = ask.calls.filter((call) => call.key === key);
  const result = resultOf(ask, key);
  if (result !== undefined) return { kind: result.isError ? "failed" : "done", result };
  const lost = calls.at(-1);
  if (calls.length < ATTEMPTS_MAX || lost === undefined) return { kind: "due", attempt: calls.length + 1 };
  return { kind: "failed", result: lostResult(lost) };
}

function lostResult(call: PlacedCall): CallResult {
  const text = `Interrupted ${ATTEMPTS_MAX} times: ${call.result?.text ?? "no result"}`;
  return { text, isError: true, isInterrupted: false };
}
