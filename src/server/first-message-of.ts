// The worker's first message as it would be sent now, for reading before approval.
import { firstMessage } from "../domain/run/first-message.ts";
import type { State } from "../domain/state.ts";
import type { Ticket } from "../domain/ticket/state.ts";

export function firstMessageOf(state: State, ticket: Ticket): string {
  return firstMessage(state, ticket, { base: null, branch: null });
}
