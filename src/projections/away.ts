// A time away and its report, as the page and the command line are told of them.
import { refusedText } from "../domain/away/refused.ts";
import { spentAway } from "../domain/away/report.ts";
import { isAway, type AwayReport } from "../domain/away/state.ts";
import { reportLines } from "../domain/away/words.ts";
import type { Instant } from "../domain/ids.ts";
import type { State } from "../domain/state.ts";
import type { AwayReportRow, AwayRow } from "../wire/away.ts";

/** Null: the user is here. */
export function awayRow(state: State, now: Instant): AwayRow | null {
  const { away } = state;
  if (away === null) return null;
  const { since, until, costUsdMax, isUnsafe } = away;
  const { costUsd: spentUsd } = spentAway(state, away);
  return { since, until, costUsdMax, isUnsafe, spentUsd, isOver: !isAway(state, now) };
}

export function awayReportRow(report: AwayReport | null): AwayReportRow | null {
  if (report === null) return null;
  const { landed, waits, failed, refused, kept } = report;
  return {
    ...report,
    landed: [...landed],
    waits: [...waits],
    failed: [...failed],
    kept: [...kept],
    refused: refused.map(({ command, ...rest }) => ({ ...rest, what: refusedText(command) })),
    lines: [...reportLines(report)],
  };
}
