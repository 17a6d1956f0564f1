import { answer, callAll, callOne, tool, type Exchange, type Outcome } from "./exchange.ts";
import { readFencedBlocks, readSteps, splitFences } from "./fenced-blocks.ts";
import type { Wish } from "./intents.ts";
import { parseTicketFile, readParts, type TicketFile } from "./ticket-file.ts";
import { readPlan } from "./plan.ts";
import { proposePlan } from "./propose-plan.ts";
import { couldNot, refusalOf } from "./refusal.ts";
import { scopeOf, titleFor } from "./step-names.ts";
import { bestFit, clip, countOf } from "./words.ts";

const TITLE_CHARS_MAX = 120;
/** The host's own note under a file that it did not give whole: steps may be missing. */
const CUT_NOTE = /\n\(cut: \d+ more characters\)\s*$/;
/** When no file name fits, so many files are opened for their titles. */
const TITLES_READ_MAX = 8;

/** Ends what is said after a draft; "yes" right after it is an approval. */
export const SHALL_I_START = "Shall I start it?";

const FENCE = "```";
const SCRIPT_NOTICE = `I am a script, not a language model: I can run steps that you give me as fenced blocks (sh, diff, file=path) or a file under tickets/. Connect a model for everything else.

For example, say:

Add a note to the readme
${FENCE}sh
echo "Built with JARVIS." >> README.md
${FENCE}`;

/** Finds steps for a wish (in the message, else in a ticket file) and drafts a ticket from them; no steps, no ticket. */
export function draftWish(wish: Wish, exchange: Exchange): Outcome {
  const blocks = readFencedBlocks(wish.text);
  const open = blocks.find((block) => !block.isClosed);
  if (open !== undefined) {
    return answer(`The fenced block in line ${open.line} of your message never ends, so I drafted nothing.`);
  }
  const plan = readPlan(wish.text);
  if (plan !== null) return proposePlan(plan, wish, exchange);
  if (readSteps(blocks).length > 0) return draft(wish, readMessageTicket(wish), "your message", exchange);
  return callOne(exchange, tool("list", "repo_list", { glob: "tickets/*.md" }), (list) => {
    const refusal = refusalOf(list);
    if (refusal !== undefined) return answer(couldNot("look for ticket files", refusal));
    const paths = readPaths(list.text);
    const byName = findPath(wish, paths, stemOf);
    return byName === undefined ? searchTitles(wish, paths, exchange) : draftFile(wish, byName, exchange);
  });
}

function searchTitles(wish: Wish, paths: readonly string[], exchange: Exchange): Outcome {
  const opened = paths.slice(0, TITLES_READ_MAX);
  if (opened.length === 0) return noSteps(wish, "");
  const reads = opened.map((path, index) => tool(`title-${index}`, "repo_read", { path }));
  return callAll(exchange, reads, (results) => {
    const titles = new Map(opened.map((path, index) => [path, readParts(results[index]?.text ?? "").title]));
    const byTitle = findPath(wish, opened, (path) => titles.get(path) ?? "");
    return byTitle === undefined ? noSteps(wish, "") : draftFile(wish, byTitle, exchange);
  });
}

function draftFile(wish: Wish, path: string, exchange: Exchange): Outcome {
  return callOne(exchange, tool("read", "repo_read", { path }), (read) => {
    const refusal = refusalOf(read);
    if (refusal !== undefined) return answer(couldNot(`read ${path}`, refusal));
    if (CUT_NOTE.test(read.text)) return answer(`${path} fits, but it is too long for me to read it whole.`);
    const file = parseTicketFile(read.text);
    if (!file.isOk) return answer(`${path} fits, but I cannot use it: ${file.problem}`);
    const steps = readSteps(readFencedBlocks(file.ticket.description));
    if (steps.length === 0) return noSteps(wish, `${path} fits, but it holds no step.`);
    return draft(wish, file.ticket, path, exchange);
  });
}

function draft(wish: Wish, ticket: TicketFile, source: string, exchange: Exchange): Outcome {
  const input = {
    title: clip(ticket.title, TITLE_CHARS_MAX),
    description: ticket.description,
    criteria: ticket.criteria.length > 0 ? ticket.criteria : ["Every step ran without an error."],
    scope: ticket.scope,
    ...(ticket.checks.length > 0 ? { checks: ticket.checks } : {}),
    ...(ticket.dependsOn.length > 0 ? { dependsOn: ticket.dependsOn } : {}),
    ...(wish.isLandWhenGreen ? { landWhenGreen: true } : {}),
  };
  return callOne(exchange, tool("draft", "ticket_draft", input), (result) => {
    const refusal = refusalOf(result);
    if (refusal !== undefined) return answer(couldNot("draft the ticket", refusal));
    const id = /\bT-\d+\b/.exec(result.text)?.[0] ?? "a ticket";
    const steps = readSteps(readFencedBlocks(ticket.description));
    const facts = [countOf(steps.length, "step"), countOf(input.criteria.length, "criterion", "criteria")];
    return answer(
      [
        ...openingOf(wish),
        `I drafted ${id} “${input.title}” from ${source} (${facts.join(", ")}).`,
        ...(wish.isLandWhenGreen
          ? ["It lands by itself once its checks are green and the review accepts it."]
          : []),
        `${SHALL_I_START} Say “go”, or tell me what must be different.`,
      ].join(" "),
    );
  });
}

function noSteps(wish: Wish, why: string): Outcome {
  return answer([...openingOf(wish), ...(why === "" ? [] : [why]), SCRIPT_NOTICE].join(" "));
}

function openingOf(wish: Wish): string[] {
  const [first, ...others] = wish.parts;
  return [
    ...(others.length > 0
      ? [`Let's start with ${first}; I keep ${others.join(" and ")} for afterwards.`]
      : []),
    ...(wish.isViaTaskTool
      ? ["I do not use the Task tool: ticket_start, after your approval, is the only way to start a worker."]
      : []),
  ];
}

function readMessageTicket(wish: Wish): TicketFile {
  const parts = readParts(wish.text);
  const steps = readSteps(readFencedBlocks(wish.text));
  return {
    ...parts,
    title: parts.title === "" ? titleFor(wish, steps) : parts.title,
    scope: parts.scope.length > 0 ? parts.scope : scopeOf(steps),
  };
}

function findPath(
  wish: Wish,
  paths: readonly string[],
  nameOfPath: (path: string) => string,
): string | undefined {
  return (
    bestFit(wish.parts[0], paths, nameOfPath) ??
    bestFit(wish.parts.join(" and "), paths, nameOfPath) ??
    bestFit(splitFences(wish.text).prose, paths, nameOfPath)
  );
}

function stemOf(path: string): string {
  return (path.split("/").at(-1) ?? "").replace(/\.md$/i, "");
}

/** Paths as lines, as bullets or as a JSON list. */
function readPaths(text: string): string[] {
  return (text.match(/[^\s"',[\]]+\.md\b/gi) ?? []).filter((path, index, all) => all.indexOf(path) === index);
}
