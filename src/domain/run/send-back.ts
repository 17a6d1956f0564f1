// How a run gets back to its worker, wherever it stands.
import type { DomainEvent } from "../events.ts";
import { accept, cut, refuse, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import {
  FIX_ROUNDS_MAX,
  RUN_MESSAGE_CHARS_MAX,
  RUN_MESSAGES_MAX,
  type Run,
  type RunMessage,
} from "./state.ts";

/** One more round for the same worker: at most `FIX_ROUNDS_MAX`, then the user is asked. */
export function sendBack(
  state: State,
  run: Run,
  from: RunMessage["from"],
  text: string,
  given: Given,
): Decision<DomainEvent> {
  const round = run.fixRound + 1;
  return accept([
    { type: "run.fix-asked", data: { run: run.id, round } },
    ...resumeWith(state, run, from, text, given, `fix ${round}/${FIX_ROUNDS_MAX}`),
  ]);
}

/** A message and a new life; what waits for a landing is taken from the queue. */
export function resumeWith(
  state: State,
  run: Run,
  from: RunMessage["from"],
  text: string,
  given: Given,
  reason: string,
): readonly DomainEvent[] {
  return [
    queued(run, from, text, given),
    { type: "run.resumed", data: { run: run.id, life: run.life + 1, reason } },
    ...letGoOfReview(state, run, reason),
  ];
}

/** The ticket of a run that goes on is running again, wherever it stood. */
export function letGoOfReview(state: State, run: Run, reason: string): readonly DomainEvent[] {
  const ticket = must(state.tickets, run.ticket);
  const events: DomainEvent[] = [];
  if (ticket.stage.name === "landing") {
    events.push({ type: "landing.rejected", data: { landing: ticket.stage.landing, reason } });
    events.push({ type: "ticket.landing-left", data: { ticket: ticket.id, run: run.id, reason } });
  }
  if (ticket.stage.name === "landing" || ticket.stage.name === "review")
    events.push({ type: "ticket.sent-back", data: { ticket: ticket.id, run: run.id, reason } });
  return events;
}

export function queued(run: Run, from: RunMessage["from"], text: string, given: Given): DomainEvent {
  return {
    type: "run.message-queued",
    data: {
      run: run.id,
      n: run.messages.length + 1,
      uuid: given.uuid,
      text: cut(text, RUN_MESSAGE_CHARS_MAX),
      from,
    },
  };
}

/** Null when a run can take this message; else the refusal. */
export function messageProblem(run: Run, text: string): Decision<DomainEvent> | null {
  if (text.trim() === "") return refuse("invalid", "The message is empty.");
  if (text.length > RUN_MESSAGE_CHARS_MAX)
    return refuse(
      "bound-reached",
      `The message has ${text.length} characters, at most ${RUN_MESSAGE_CHARS_MAX} are taken.`,
    );
  if (run.messages.length >= RUN_MESSAGES_MAX) return tooManyMessages(run);
  return null;
}

export function tooManyMessages(run: Run): Decision<DomainEvent> {
  return refuse("bound-reached", `${run.id} has had ${RUN_MESSAGES_MAX} messages: retry the ticket instead.`);
}

/** What the user does about a run that needs them makes it owe again. */
export function attentionCleared(run: Run): readonly DomainEvent[] {
  return run.attention === null ? [] : [{ type: "run.attention-cleared", data: { run: run.id } }];
}
