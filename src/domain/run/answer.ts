// A worker asks, the user answers: once, in time or late; and what becomes of what nobody answers.
import type { DomainEvent } from "../events.ts";
import { report } from "./report.ts";
import { accept, cut, refuse, stale, type Actor, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { RunCommand } from "./commands.ts";
import { ANSWER_CHARS_MAX, ASKS_OPEN_MAX, type Ask, type Answer } from "./ask-state.ts";
import {
  answerable,
  askDueAt,
  askedText,
  askedVerb,
  isAtWork,
  isGranted,
  isSameAsked,
  openAsks,
  subjectOf,
} from "./asks.ts";
import { send } from "./message.ts";
import type { Run } from "./state.ts";

export function observeAsked(
  state: State,
  run: Run,
  { call, asked }: Extract<RunCommand, { type: "run.observe-asked" }>,
  given: Given,
): Decision<DomainEvent> {
  const name = `Worker ${run.workerNumber}`;
  if (!isAtWork(run)) return refuse("wrong-stage", `${name} asks nothing now: it is ${run.stage.name}.`);
  if (openAsks(run).some((ask) => ask.call === call)) return stale();
  if (isGranted(must(state.tickets, run.ticket).grants, asked)) return accept([], "granted");
  if (run.asks.some((ask) => ask.state.name === "expired" && isSameAsked(ask.asked, asked)))
    return accept([], "expired");
  if (openAsks(run).length >= ASKS_OPEN_MAX)
    return refuse(
      "bound-reached",
      `${name} waits for ${ASKS_OPEN_MAX} answers already, which is the most that are asked for at once.`,
    );
  const ask: Ask = { n: run.askCount + 1, call, asked, askedAt: given.at, state: { name: "open" } };
  const events: DomainEvent[] = [
    { type: "run.asked", data: { run: run.id, ask: ask.n, call, asked } },
    report(state, run, "needs-you", askedReport(run, ask), given),
  ];
  if (askDueAt(state, ask) <= given.at)
    events.push({ type: "run.ask-expired", data: { run: run.id, ask: ask.n } });
  return accept(events);
}

/** Leaves room in a report for how it is answered. */
const REPORTED_CHARS_MAX = 1_200;

function askedReport(run: Run, { n, asked }: Ask): string {
  const how =
    asked.kind === "permission"
      ? `Only the user can allow it: with the buttons, or \`jarvis answer W${run.workerNumber} ${n} once|ticket|deny\`.`
      : `The user answers with the buttons or in their own words, or with \`jarvis answer W${run.workerNumber} ${n} -- WORDS\`.`;
  const options = asked.kind === "question" ? asked.options.map(({ label }) => `\n- ${label}`).join("") : "";
  return `Worker ${run.workerNumber} (${run.ticket}) waits: it ${askedVerb(asked)}:\n${cut(subjectOf(asked), REPORTED_CHARS_MAX)}${options}\n${how}`;
}

/** Also of all that is open: its process is gone. */
export function observeWithdrawn(run: Run, call: string | null): Decision<DomainEvent> {
  return accept(
    openAsks(run)
      .filter((ask) => call === null || ask.call === call)
      .map(({ n }) => ({ type: "run.ask-withdrawn", data: { run: run.id, ask: n } })),
  );
}

export function expireAsk(state: State, run: Run, n: number, given: Given): Decision<DomainEvent> {
  const ask = openAsks(run).find((one) => one.n === n);
  if (ask === undefined || askDueAt(state, ask) > given.at) return stale();
  return accept([{ type: "run.ask-expired", data: { run: run.id, ask: n } }]);
}

/** In time it goes to the call that waits; late, to the worker as a message. */
export function answer(
  state: State,
  run: Run,
  command: Extract<RunCommand, { type: "run.answer" }>,
  given: Given,
): Decision<DomainEvent> {
  const name = `Worker ${run.workerNumber}`;
  const all = answerable(run);
  const [only] = all;
  const { ask: n } = command;
  if (n === null && all.length > 1)
    return refuse(
      "invalid",
      `${name} waits for ${all.length} answers: say which. ${all.map((one) => `${one.n}: ${askedText(one.asked)}`).join(" · ")}`,
    );
  const ask = n === null ? only : all.find((one) => one.n === n);
  if (ask === undefined) return refuse("wrong-stage", nothingToAnswer(run, n));
  const said: Answer = { choice: command.choice, text: command.text.trim() };
  const problem = answerProblem(ask, said, given.actor);
  if (problem !== null) return problem;
  const events: DomainEvent[] = [
    { type: "run.answered", data: { run: run.id, ask: ask.n, answer: said } },
    ...granted(run, ask, said),
  ];
  if (ask.state.name === "open" || said.choice === "deny") return accept(events, run.id);
  const late = send(state, run, lateText(ask, said), given);
  return late.kind === "refused" ? late : accept([...events, ...late.events], run.id);
}

function nothingToAnswer(run: Run, n: number | null): string {
  const name = `Worker ${run.workerNumber}`;
  const was = run.asks.find((one) => one.n === n);
  if (was !== undefined) return `${name} was answered already: it ${askedText(was.asked)}`;
  return n === null ? `${name} asks nothing.` : `${name} asks nothing with the number ${n}.`;
}

function answerProblem(ask: Ask, { choice, text }: Answer, actor: Actor): Decision<DomainEvent> | null {
  if (text.length > ANSWER_CHARS_MAX)
    return refuse(
      "bound-reached",
      `The answer has ${text.length} characters, at most ${ANSWER_CHARS_MAX} are taken.`,
    );
  const isAllowed = choice === "once" || choice === "ticket";
  if (ask.asked.kind === "question") {
    if (isAllowed) return refuse("invalid", "It asks a question: answer it in words, or deny it.");
    return choice === "words" && text === "" ? refuse("invalid", "The answer is empty.") : null;
  }
  if (choice === "words")
    return refuse(
      "invalid",
      "It asks for a permission: say once, ticket or deny, and words with it if you like.",
    );
  if (isAllowed && actor.kind === "orchestrator")
    return refuse(
      "ask-the-user",
      "Only the user can allow a worker something: by the button of the request, or with `jarvis answer`.",
    );
  if (choice === "once" && ask.state.name === "expired")
    return refuse(
      "too-late",
      "The call is over: it was denied because nobody answered. Allow it for the ticket, and the worker is told that it may make it again.",
    );
  return null;
}

function granted(run: Run, { asked }: Ask, { choice }: Answer): readonly DomainEvent[] {
  if (choice !== "ticket" || asked.kind !== "permission") return [];
  const { tool, subject } = asked;
  return [{ type: "ticket.permission-granted", data: { ticket: run.ticket, tool, subject } }];
}

function lateText({ asked }: Ask, { text }: Answer): string {
  const subject = subjectOf(asked);
  if (asked.kind === "question") return `You asked: ${subject}\nThe user's answer: ${text}`;
  const words = text === "" ? "" : `\nThe user says: ${text}`;
  return `The user allows now what was denied before, for this ticket (${asked.tool}):\n${cut(subject, 4_096)}${words}\nMake this call again if your work still needs it.`;
}
