// A worker does only what the user allowed it, and nothing that it asks is answered twice.
import { isGranted } from "../../../src/domain/run/asks.ts";
import type { Simulation } from "../simulation.ts";
import type { Rule } from "./rule.ts";

export function allowedByTheUser(simulation: Simulation): Rule {
  const answered = new Set<string>();
  /** Calls that were allowed once, by run and subject: how many are left. */
  const onceLeft = new Map<string, number>();
  return {
    onEvent: (event, state) => {
      if (event.type !== "run.answered") return;
      const { run, ask: n, answer } = event.data;
      const key = `${run}#${n}`;
      if (answered.has(key)) simulation.problem(`${key} was answered twice`);
      answered.add(key);
      const asked = state.runs.get(run)?.asks.find((one) => one.n === n)?.asked;
      if (asked?.kind !== "permission" || answer.choice !== "once") return;
      const call = `${run} ${asked.subject}`;
      onceLeft.set(call, (onceLeft.get(call) ?? 0) + 1);
    },
    onTick: (state) => {
      for (const { slot, asked, answer } of simulation.heardAnswers.splice(0)) {
        if (answer.kind !== "allowed" || asked.kind !== "permission") continue;
        const run = [...state.runs.values()].find(({ id }) => id === slot);
        const grants = (run === undefined ? undefined : state.tickets.get(run.ticket))?.grants ?? [];
        const call = `${slot} ${asked.subject}`;
        const left = onceLeft.get(call) ?? 0;
        if (left > 0) onceLeft.set(call, left - 1);
        else if (!isGranted(grants, asked))
          simulation.problem(`${slot} was allowed ${asked.subject} by nobody`);
      }
    },
  };
}
