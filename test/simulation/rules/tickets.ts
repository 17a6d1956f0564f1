// No approved ticket is forgotten, and no cap is exceeded.
import { isBusy } from "../../../src/domain/run/is-busy.ts";
import { boardRows } from "../../../src/domain/status.ts";
import { obligations } from "../../../src/domain/obligations.ts";
import type { State } from "../../../src/domain/state.ts";
import type { Ticket } from "../../../src/domain/ticket/state.ts";
import type { Simulation } from "../simulation.ts";
import type { Rule } from "./rule.ts";

/** Where a ticket may rest: landed, closed, or waiting for the user, behind one that is closed. */
export function isOver(state: State, ticket: Ticket): boolean {
  return ticket.stage.name === "landed" || ticket.stage.name === "closed" || needsOtherTickets(state, ticket);
}

/** A draft that depends on a closed one cannot be approved; what was approved on top of it waits until that is. */
function needsOtherTickets(state: State, { stage, spec }: Ticket): boolean {
  if (stage.name !== "draft" && stage.name !== "queued") return false;
  return spec.dependsOn.some((id) => {
    const other = state.tickets.get(id);
    if (other === undefined) return false;
    const isClosedBelow = stage.name === "draft" && other.stage.name === "closed";
    return isClosedBelow || (other.stage.name === "draft" && needsOtherTickets(state, other));
  });
}

export function noTicketIsForgotten(simulation: Simulation): Rule {
  const approved = new Set<string>();
  return {
    onEvent: (event, state) => {
      if (event.type === "ticket.approved") approved.add(event.data.ticket);
      for (const id of approved)
        if (![...state.tickets.keys()].some((one) => one === id)) simulation.problem(`${id} is gone`);
    },
    atEnd: (state) => {
      for (const ticket of state.tickets.values())
        if (!isOver(state, ticket))
          simulation.problem(
            `${ticket.id} was forgotten: ${JSON.stringify(ticket.stage)} ${JSON.stringify([...state.runs.values()].findLast((run) => run.ticket === ticket.id))}`,
          );
      for (const obligation of obligations(state))
        simulation.problem(`still owed at the end: ${obligation.key}`);
    },
  };
}

/** Whatever starts or goes on does so under the caps; a run that a review sends back may lift the count, a start never does. */
export function capsHold(simulation: Simulation): Rule {
  const { runsMax, unreviewedMax } = simulation.limits;
  return {
    onEvent: (event, state) => {
      const isGoingOn = event.type === "run.resumed" && event.data.reason === "resumed by the user";
      if (event.type !== "run.created" && !isGoingOn) return;
      const all = [...state.runs.values()];
      const busyCount = all.filter(isBusy).length;
      if (busyCount > runsMax) simulation.problem(`${busyCount} runs are at work, the cap is ${runsMax}`);
      if (event.type !== "run.created") return;
      const unreviewedCount = all.filter(
        ({ stage, ticket }) =>
          stage.name === "reported" &&
          stage.step.name === "ready" &&
          state.tickets.get(ticket)?.stage.name === "review",
      ).length;
      if (unreviewedCount >= unreviewedMax)
        simulation.problem(
          `a run starts while ${unreviewedCount} wait for review, the cap is ${unreviewedMax}`,
        );
    },
    onChange: (state) => {
      const atTheTarget = state.queue.filter((id) => state.landings.get(id)?.stage.name !== "queued");
      if (atTheTarget.length > 1) simulation.problem(`two landings at once: ${atTheTarget.join(", ")}`);
      // The board can always be drawn.
      boardRows(state, { read: () => null });
    },
  };
}
