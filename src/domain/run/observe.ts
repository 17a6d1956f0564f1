// What comes of each thing that an agent, an import, the checks or a reviewer said of a run.
import type { DomainEvent } from "../events.ts";
import { accept, cut, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { RunCommand } from "./commands.ts";
import { isInterrupted } from "./interrupt.ts";
import { report } from "./report.ts";
import { sendBack } from "./send-back.ts";
import { FIX_ROUNDS_MAX, LOST_MAX, REPORT_CHARS_MAX, type Run } from "./state.ts";
import { checksText, readyText, uncommittedText, withoutCommitText } from "./texts.ts";

export function reported(
  run: Run,
  command: Extract<RunCommand, { type: "run.observe-report" }>,
): Decision<DomainEvent> {
  const before: DomainEvent[] = [
    ...delivered(run, command.uuids),
    { type: "run.usage-reported", data: { run: run.id, usage: command.usage } },
  ];
  // It came to an end in the moment of the interruption: the user has the word, and is not told twice.
  if (isInterrupted(run)) return accept(before.length > 1 ? before : []);
  const isUnread = run.messages.some(
    (message) => !message.isDelivered && !command.uuids.includes(message.uuid),
  );
  // A message that came while the last turn ended is answered by a new life, before anything is judged.
  if (isUnread)
    return accept([
      ...before,
      { type: "run.resumed", data: { run: run.id, life: run.life + 1, reason: "messages wait" } },
    ]);
  return accept([
    ...before,
    {
      type: "run.reported",
      data: { run: run.id, report: run.report + 1, text: cut(command.text, REPORT_CHARS_MAX) },
    },
  ]);
}

export function delivered(run: Run, uuids: readonly string[]): readonly DomainEvent[] {
  const fresh = run.messages
    .filter((message) => !message.isDelivered && uuids.includes(message.uuid))
    .map((message) => message.uuid);
  return fresh.length === 0 ? [] : [{ type: "run.messages-delivered", data: { run: run.id, uuids: fresh } }];
}

export function lost(
  state: State,
  run: Run,
  command: Extract<RunCommand, { type: "run.observe-agent-lost" }>,
  given: Given,
): Decision<DomainEvent> {
  const needs =
    command.needs ??
    (run.lostCount + 1 >= LOST_MAX
      ? `its agent was lost ${LOST_MAX} times in a row (${command.detail})`
      : null);
  const event: DomainEvent = {
    type: "run.agent-lost",
    data: { run: run.id, life: run.life + 1, detail: command.detail },
  };
  if (needs === null) return accept([event]);
  return accept([
    event,
    { type: "run.waiting", data: { run: run.id, reason: needs } },
    report(
      state,
      run,
      "needs-you",
      `${needs}. Its work stands. Send it a message to go on, or stop it.`,
      given,
    ),
  ]);
}

export function imported(
  state: State,
  run: Run,
  command: Extract<RunCommand, { type: "run.observe-import" }>,
  given: Given,
): Decision<DomainEvent> {
  if (command.uncommitted.length > 0 && run.fixRound < FIX_ROUNDS_MAX)
    return sendBack(state, run, "engine", uncommittedText(command.uncommitted), given);
  if (command.head === run.base) {
    const reason = "it reported without a commit";
    return accept([
      { type: "run.waiting", data: { run: run.id, reason } },
      report(state, run, "needs-you", withoutCommitText(run), given),
    ]);
  }
  const events: DomainEvent[] = [
    { type: "run.imported", data: { run: run.id, head: command.head, change: command.change } },
  ];
  if (must(state.tickets, run.ticket).stage.name === "running")
    events.push({ type: "ticket.review-entered", data: { ticket: run.ticket, run: run.id } });
  return accept(events);
}

export function checked(
  state: State,
  run: Run,
  command: Extract<RunCommand, { type: "run.observe-checked" }>,
  given: Given,
): Decision<DomainEvent> {
  const { checked: evidence } = command;
  if (evidence.color === "red" && run.fixRound < FIX_ROUNDS_MAX)
    return sendBack(state, run, "checks", checksText(evidence), given);
  return accept([{ type: "run.checked", data: { run: run.id, checked: evidence } }]);
}

export function reviewed(
  state: State,
  run: Run,
  command: Extract<RunCommand, { type: "run.observe-verdict" }>,
  given: Given,
): Decision<DomainEvent> {
  const { conversation } = must(state.tickets, run.ticket);
  return accept([
    { type: "run.reviewed", data: { run: run.id, verdict: command.verdict, landHash: command.landHash } },
    { type: "conversation.put-up", data: { conversation, subject: { kind: "landing", ticket: run.ticket } } },
    report(state, run, "reviewed", readyText(state, run, command.verdict), given),
  ]);
}
