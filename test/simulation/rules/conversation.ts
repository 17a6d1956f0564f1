// Every message and every report is answered, once, by words that were said.
import { canonicalJson } from "../../../src/domain/canonical.ts";
import type { Simulation } from "../simulation.ts";
import type { Rule } from "./rule.ts";

export function answersOnce(simulation: Simulation): Rule {
  const answerCounts = new Map<string, number>();
  const begun = new Map<number, readonly string[]>();
  return {
    onEvent: (event) => {
      switch (event.type) {
        case "conversation.message-received":
          answerCounts.set(event.data.message, 0);
          return;
        case "conversation.report-queued":
          answerCounts.set(event.data.id, 0);
          return;
        case "conversation.turn-begun":
          begun.set(event.data.n, event.data.messages);
          return;
        case "conversation.turn-answered":
        case "conversation.turn-failed":
          for (const id of begun.get(event.data.n) ?? []) {
            const count = (answerCounts.get(id) ?? 0) + 1;
            answerCounts.set(id, count);
            if (count > 1) simulation.problem(`message ${id} was answered ${count} times`);
          }
          if (event.type === "conversation.turn-answered" && !event.data.text.startsWith("answer to "))
            simulation.problem(`turn ${event.data.n} is said to be answered, with no answer`);
          return;
        default:
          return;
      }
    },
    atEnd: () => {
      for (const [id, count] of answerCounts)
        if (count !== 1) simulation.problem(`message ${id} was answered ${count} times`);
    },
  };
}

/** What a client was told stands: an accepted command is on record, and a repeat is told the same. */
export function repliesStand(simulation: Simulation): Rule {
  return {
    atEnd: () => {
      for (const { id, command, reply } of simulation.sent) {
        if (reply === null) continue;
        const recorded = simulation.daemon.journal.readReply(id);
        if (canonicalJson(recorded) !== canonicalJson(reply))
          simulation.problem(`${id} (${command.type}) was answered, and the journal does not know`);
      }
    },
  };
}
