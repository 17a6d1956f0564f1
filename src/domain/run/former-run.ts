// What a new run is told of the one before it: how it ended, where its work is, what failed, what was said.
import { quoted, withoutTags } from "../frames.ts";
import { cut } from "../shared.ts";
import type { State } from "../state.ts";
import { latestRun } from "../ticket/latest-run.ts";
import type { Ticket } from "../ticket/state.ts";
import type { Run } from "./state.ts";
import { checksText } from "./texts.ts";

const CHECKS_CHARS_MAX = 4_000;
const WORDS_MAX = 10;
const WORDS_CHARS_MAX = 1_000;
const DETAIL_CHARS_MAX = 2_000;

/** Empty for the first run of a ticket. Read with git: the worktree of the former run is gone, or about to go. */
export function beforeText(state: State, ticket: Ticket): string {
  const run = latestRun(state, ticket);
  if (run?.stage.name !== "ended") return "";
  const { outcome, detail } = run.stage;
  const more = ticket.runCount > 1 ? ` (there were ${ticket.runCount} so far)` : "";
  const lines = [
    `This is a new run. The last one, ${run.id} by Worker ${run.workerNumber}${more}, ended: ${outcome}${detail === "" ? "" : ` · ${plain(cut(detail, DETAIL_CHARS_MAX))}`}`,
    ...whereItsWorkIs(run),
    ...failedChecks(run),
    ...(run.reportText === ""
      ? []
      : ["Its last report:", quoted("former-report", plain(run.reportText), 2_200)]),
    ...usersWords(run),
  ];
  return `<before>\n${lines.join("\n")}\n</before>`;
}

function whereItsWorkIs(run: Run): readonly string[] {
  const head = run.head === null ? [] : [`refs/jarvis/run/${run.id}/head (${run.head.slice(0, 7)})`];
  const kept = run.keepRef === null ? [] : [run.keepRef];
  const refs = [...head, ...kept];
  if (refs.length === 0) return ["It left no work."];
  return [
    `Its work, from ${run.base.slice(0, 7)}: ${refs.join(" and ")}. Look with git log and git show, take over what is good; its branch ${run.branch} is gone.`,
  ];
}

function failedChecks(run: Run): readonly string[] {
  const told = run.messages.findLast(({ from }) => from === "checks")?.text;
  const text = run.checked?.color === "red" ? checksText(run.checked) : told;
  return text === undefined
    ? []
    : ["Its checks failed last with:", quoted("former-checks", plain(text), CHECKS_CHARS_MAX)];
}

function usersWords(run: Run): readonly string[] {
  const words = run.messages.filter(({ from }) => from === "user").slice(-WORDS_MAX);
  return words.length === 0
    ? []
    : ["The user told it:", ...words.map(({ text }) => `- ${plain(cut(text.trim(), WORDS_CHARS_MAX))}`)];
}

/** Nothing in it closes the frames around it. */
function plain(text: string): string {
  return withoutTags(text, ["before", "ticket", "title", "description", "workspace"]);
}
