// `jarvis answer`: what the user says to a worker that asks for a permission, or asks a question.
import type { Command } from "commander";
import { UsageError } from "../failures.ts";
import { act, subjectName } from "./act.ts";
import { define, does, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { messageText } from "./send.ts";

type Choice = "once" | "ticket" | "deny" | "words";

const CHOICES: readonly string[] = ["once", "ticket", "deny"];

const SAID: Readonly<Record<Choice, string>> = {
  once: "Allowed once",
  ticket: "Allowed for this ticket",
  deny: "Denied",
  words: "Answered",
};

export function answerCommand(cli: Cli): Command {
  const command = define({
    usage: "answer <worker> [answer...]",
    summary: "answer what a worker asks: once, ticket or deny, or -- WORDS for a question",
    details:
      "A worker asks before it does what its settings do not allow, and asks questions. jarvis ls and jarvis show tell what it asks, each with a number: name it when there are several. A permission is answered with once, ticket (this call, in all runs of the ticket) or deny, a question with -- and your words, or with deny. Words behind a deny are told to the worker. What nobody answers counts as denied after 10 minutes; it stays, and can still be answered.",
    examples: [
      "jarvis answer W1 once",
      "jarvis answer T-3 2 ticket",
      "jarvis answer W1 deny -- use the cached copy",
      "jarvis answer W1 -- port 4100",
    ],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options, [given = "", ...words]) => {
    const worker = subjectName(given);
    const { ask, choice, rest } = read(words);
    const text = rest.length === 0 ? "" : await messageText(cli, rest);
    const input = { worker, choice, text, ...(ask === null ? {} : { ask }) };
    await act(cli, options, {
      name: "answer-worker",
      input,
      sentence: (whom) => `${SAID[choice]}: ${whom}.`,
    });
  });
}

/** `2 deny not today`: number, choice, words; each may be missing but not all. @throws UsageError */
function read(words: readonly string[]): {
  readonly ask: number | null;
  readonly choice: Choice;
  readonly rest: readonly string[];
} {
  const [first = "", ...after] = words;
  const isNumbered = /^[1-9]\d{0,5}$/.test(first) && after.length > 0;
  const [said = "", ...rest] = isNumbered ? after : words;
  const ask = isNumbered ? Number(first) : null;
  if (CHOICES.includes(said)) return { ask, choice: said as Choice, rest }; // one of them
  if (said === "") throw new UsageError("Expected once, ticket, deny, or -- and your words.");
  return { ask, choice: "words", rest: [said, ...rest] };
}
