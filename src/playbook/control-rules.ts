// How a user asks for more than a message: interrupt with words, give back, retry, adopt.
import { readRef } from "./intents.ts";
import { WORKER, type ClosedRule, type OpenRule } from "./rule.ts";

const NO_TICKET = { ids: [], words: "" };
const WHOM = String.raw`(?:${WORKER}|(T-\d+))`;
const DONE = String.raw`(?:[,;:–—-]*\s*(?:it(?:'s| is)|i(?:'m| am)|that(?:'s| is))?\s*(done|finished))?`;

export const CONTROL_CLOSED_RULES: readonly ClosedRule[] = [
  {
    pattern: new RegExp(String.raw`^(?:give|hand)\s+(?:back\s+${WHOM}|${WHOM}\s+back)${DONE}$`, "i"),
    read: (found) => {
      const [, one, ticket, other, otherTicket, done] = found;
      const number = one ?? other;
      const named = ticket ?? otherTicket;
      // "Give T-1 back" asks its worker to mend something, as "send T-1 back" does, unless it says that all is done.
      if (number === undefined && done === undefined && /back$/i.test(found[0])) return undefined;
      return {
        kind: "give-back",
        worker: number === undefined ? "" : `W${number}`,
        ref: named === undefined ? NO_TICKET : readRef(named),
        isDone: done !== undefined,
      };
    },
  },
  {
    pattern: new RegExp(String.raw`^deny\s+${WHOM}$`, "i"),
    read: ([, number, ticket]) => ({
      kind: "answer-worker",
      worker: number === undefined ? (ticket ?? "").toUpperCase() : `W${number}`,
      text: null,
    }),
  },
  {
    pattern:
      /^(?:retry|restart|start over with|try again with|try)\s+(T-\d+)(?:\s+again)?(\s+(?:from|with) (?:its|the) work)?$/i,
    read: (found) => ({ kind: "retry", ref: readRef(found[1] ?? ""), isFromWork: found[2] !== undefined }),
  },
  {
    pattern:
      /^adopt\s+(?:(?:the|my)\s+)?(?:(?:branch|worktree)\s+)?[`"']?([^\s`"']+)[`"']?(\s+with (?:its |the |my )?uncommitted (?:files|changes|work))?$/i,
    read: (found) => ({ kind: "adopt", name: found[1] ?? "", isWithUncommitted: found[2] !== undefined }),
  },
];

export const CONTROL_OPEN_RULES: readonly OpenRule[] = [
  {
    pattern: new RegExp(String.raw`^answer\s+${WHOM}\s*[:,]\s*([\s\S]+)$`, "i"),
    read: ([, number, ticket, text = ""]) => ({
      kind: "answer-worker",
      worker: number === undefined ? (ticket ?? "").toUpperCase() : `W${number}`,
      text: text.trim(),
    }),
  },
  {
    pattern: new RegExp(
      String.raw`^interrupt\s+${WHOM}\s*(?:[:,]\s*|\s+(?:and )?(?:tell|ask) (?:it|them) to\s+)([\s\S]+)$`,
      "i",
    ),
    read: ([, number, ticket, text = ""], { fences }) => ({
      kind: "interrupt-with",
      worker: number === undefined ? (ticket ?? "").toUpperCase() : `W${number}`,
      text: [text.trim(), fences].filter((part) => part !== "").join("\n\n"),
    }),
  },
];
