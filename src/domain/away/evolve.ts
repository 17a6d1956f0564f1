import type { StoredEvent } from "../events.ts";
import type { State } from "../state.ts";
import { assertNever } from "../shared.ts";
import type { AwayEvent } from "./events.ts";

export function evolveAway(state: State, event: StoredEvent & AwayEvent): State {
  const { away } = state;
  switch (event.type) {
    case "project.away-begun": {
      const { until, costUsdMax, isUnsafe } = event.data;
      const spentBefore = state.spending.total;
      return {
        ...state,
        away: {
          n: event.seq,
          since: event.at,
          until,
          costUsdMax,
          isUnsafe,
          spentBefore,
          endedAt: null,
          refused: [],
        },
      };
    }
    case "project.away-refused":
      if (away === null) return state;
      return { ...state, away: { ...away, refused: [...away.refused, { ...event.data, at: event.at }] } };
    case "project.away-ended":
      return {
        ...state,
        away: away === null ? null : { ...away, endedAt: event.at },
        awayReport: event.data.report,
      };
    case "project.came-back":
      return { ...state, away: null };
    default:
      return assertNever(event);
  }
}
