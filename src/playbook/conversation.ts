import {
  approve,
  land,
  landWhenGreen,
  relay,
  sendBack,
  SHALL_WE_GO_ON,
  steerWorkers,
  tellStatus,
  tellWorker,
  undo,
} from "./commands.ts";
import { control } from "./control-commands.ts";
import { callUnlessStopped, readAsks, type Ask, type Dialogue } from "./dialogue.ts";
import { answer, openExchange, tool, type Exchange, type Outcome } from "./exchange.ts";
import { readIntents } from "./grammar.ts";
import type { Intent } from "./intents.ts";
import { say, type PlannedCall, type Reply } from "./reply.ts";
import { SHALL_I_START_ALL } from "./propose-plan.ts";
import { obeyReports, tellReports } from "./report-turn.ts";
import { workerName } from "./ticket-choice.ts";
import { findTurn, parseTurn, type Turn } from "./turn.ts";
import { readView } from "./view.ts";
import { draftWish, SHALL_I_START } from "./wish.ts";
import { readWish } from "./wish-phrase.ts";
import { clip } from "./words.ts";

export interface ConversationAnswer {
  readonly reply: Reply;
  /** The turn that is answered; none when the request holds none. */
  readonly turn: Turn | undefined;
  /** Of the messages, or the reports, of all turns that this answer covers. */
  readonly messageIds: readonly string[];
}

const FILE_CHARS_MAX = 4_000;

const GRAMMAR_HINT = [
  "What I understand:",
  "- “Add …” with fenced steps, or with a fitting file under tickets/: I draft a ticket",
  "- several “## …” sections or a numbered list, each with fenced steps: I propose a ticket for each; “all, in this order” starts them",
  "- “go”, “start T-2”: I start a worker on it",
  "- “how is it going?”, “what is worker 2 doing?”, “show T-1”",
  "- “tell worker 2 to …”, “tell everyone …”, “send T-1 back: …”, “pause, resume or stop worker 1”",
  "- “interrupt worker 1: …”, “take over worker 1”, “give worker 1 back”, “retry T-1”, “adopt BRANCH”",
  "- “merge it”, “land T-1”, “undo”",
  "- “read FILE”, “search for X”, “log”, “list files”",
].join("\n");

/**
 * Answers the turn that came last, together with those that were folded into it. What is missing for it is asked for
 * with tools; when nothing is missing, all answers are said at once.
 */
export function answerConversation(dialogue: Dialogue, options: { isGullible: boolean }): ConversationAnswer {
  const asks = readAsks(dialogue.items, findTurn);
  const first = Math.max(
    0,
    asks.findLastIndex((ask) => !ask.isFolded),
  );
  const running = asks.slice(first).map((ask) => ({ ask, turn: parseTurn(ask.text) }));
  const messageIds = running.flatMap(({ turn }) => [...turn.messages, ...turn.reports].map(({ id }) => id));
  const turn = running.at(-1)?.turn;
  const said: string[] = [];
  for (const [index, { ask, turn: each }] of running.entries()) {
    const outcome = answerTurn(each, ask, asks.slice(0, first + index), dialogue, options.isGullible);
    if (outcome.kind === "calls") {
      return { reply: callUnlessStopped(dialogue, ask, outcome.calls), turn, messageIds };
    }
    said.push(outcome.text);
  }
  const text =
    said.length === 0
      ? "I am a script; I answer turns of a conversation, and found none."
      : said.join("\n\n");
  return { reply: say(text), turn, messageIds };
}

function answerTurn(
  turn: Turn,
  ask: Ask,
  earlier: readonly Ask[],
  dialogue: Dialogue,
  isGullible: boolean,
): Outcome {
  const view = readView(earlier, turn, dialogue.items, ask.position);
  if (turn.kind === "report") {
    if (!isGullible) return tellReports(turn, view);
    return withPrefix(0, obeyReports(turn, openExchange(ask, 0, view)));
  }
  const intents = turn.messages.flatMap((message) => readIntents(message.text));
  const said: string[] = [];
  for (const [index, intent] of intents.entries()) {
    const outcome = withPrefix(index, answerIntent(intent, openExchange(ask, index, view)));
    if (outcome.kind === "calls") return outcome;
    said.push(outcome.text);
  }
  return answer(said.length === 0 ? "I found no message in this turn." : said.join("\n\n"));
}

function answerIntent(intent: Intent, exchange: Exchange): Outcome {
  switch (intent.kind) {
    case "wish":
      return draftWish(intent, exchange);
    case "approve":
      return approve(intent, exchange);
    case "assent":
      return answerAssent(exchange);
    case "decline":
      return answer("All right; nothing is started.");
    case "next":
      return goOn(exchange);
    case "status":
      return tellStatus(intent.about, exchange);
    case "tell":
      return tellWorker(intent.worker, intent.text, exchange);
    case "steer":
      return steerWorkers(intent, exchange);
    case "answer-worker":
    case "interrupt-with":
    case "give-back":
    case "retry":
    case "adopt":
      return control(intent, exchange);
    case "land":
      return land(intent.ref, exchange);
    case "land-when-green":
      return landWhenGreen(intent.ref, exchange);
    case "undo":
      return undo(intent.ref, exchange);
    case "send-back":
      return sendBack(intent.ref, intent.text, exchange);
    case "show":
    case "read":
    case "search":
    case "log":
    case "list":
      return lookUp(intent, exchange);
    case "small-talk":
      return answer("I am here. Tell me what you want to change, or ask “how is it going?”.");
    case "help":
      return answer(`I am a script, not a language model.\n${GRAMMAR_HINT}`);
    case "unknown":
      return answer(
        `I did not understand “${clip(intent.text, 200)}”: I am a script, not a language model.\n${GRAMMAR_HINT}`,
      );
  }
}

/** "Yes" means what was asked last, and nothing when nothing was. */
function answerAssent(exchange: Exchange): Outcome {
  const { lastAnswer } = exchange.view;
  if (lastAnswer.includes(SHALL_I_START)) {
    return approve({ kind: "approve", ref: { ids: [], words: "" }, isLandWhenGreen: false }, exchange);
  }
  if (lastAnswer.includes(SHALL_I_START_ALL))
    return answer("They are several: say “all, in this order”, or name one, like “start T-1”.");
  if (lastAnswer.includes(SHALL_WE_GO_ON)) return goOn(exchange);
  return answer(
    "Good. I asked nothing that this could answer; say “go” to start a drafted ticket or “merge it” to land one.",
  );
}

function goOn(exchange: Exchange): Outcome {
  const [next] = exchange.view.waitingWishes;
  if (next === undefined) return answer("Nothing else is waiting. What shall we do next?");
  return draftWish(readWish(next, next, ""), exchange);
}

type LookUp = Extract<Intent, { kind: "show" | "read" | "search" | "log" | "list" }>;

function lookUp(intent: LookUp, exchange: Exchange): Outcome {
  switch (intent.kind) {
    case "show":
      return relay(
        exchange,
        tool("show", "show", { subject: intent.subject }),
        `show ${workerName(intent.subject)}`,
        quote,
      );
    case "read":
      return relay(exchange, tool("file", "repo_read", { path: intent.path }), `read ${intent.path}`, quote);
    case "search": {
      const { pattern, pathGlob } = intent;
      const input = pathGlob === "" ? { pattern } : { pattern, pathGlob };
      return relay(exchange, tool("search", "repo_search", input), `search for ${pattern}`, quote);
    }
    case "log":
      return relay(exchange, tool("log", "repo_log", { limit: intent.limit }), "read the log", quote);
    case "list":
      return relay(exchange, tool("files", "repo_list", { glob: intent.glob }), `list ${intent.glob}`, quote);
  }
}

function quote(text: string): string {
  const fence = "`".repeat(Math.max(3, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length + 1)));
  const shown =
    text.length > FILE_CHARS_MAX
      ? `${text.slice(0, FILE_CHARS_MAX)}\n… (${text.length} characters in all)`
      : text;
  return shown.trim() === "" ? "There is nothing." : `${fence}text\n${shown.trimEnd()}\n${fence}`;
}

function withPrefix(index: number, outcome: Outcome): Outcome {
  if (outcome.kind === "text") return outcome;
  const calls: PlannedCall[] = outcome.calls.map((call) => ({ ...call, key: `${index}-${call.key}` }));
  return { kind: "calls", calls };
}
