// What a worker may ask, and what a user may answer.
import type { Command } from "../commands.ts";
import type { ObligationKey, RunId } from "../ids.ts";
import type { RunCommand } from "../run/commands.ts";
import type { AnswerChoice, Ask, Asked } from "../run/ask-state.ts";
import type { State } from "../state.ts";

const QUESTION: Asked = { kind: "question", question: "Which one?", options: [], isMultiple: false };
const CHOICES: readonly AnswerChoice[] = ["ticket", "once", "ticket", "deny", "ticket", "words"];

/** Mostly something new; at times what was asked before is asked again, or withdrawn. */
export function askOf(state: State, key: ObligationKey, run: RunId, n: number): RunCommand {
  const asks = state.runs.get(run)?.asks ?? [];
  const known = asks[n % Math.max(1, asks.length)];
  if (known !== undefined && n % 3 === 0)
    return { type: "run.observe-ask-withdrawn", key, run, call: n % 2 === 0 ? known.call : null };
  const asked: Asked =
    n % 4 === 0 ? QUESTION : { kind: "permission", tool: "Bash", subject: `publish ${n % 3}`, detail: "" };
  return { type: "run.observe-asked", key, run, call: `call-${asks.length}-${n % 5}`, asked };
}

export function answersAsked(run: RunId, asks: readonly Ask[], n: number): readonly Command[] {
  return asks.slice(-1).map(({ n: ask }) => ({
    type: "run.answer",
    run,
    ask: n % 5 === 0 ? null : ask,
    choice: CHOICES[n % CHOICES.length] ?? "deny",
    text: n % 2 === 0 ? "as you like" : "",
  }));
}
