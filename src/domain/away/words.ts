// A report of a time away as lines, for the conversation and the terminal.
import { amountText } from "../budget/words.ts";
import { refusedText } from "./refused.ts";
import type { AwayReport } from "./state.ts";

/** In the order in which it is read on return: what is done, what to do, what went wrong, what it cost. */
export function reportLines(report: AwayReport): readonly string[] {
  const { landed, waits, failed, refused, kept, leftOutCount } = report;
  const minutes = waits.reduce((sum, one) => sum + one.minutes, 0);
  const rest = leftOutCount === 0 ? [] : [`${leftOutCount} further entries are on the board only.`];
  return [
    headLine(report),
    ...listed(
      "Landed",
      landed.map(({ ticket, title, commit }) => `${ticket} ${title} (${commit.slice(0, 7)})`),
    ),
    ...listed(
      waits.length === 0 ? "Waits for you" : `Waits for you, about ${minutes} min`,
      waits.map(({ ticket, title, what, minutes: own }) => `${ticket ?? title}: ${what} (${own} min)`),
    ),
    ...listed(
      "Failed",
      failed.map(({ ticket, why }) => `${ticket}: ${why}`),
    ),
    ...listed(
      "Refused",
      refused.map(({ command, about, by }) => {
        const subject = about === null ? "" : ` of ${about}`;
        return `${refusedText(command)}${subject}, asked by ${by === "user" ? "you" : "the orchestrator"}`;
      }),
    ),
    `Spent: ${amountText("costUsd", report.spentUsd)} of ${amountText("costUsd", report.costUsdMax)}${report.spentUsd >= report.costUsdMax ? "; the budget was reached, and workers were held" : ""}.`,
    ...listed(
      "Kept",
      kept.map(({ run, ref }) => `${run}: ${ref}`),
    ),
    ...rest,
  ];
}

function headLine({ why, since, endedAt }: AwayReport): string {
  const length = amountText("runningMs", Math.max(0, endedAt - since));
  return why === "time" ? `Your time away is over, after ${length}.` : `You are back, after ${length}.`;
}

function listed(name: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [`${name}: nothing.`] : [`${name}:`, ...lines.map((line) => `- ${line}`)];
}
