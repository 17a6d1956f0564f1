import { CONTROL_CLOSED_RULES, CONTROL_OPEN_RULES } from "./control-rules.ts";
import { readRef, type Intent } from "./intents.ts";
import { WORKER, type ClosedRule, type OpenRule } from "./rule.ts";
import { readWish, WISH_VERB } from "./wish-phrase.ts";

/** Words before the point of a sentence. */
export const LEAD_IN =
  /^(?:hey|hi|hello|ok(?:ay)?|great|good|thanks|thank you|perfect|cool|nice|awesome|alright|all right|yes|yep|yeah|sure|no|well|so|now|then|and|also|please|jarvis|sounds good|looks good|wait)\b[\s,.!:;–—-]+/i;

export const POLITE =
  /^(?:(?:can|could|would|will) (?:you|we|jarvis)(?: please)?|please|(?:i|we)(?:'d| would) like (?:you )?to|(?:i|we) (?:want|need)(?: you)? to|let(?:'?s| us)(?: also)?|(?:we|you) should)\s+/i;

/** A command that names its object, so that another may follow: "merge T-1 and start T-2". */
export const COMMAND_START =
  /^(?:go|do|merge|land|ship|start|implement|approve|stop|pause|resume|interrupt|retry|undo|show)\b(?:\s+(?:it|ahead|that|T-\d+|worker \d+|w\d+))?/i;

const EVERYONE = String.raw`(everyone|everybody|all(?: of)? them|all(?: the)? workers|them all|all|everything)`;
const GREEN = String.raw`(?:when|once|if|as soon as)\s+(?:(?:it|they|everything|that|the checks|checks)(?:'s|'re| is| are)?\s+)?green`;
const NO_TICKET = { ids: [], words: "" };

/** What ends a yes to a whole proposal. */
const IN_ORDER = String.raw`,?\s+in\s+(?:this|that|the(?:\s+same)?)\s+order`;

export const CLOSED_RULES: readonly ClosedRule[] = [
  {
    pattern: new RegExp(
      String.raw`^(?:(?:approve|start|do|begin|go with)\s+)?(all|both|everything|them all|all of (?:them|it))(?:${IN_ORDER})?$`,
      "i",
    ),
    read: ([, words = ""]) => ({
      kind: "approve",
      ref: { ids: [], words: words === "both" ? words : "all" },
      isLandWhenGreen: false,
    }),
  },
  {
    pattern: /^(?:help|what can you do|what do you (?:understand|know)|how does this work|who are you)$/i,
    read: () => ({ kind: "help" }),
  },
  {
    pattern:
      /^(?:yes|yep|yeah|sure|ok(?:ay)?|alright|all right|sounds good|looks good|fine|perfect|agreed|y)(?:,? (?:please|thanks))?$/i,
    read: () => ({ kind: "assent" }),
  },
  {
    pattern: /^(?:no|nope|not yet|not now|don't|rather not|n)(?:,? thanks)?$/i,
    read: () => ({ kind: "decline" }),
  },
  {
    pattern:
      /^(?:next(?: one)?|what'?s next|(?:go|move) on|continue|(?:go|move) on with the (?:next|second)(?: one)?)$/i,
    read: () => ({ kind: "next" }),
  },
  {
    pattern:
      /^(?:thanks?(?: you)?(?: very much| a lot| so much)?|ty|great|cool|nice|awesome|wow|wonderful|excellent|good|(?:well done|(?:good|nice|great) (?:job|work))|hello|hi|hey|good (?:morning|evening|afternoon|night)|bye|see you)(?:,? jarvis)?$/i,
    read: () => ({ kind: "small-talk" }),
  },
  {
    pattern: new RegExp(
      String.raw`^(stop|cancel|kill|halt|abort|pause|hold|resume|unpause|interrupt|take over)(?:\s+(?:${WORKER}|${EVERYONE}|(.+)))?$`,
      "i",
    ),
    read: ([, verb, number, everyone, other]) => readSteer(verb ?? "", number, everyone, other),
  },
  ...CONTROL_CLOSED_RULES,
  {
    pattern: /^(?:undo|take (?:that|it) back)\b(.*)$/i,
    read: (found) => ({ kind: "undo", ref: readRef(found[1] ?? "") }),
  },
  {
    pattern: new RegExp(String.raw`^(?:land|merge|ship)\s+(.*?)\s*${GREEN}$`, "i"),
    read: (found) => ({ kind: "land-when-green", ref: readRef(found[1] ?? "") }),
  },
  {
    pattern: /^(?:merge|land|ship|approve (?:the )?landing(?: of)?)(?:\s+(.+))?$/i,
    read: (found) => ({ kind: "land", ref: readRef(found[1] ?? "") }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:go(?: ahead| for it)?|do (?:it|that|so)|make it so|approved?|lgtm|proceed|start|implement)(?:\s+now)?(,?\s+(?:and )?land it ${GREEN})?$`,
      "i",
    ),
    read: (found) => ({ kind: "approve", ref: NO_TICKET, isLandWhenGreen: found[1] !== undefined }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:approve|start|implement|build|begin|launch|kick off|go (?:ahead )?with|spawn (?:a |the )?(?:ticket-)?worker (?:for|on)|(?:use the task tool to )?spawn (?:a |the )?(?:ticket-)?(?:worker|agent) to do|do(?=\s+T-\d))\s+(.+?)(,?\s+(?:and )?land (?:it|them) ${GREEN})?$`,
      "i",
    ),
    read: (found) => ({
      kind: "approve",
      ref: readRef(found[1] ?? ""),
      isLandWhenGreen: found[2] !== undefined,
    }),
  },
  {
    pattern:
      /^(?:show me |give me |what(?:'s| is) )?(?:the |a |your )?(?:status|progress|state|board)(?: report| update)?(?:\s+(?:of|on|for)\s+(.+))?$/i,
    read: (found) => ({ kind: "status", about: readSubject(found[1] ?? "") }),
  },
  {
    pattern:
      /^how(?:'s| is| are|'re)\s+(.+?)\s+(?:going|doing|coming along|getting on|looking)(?: now| so far)?$/i,
    read: (found) => ({ kind: "status", about: readSubject(found[1] ?? "") }),
  },
  {
    pattern: /^what(?:'s| is| are|'re)\s+(.+?)\s+(?:doing|up to|working on)(?: now| right now)?$/i,
    read: (found) => ({ kind: "status", about: readSubject(found[1] ?? "") }),
  },
  {
    pattern:
      /^(?:what(?:'s| is) (?:going on|happening|up)|where are we|how far are (?:we|they)|any (?:news|progress)|who is working|are (?:we|they|you) (?:done|finished|ready|there)(?: yet)?)$/i,
    read: () => ({ kind: "status", about: "" }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:is|are)\s+(${WORKER}|T-\d+|it|everything)\s+(?:done|finished|ready|running|green)(?: yet)?$`,
      "i",
    ),
    read: (found) => ({ kind: "status", about: readSubject(found[1] ?? "") }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:show|display|open|describe)\s+(?:me\s+)?(?:ticket\s+|run\s+)?(T-\d+|R-\d+\.\d+|${WORKER})$`,
      "i",
    ),
    read: (found) => ({
      kind: "show",
      subject: readSubject(found[1] ?? "") || (found[1] ?? "").toUpperCase(),
    }),
  },
  {
    pattern:
      /^(?:show (?:me )?)?(?:the )?(?:git )?log(?: (\d+))?$|^(?:(?:show|list) (?:me )?|what are )?(?:the )?(?:last|latest|recent) (?:(\d+) )?commits$/i,
    read: (found) => ({ kind: "log", limit: Number(found[1] ?? found[2] ?? 10) }),
  },
  {
    pattern: /^(?:list|ls)(?: (?:the )?(?:files|tickets))?(?: (?:in|under|matching))?(?:\s+(\S+))?$/i,
    read: (found) => ({ kind: "list", glob: readGlob(found[1], found[0]) }),
  },
  {
    pattern:
      /^(?:read|open|show(?: me)?|cat|print|look at|what(?:'s| is) in)\s+(?:the\s+)?(?:file\s+)?[`"']?([^\s`"']*(?:[/.][^\s`"']+)|README|LICENSE|Makefile|Dockerfile)[`"']?$/i,
    read: (found) => ({ kind: "read", path: found[1] ?? "" }),
  },
  {
    pattern:
      /^(?:search(?: the (?:code|repo(?:sitory)?|project))?(?: for)?|grep(?: for)?|look for|find(?=\s+[`"']|\s+\S+(?:\s+in\s+\S+)?$)|where(?:'s| is))\s+(.+?)(?:\s+in\s+(\S*[/*.]\S*))?$/i,
    read: (found) => ({
      kind: "search",
      pattern: (found[1] ?? "").replace(/^[`"'](.*)[`"']$/, "$1"),
      pathGlob: found[2] ?? "",
    }),
  },
];

export const OPEN_RULES: readonly OpenRule[] = [
  ...CONTROL_OPEN_RULES,
  {
    pattern: /^(?:tell|ask)\s+(T-\d+)\s*(?:[:,]\s*|\s+(?:to|that)\s+|\s+)([\s\S]+)$/i,
    read: (found, source) => sendBack(found[1], found[2], source.fences),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:(?:tell|ask|remind)\s+(?:${WORKER}|${EVERYONE})\s*(?:[:,]\s*|\s+(?:to|that)\s+|\s+)|@?${WORKER}\s*[:,]\s*)([\s\S]+)$`,
      "i",
    ),
    read: ([, told, everyone, addressed, text], source) => ({
      kind: "tell",
      worker: everyone === undefined ? `W${told ?? addressed}` : "all",
      text: withFences(text, source.fences),
    }),
  },
  {
    pattern: /^(?:send|give|hand)\s+(T-\d+|it|that)\s+back\b[\s:,;–—-]*([\s\S]*)$/i,
    read: (found, source) => sendBack(found[1], found[2], source.fences),
  },
  {
    pattern: /^(T-\d+)\s*[:,]\s*([\s\S]+)$/i,
    read: (found, source) => sendBack(found[1], found[2], source.fences),
  },
  {
    pattern:
      /^(T-\d+)\s+((?:should|must|needs?|has to|is missing|still|shall|ought|may not|can't|cannot)\b[\s\S]+)$/i,
    read: (found, source) => sendBack(found[1], found[2], source.fences),
  },
  {
    pattern: /^for\s+(?:the\s+)?([^,.\n]+?),?\s+(?:i|we)(?:'d| would)? (?:want|like|need)\b([\s\S]*)$/i,
    read: (found, source) => readWish(found[1] ?? "", source.message, source.fences),
  },
  {
    pattern: /^(?:i|we)(?:'d| would)? (?:want|like|need)(?:\s+you)?(?:\s+to)?\s+([\s\S]+)$/i,
    read: (found, source) => readWish(found[1] ?? "", source.message, source.fences),
  },
  {
    pattern:
      /^((?:use|using|with)\s+the\s+task\s+tool\b[\s\S]*|spawn\s+(?:a|an|the)\s+(?:ticket-)?(?:worker|agent|subagent)\b[\s\S]*)$/i,
    read: (found, source) => readWish(found[1] ?? "", source.message, source.fences),
  },
  {
    pattern: new RegExp(String.raw`^(${WISH_VERB}\s+[\s\S]+)$`, "i"),
    read: (found, source) => readWish(found[1] ?? "", source.message, source.fences),
  },
];

function readSteer(
  said: string,
  number: string | undefined,
  everyone: string | undefined,
  other: string | undefined,
): Intent | undefined {
  const verb = verbOf(said);
  // With words for the worker it is another rule's.
  if (verb === "interrupt" && /[:,]|\b(?:tell|ask)\b/i.test(other ?? "")) return undefined;
  if (everyone !== undefined) return { kind: "steer", verb, worker: "all", ref: NO_TICKET };
  if (number !== undefined) return { kind: "steer", verb, worker: `W${number}`, ref: NO_TICKET };
  return { kind: "steer", verb, worker: "", ref: readRef(other ?? "") };
}

function verbOf(said: string): Extract<Intent, { kind: "steer" }>["verb"] {
  if (/^(?:pause|hold)$/i.test(said)) return "pause";
  if (/^(?:resume|unpause)$/i.test(said)) return "resume";
  if (/^interrupt$/i.test(said)) return "interrupt";
  return /^take over$/i.test(said) ? "take over" : "stop";
}

function readSubject(phrase: string): string {
  const worker = new RegExp(String.raw`^(?:the\s+)?${WORKER}$`, "i").exec(phrase.trim())?.[1];
  if (worker !== undefined) return `W${worker}`;
  return /\bT-\d+\b/i.exec(phrase)?.[0].toUpperCase() ?? "";
}

function readGlob(glob: string | undefined, sentence: string): string {
  if (glob !== undefined && !/^(?:files|tickets)$/i.test(glob))
    return /[*?]/.test(glob) ? glob : `${glob.replace(/\/$/, "")}/**`;
  return /tickets/i.test(sentence) ? "tickets/*.md" : "**";
}

function sendBack(ticket: string | undefined, text: string | undefined, fences: string): Intent {
  return { kind: "send-back", ref: readRef(ticket ?? ""), text: withFences(text, fences) };
}

function withFences(text: string | undefined, fences: string): string {
  return [text?.trim() ?? "", fences].filter((part) => part !== "").join("\n\n");
}
