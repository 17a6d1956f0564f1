import { splitFences } from "./fenced-blocks.ts";
import type { Wish } from "./intents.ts";
import { trimTail } from "./words.ts";

export const WISH_VERB = String.raw`(?:add|fix|create|make|write|change|rename|remove|delete|drop|update|upgrade|bump|refactor|rewrite|replace|support|improve|move|convert|migrate|introduce|set ?up|test|document|translate|clean ?up|implement|build|extend|enable|disable|allow|use|apply|run|port|split|extract|speed up|optimi[sz]e|style|format|sort|install|generate|discuss|talk about|work on)\b`;

const LEADING_VERB = new RegExp(String.raw`^(?:to\s+)?${WISH_VERB}\s+(?:(?:a|an|the|some)\s+)?`, "i");
const STARTS_WITH_VERB = new RegExp(String.raw`^${WISH_VERB}`, "i");
const TASK_TOOL =
  /\btask tool\b|\bspawn\s+(?:a|an|the)\s+(?:ticket-)?(?:worker|agent|subagent)\b|\bticket-worker\b/i;
const TASK_TOOL_PHRASE =
  /(?:(?:use|using|with|via)\s+the\s+task\s+tool\s*(?:to|and)?\s*)?(?:spawn|start|launch)\s+(?:a|an|the)\s+(?:ticket-)?(?:worker|agent|subagent)\s*(?:to|for|that|which|and)?\s*(?:do (?:this|that|it|so)\b[.!]?)?|(?:use|using|with|via)\s+the\s+task\s+tool\s*(?:to|and)?\s*/gi;
const WHEN_GREEN =
  /,? ?(?:and )?(?:land|merge|ship) (?:it|this|that|them) (?:when|once|if|as soon as)\b[^.\n]{0,40}\bgreen\b|(?:^|[,.;:–-] ?)(?:land )?when (?:it'?s |it is |all is )?green\b/gim;
const NOT_WHEN_GREEN = /\b(?:not|don't|never|no) (?:land|merge|ship)\b/i;
/** A longer phrase is one thing that happens to hold an "and". */
const PART_WORDS_MAX = 4;
const LIST_CHARS_MAX = 300;

/**
 * `phrase` is what is left of the message when its opening is gone. It is split ("dark mode and user profiles")
 * only where each part is a short name of a thing and no steps came with the message.
 */
export function readWish(phrase: string, message: string, fences: string): Wish {
  const { prose } = splitFences(message);
  const isLandWhenGreen = prose.search(WHEN_GREEN) !== -1 && !NOT_WHEN_GREEN.test(prose);
  const wanted = phrase.replaceAll(WHEN_GREEN, " ").replaceAll(TASK_TOOL_PHRASE, " ").trim();
  const topic = trimTail(wanted.replace(LEADING_VERB, ""), ".!?…").trim();
  return {
    kind: "wish",
    text: message.trim(),
    parts: fences === "" ? splitTopic(topic) : [topic],
    isLandWhenGreen,
    isViaTaskTool: TASK_TOOL.test(prose),
  };
}

function splitTopic(topic: string): [string, ...string[]] {
  if (topic.length > LIST_CHARS_MAX) return [topic];
  const parts = topic.split(/,?\s+and\s+(?:also\s+)?|,\s+/i).map((part) => part.trim());
  const isList =
    /\band\b/i.test(topic) &&
    parts.every(
      (part) => part !== "" && part.split(/\s+/).length <= PART_WORDS_MAX && !STARTS_WITH_VERB.test(part),
    );
  const [first, ...others] = parts;
  return isList && first !== undefined ? [first, ...others] : [topic];
}
