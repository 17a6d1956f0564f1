// When does a landing touch the target, and from when on can it no longer be taken back?
import { instant, type Instant } from "../ids.ts";
import { refuse, type Decision } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { Ticket } from "../ticket/state.ts";
import { BLOCKED_RETRY_MS, type Landing } from "./state.ts";

/** The first instant at which `land` may run. Before it, taking the landing back is safe: nothing has touched the target. */
export function landDueAt(landing: Landing): Instant {
  const isBlocked = landing.stage.name === "landing" && landing.stage.blockedBy.length > 0;
  return isBlocked
    ? instant(Math.max(landing.notBefore, landing.since + BLOCKED_RETRY_MS))
    : landing.notBefore;
}

/** The target may be moving at this moment: only the observation of the landing may decide what happened. */
export function isLandingNow(state: State, ticket: Ticket, at: Instant): boolean {
  if (ticket.stage.name !== "landing") return false;
  const landing = must(state.landings, ticket.stage.landing);
  return landing.stage.name === "landing" && at >= landDueAt(landing);
}

export function tooLateToLetGo<Event>(ticket: Ticket): Decision<Event> {
  return refuse(
    "too-late",
    `${ticket.id} is landing at this moment. Try again when it has landed or was refused.`,
  );
}
