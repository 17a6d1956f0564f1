// What the ended runs of a ticket still hold, and whether that needs the user.
import type { State } from "../state.ts";
import { runsOf } from "../ticket/latest-run.ts";
import type { Ticket } from "../ticket/state.ts";

/** What ended runs of the ticket still hold: told while no other run works on it, and always when it needs the user. */
export function leftToClean(
  state: State,
  ticket: Ticket,
): { readonly status: string; readonly waitsFor: string | null } {
  const left = runsOf(state, ticket).filter((run) => run.stage.name === "ended" && run.stage.step !== "done");
  const stuck = left.find((run) => run.attention !== null);
  if (stuck !== undefined)
    return {
      status: ` · cleaning up needs you: ${stuck.attention}`,
      waitsFor: `look at Worker ${stuck.workerNumber}`,
    };
  return {
    status:
      left.length === 0 || ("run" in ticket.stage && ticket.stage.name !== "landed") ? "" : " · cleaning up",
    waitsFor: null,
  };
}
