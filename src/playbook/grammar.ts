import { readFencedBlocks, readSteps, splitFences } from "./fenced-blocks.ts";
import { OPEN_RULES, CLOSED_RULES, COMMAND_START, LEAD_IN, POLITE } from "./grammar-rules.ts";
import type { Intent } from "./intents.ts";
import { memoise } from "./memo.ts";
import { readPlan } from "./plan.ts";
import { readWish } from "./wish-phrase.ts";
import { trimTail } from "./words.ts";

/** More commands than this in one message are not read. */
const INTENTS_MAX = 8;

/** One message of a conversation is read again with every request of it. */
const MESSAGES_KEPT_MAX = 2_000;
/** Longer sentences are no commands; it also bounds what a rule may have to try. */
const COMMAND_CHARS_MAX = 300;

/**
 * What a user's message asks for, in order; never empty. Short commands are read one sentence at a time; the
 * first sentence that is none of them takes all that follows (a wish, a message for a worker).
 */
export const readIntents = memoise(MESSAGES_KEPT_MAX, readMessage);

function readMessage(message: string): readonly Intent[] {
  const { prose: written, fences } = splitFences(message);
  const prose = written.replaceAll(/[‘’]/g, "'").replaceAll(/[“”]/g, '"');
  // What stands in a part is work to do, whatever it begins with.
  if (readPlan(message) !== null) return [readWish(prose, message, fences)];
  const intents: Intent[] = [];
  let rest = prose;
  while (rest !== "" && intents.length < INTENTS_MAX) {
    const [sentence, tail] = cutCommand(rest, fences !== "");
    const closed = matchClosed(sentence, { isLast: tail === "", hasFences: fences !== "" });
    if (closed === undefined) {
      intents.push(readOpen(rest, fences, message));
      break;
    }
    intents.push(closed);
    rest = tail;
  }
  const hasSteps = readSteps(readFencedBlocks(fences)).length > 0;
  const isTaken = intents.some((intent) => TAKES_FENCES.has(intent.kind));
  if (!hasSteps || isTaken) return dropPleasantries(intents, message);
  // Steps were given: whatever the words around them are, they are to be run.
  const understood = intents.filter((intent) => intent.kind !== "unknown");
  return dropPleasantries([...understood, readWish(prose, message, fences)], message);
}

const TAKES_FENCES = new Set<Intent["kind"]>(["wish", "tell", "send-back"]);

interface SentencePlace {
  readonly isLast: boolean;
  readonly hasFences: boolean;
}

function matchClosed(sentence: string, place: SentencePlace): Intent | undefined {
  if (sentence.length > COMMAND_CHARS_MAX) return undefined;
  const plain = endOf(sentence);
  for (const candidate of [plain, endOf(stripLeadIn(plain)), endOf(stripPolite(stripLeadIn(plain)))]) {
    for (const rule of CLOSED_RULES) {
      const found = rule.pattern.exec(candidate);
      const intent = found && rule.read(found);
      if (intent && isComplete(intent, place) && isUnconditional(intent, candidate)) return intent;
    }
  }
  return undefined;
}

/** "Implement a toggle. It must persist." names a wish, and so does "do this:" before a block of steps. */
function isComplete(intent: Intent, { isLast, hasFences }: SentencePlace): boolean {
  if (intent.kind !== "approve" || intent.ref.ids.length > 0) return true;
  return !hasFences && (isLast || intent.ref.words === "");
}

/** "Merge T-1 if the tests pass" must not be taken for "merge T-1". */
function isUnconditional(intent: Intent, sentence: string): boolean {
  if (intent.kind !== "approve" && intent.kind !== "land" && intent.kind !== "undo") return true;
  const { ids, words } = intent.ref;
  if (ids.length > 0 && words.split(/\s+/).length > EXTRA_WORDS_MAX) return false;
  return (intent.kind === "approve" && intent.isLandWhenGreen) || !CONDITION.test(sentence);
}

const CONDITION = /\b(?:if|unless|when|once|after|before|but|only|until|not|never|don't|except|without)\b/i;
/** Beside a ticket's number: "start T-2, the dark mode". */
const EXTRA_WORDS_MAX = 3;

function readOpen(rest: string, fences: string, message: string): Intent {
  const line = stripLeadIn(rest);
  const asked = stripPolite(line);
  if (NOT_OURS.test(asked)) return { kind: "unknown", text: rest };
  for (const candidate of asked === line ? [line] : [asked, line]) {
    for (const rule of OPEN_RULES) {
      const found = rule.pattern.exec(candidate);
      if (found) return rule.read(found, { fences, message });
    }
  }
  return asked === line ? { kind: "unknown", text: rest } : readWish(asked, message, fences);
}

/** What no tool of the conversation can do, however politely it is asked for. */
const NOT_OURS = /^(?:deploy|release|publish|push|roll ?out)\b/i;

/** Thanks and assent only count when nothing else was said. */
function dropPleasantries(intents: readonly Intent[], message: string): Intent[] {
  const isPlain = (intent: Intent) => intent.kind === "assent" || intent.kind === "decline";
  const real = intents.filter((intent) => intent.kind !== "small-talk" && !isPlain(intent));
  if (real.length > 0) return real;
  const plain = intents.find(isPlain) ?? intents[0];
  return [plain ?? { kind: "unknown", text: message.trim() }];
}

/** The first sentence, or of "merge T-1 and tell worker 2 to rebase" the first command. */
function cutCommand(text: string, hasFences: boolean): [string, string] {
  const [sentence, tail] = cutSentence(text);
  if (sentence.length > COMMAND_CHARS_MAX) return [sentence, tail];
  const and = /\s*,?\s+(?:and then|and|then)\s+/i.exec(sentence);
  if (and === null || !COMMAND_START.test(stripLeadIn(sentence))) return [sentence, tail];
  const whole = matchClosed(sentence, { isLast: tail === "", hasFences });
  if (whole?.kind === "approve" && whole.isLandWhenGreen) return [sentence, tail];
  const left = sentence.slice(0, and.index);
  const right = sentence.slice(and.index + and[0].length);
  const isSplit =
    matchClosed(left, { isLast: false, hasFences }) !== undefined &&
    readIntents(right).every((intent) => intent.kind !== "unknown");
  return isSplit ? [left, text.slice(text.indexOf(right, left.length))] : [sentence, tail];
}

function cutSentence(text: string): [string, string] {
  const end = /(?<=[.!?;])\s+(?=\S)|\n+/.exec(text);
  if (end === null) return [text.trim(), ""];
  return [text.slice(0, end.index).trim(), text.slice(end.index + end[0].length).trim()];
}

function stripLeadIn(text: string): string {
  let rest = text.trim();
  for (let found = LEAD_IN.exec(rest); found !== null; found = LEAD_IN.exec(rest)) {
    if (found[0].length >= rest.length) break;
    rest = rest.slice(found[0].length);
  }
  return rest;
}

function stripPolite(text: string): string {
  const found = POLITE.exec(text);
  return found === null || found[0].length >= text.length ? text : stripLeadIn(text.slice(found[0].length));
}

function endOf(sentence: string): string {
  return trimTail(sentence, ".!?;,…");
}
