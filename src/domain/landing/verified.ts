// What becomes of a landing whose candidate was checked: it lands, goes back to its worker, or leaves the queue.
import type { DomainEvent } from "../events.ts";
import { report } from "../run/report.ts";
import { sendBack } from "../run/send-back.ts";
import { FIX_ROUNDS_MAX, type Run } from "../run/state.ts";
import { checksText } from "../run/texts.ts";
import { accept, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { LandingCommand } from "./commands.ts";
import { blowFuse } from "./fuse.ts";
import type { Landing } from "./state.ts";

export function verified(
  state: State,
  landing: Landing,
  command: Extract<LandingCommand, { type: "landing.observe-verified" }>,
  given: Given,
): Decision<DomainEvent> {
  const { checked } = command.candidate;
  const isAllowed =
    checked.color === "green" ||
    checked.color === "already-red" ||
    (checked.color === "unverified" && landing.isUnverifiedAccepted);
  const run = must(state.runs, landing.run);
  const blown = checked.color === "already-red" ? redTarget(state, run, landing) : [];
  if (blown.length > 0 && landing.by.kind === "with-ticket") {
    // The ticket was approved to land when green, and green is not to be had.
    const out = rejected(state, landing, TARGET_RED, given);
    return out.kind === "refused" ? out : { ...out, events: [...out.events, ...blown] };
  }
  if (isAllowed)
    return accept([
      { type: "landing.verified", data: { landing: landing.id, candidate: command.candidate } },
      ...blown,
    ]);
  if (checked.color === "red" && run.fixRound < FIX_ROUNDS_MAX)
    return ejected(sendBack(state, run, "checks", checksText(checked), given));
  const out = rejected(
    state,
    landing,
    checked.color === "red"
      ? checksText(checked)
      : "no check is configured any more and the approval did not say unverified",
    given,
  );
  return checked.color === "red" ? ejected(out) : out;
}

const TARGET_RED = "the checks of the target itself are red";

/** Green when it was reviewed, and red on the target alone now: what landed since broke it, or what the checks need is gone. */
function redTarget(state: State, { stage }: Run, { branch, ticket }: Landing): readonly DomainEvent[] {
  const wasGreen =
    stage.name === "reported" && stage.step.name === "ready" && stage.step.checked.color === "green";
  return wasGreen && state.fuse.blown === null
    ? [blowFuse("red-target", `${TARGET_RED} (${branch}, seen by the landing of ${ticket})`)]
    : [];
}

/** The landing that leaves the queue with these events failed: it was not taken out by anybody. */
function ejected(decision: Decision<DomainEvent>): Decision<DomainEvent> {
  if (decision.kind === "refused") return decision;
  return {
    ...decision,
    events: decision.events.map((event) =>
      event.type === "landing.rejected" ? { ...event, data: { ...event.data, isEjected: true } } : event,
    ),
  };
}

export function rejected(
  state: State,
  landing: Landing,
  reason: string,
  given: Given,
): Decision<DomainEvent> {
  return accept([
    { type: "landing.rejected", data: { landing: landing.id, reason } },
    { type: "ticket.landing-left", data: { ticket: landing.ticket, run: landing.run, reason } },
    report(
      state,
      must(state.runs, landing.run),
      "checks-red",
      `${landing.ticket} was not landed: ${reason}`,
      given,
    ),
  ]);
}
