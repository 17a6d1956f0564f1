// The user goes away when all is green, and comes back to a report.
import type { DomainEvent } from "../events.ts";
import { obligationKey, instant } from "../ids.ts";
import type { Obligation } from "../obligation.ts";
import { accept, assertNever, refuse, stale, type Decision, type Given } from "../shared.ts";
import type { State } from "../state.ts";
import type { AwayCommand } from "./commands.ts";
import { awayReport } from "./report.ts";
import {
  AWAY_COST_USD_MAX,
  AWAY_MS_MAX,
  AWAY_MS_MIN,
  CONDITIONS,
  isAway,
  type AwayEnd,
  type Condition,
} from "./state.ts";

export function decideAway(state: State, command: AwayCommand, given: Given): Decision<DomainEvent> {
  switch (command.type) {
    case "project.go-away":
      return goAway(state, command, given);
    case "project.come-back":
      return comeBack(state, given);
    case "project.end-away":
      return isOver(state, given) ? accept([ended(state, "time", given)]) : stale();
    default:
      return assertNever(command);
  }
}

function goAway(
  state: State,
  command: Extract<AwayCommand, { type: "project.go-away" }>,
  given: Given,
): Decision<DomainEvent> {
  const { durationMs, costUsdMax, isUnsafe, conditions } = command;
  if (isAway(state, given.at))
    return refuse(
      "wrong-stage",
      "You are away already. Say that you are back (jarvis back), then go with other bounds.",
    );
  if (!(durationMs >= AWAY_MS_MIN && durationMs <= AWAY_MS_MAX))
    return refuse("invalid", "A time away is at least 1 minute and at most 7 days.");
  if (!(costUsdMax > 0 && costUsdMax <= AWAY_COST_USD_MAX))
    return refuse(
      "invalid",
      `A time away has a budget above $0.00, at most $${AWAY_COST_USD_MAX.toFixed(2)}.`,
    );
  if (state.halted !== null)
    return refuse(
      "wrong-stage",
      `Everything is stopped (${state.halted.reason}): nothing would be done while you are away. Go on first (jarvis go-on).`,
    );
  const problem = redText(conditions);
  if (problem !== null) return refuse("wrong-stage", problem);
  return accept(
    [
      ...(isOver(state, given) ? [ended(state, "time", given)] : []),
      ...(state.away === null ? [] : [cameBack()]),
      {
        type: "project.away-begun",
        data: { until: instant(given.at + durationMs), costUsdMax, isUnsafe, conditions },
      },
    ],
    "away",
  );
}

/** What is red, each with what to do; null: all are green. One that was not measured is red. */
function redText(conditions: readonly Condition[]): string | null {
  const red = CONDITIONS.flatMap((name) => {
    const one = conditions.find((condition) => condition.name === name);
    if (one === undefined) return [`${name}: it was not measured`];
    return one.isGreen ? [] : [`${name}: ${one.found}. ${one.todo}`];
  });
  return red.length === 0
    ? null
    : `You cannot go away yet: ${red.length} of ${CONDITIONS.length} conditions are red.\n${red.map((line) => `- ${line}`).join("\n")}`;
}

function comeBack(state: State, given: Given): Decision<DomainEvent> {
  const { away } = state;
  if (away === null) return refuse("wrong-stage", "You are not away: there is nothing to come back from.");
  // Said late, it is over all the same: by the clock, whether the engine has noticed or not.
  const why = isOver(state, given) ? "time" : "back";
  return accept([...(away.endedAt === null ? [ended(state, why, given)] : []), cameBack()], "back");
}

/** The time is over, and nobody has said so yet. */
function isOver({ away }: State, { at }: Given): boolean {
  return away !== null && away.endedAt === null && at >= away.until;
}

function ended(state: State, why: AwayEnd, given: Given): DomainEvent {
  return { type: "project.away-ended", data: { why, report: awayReport(state, why, given.at) } };
}

function cameBack(): DomainEvent {
  return { type: "project.came-back", data: {} };
}

/** The end by the clock is owed from the beginning. */
export function awayObligations({ away }: State): readonly Obligation[] {
  if (away === null || away.endedAt !== null) return [];
  return [
    {
      key: obligationKey("project", "end-away", away.n),
      kind: "follow-up",
      subject: { kind: "project" },
      notBefore: away.until,
      command: { type: "project.end-away" },
    },
  ];
}
