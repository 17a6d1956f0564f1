// What a run tells the conversation about itself.
import type { ReportKind } from "../conversation/state.ts";
import type { DomainEvent } from "../events.ts";
import { messageId } from "../ids.ts";
import { cut, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import { REPORT_CHARS_MAX, type Run } from "./state.ts";

/** Stops owing this run anything until the user says so, and tells them why. */
export function needsYou(state: State, run: Run, detail: string, given: Given): readonly DomainEvent[] {
  return [
    { type: "run.attention-raised", data: { run: run.id, detail } },
    report(state, run, "needs-you", detail, given),
  ];
}

/** Owes the conversation a report about this run. */
export function report(state: State, run: Run, about: ReportKind, text: string, given: Given): DomainEvent {
  const { conversation } = must(state.tickets, run.ticket);
  const id = messageId(`r-${given.uuid}`);
  return {
    type: "conversation.report-queued",
    data: {
      conversation,
      id,
      about,
      ticket: run.ticket,
      run: run.id,
      worker: `W${run.workerNumber}`,
      text: cut(text, REPORT_CHARS_MAX),
    },
  };
}
