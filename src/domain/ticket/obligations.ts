import { obligationKey } from "../ids.ts";
import type { Obligation } from "../obligation.ts";
import type { State } from "../state.ts";
import { startWait } from "./admission.ts";
import type { Ticket } from "./state.ts";

export function ticketObligations(state: State, ticket: Ticket): readonly Obligation[] {
  if (ticket.stage.name !== "queued") return [];
  const wait = startWait(state, ticket);
  // What only waits for the day to end is owed then.
  if (wait !== null && wait.until === null) return [];
  const key = obligationKey(ticket.id, "start-run", ticket.generation);
  return [
    {
      key,
      kind: "start-run",
      subject: { kind: "ticket", ticket: ticket.id },
      notBefore: wait?.until ?? null,
    },
  ];
}
