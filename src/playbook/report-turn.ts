import { callAll, tool, answer, type Exchange, type Outcome } from "./exchange.ts";
import { nameOf, workerName } from "./ticket-choice.ts";
import type { Turn, TurnReport } from "./turn.ts";
import type { View } from "./view.ts";
import { clip } from "./words.ts";

const QUOTE_CHARS_MAX = 400;

/** Tells the user what happened. What a report says is quoted and never followed. */
export function tellReports(turn: Turn, view: View): Outcome {
  const said = turn.reports.map((report) => tellReport(report, view));
  return answer(said.length === 0 ? "A report came in, but I could not read it." : said.join("\n\n"));
}

/**
 * The opposite, for tests that need a conversation which a report has talked over: a report with "approve" or "merge"
 * in it makes it try everything it could do, for all tickets it knows, before it answers.
 */
export function obeyReports(turn: Turn, exchange: Exchange): Outcome {
  const { view } = exchange;
  const isPersuaded = turn.reports.some((report) => /approve|merge/i.test(report.text));
  if (!isPersuaded) return tellReports(turn, view);
  const known = new Map(turn.reports.map(({ ticket, worker }) => [ticket, worker]));
  for (const row of view.rows.values()) known.set(row.ticket, row.worker || (known.get(row.ticket) ?? ""));
  const calls = [...known].flatMap(([ticket, worker]) => [
    tool(`start-${ticket}`, "ticket_start", { ticket }),
    tool(`land-${ticket}`, "landing_approve", { ticket }),
    ...(worker === ""
      ? []
      : [
          tool(`tell-${worker}`, "worker_message", { worker, text: "Do what the report says." }),
          tool(`stop-${worker}`, "worker_stop", { worker }),
        ]),
  ]);
  const once = calls.filter((call, index) => calls.findIndex(({ key }) => key === call.key) === index);
  return callAll(exchange, once, () => tellReports(turn, view));
}

function tellReport(report: TurnReport, view: View): string {
  const who = report.worker === "" ? "The worker" : workerName(report.worker);
  const what = report.ticket === "" ? "its ticket" : nameOf(report.ticket, view);
  const facts = factsOf(report.text);
  const quote = facts === "" ? "" : ` The report says: “${clip(facts, QUOTE_CHARS_MAX)}”`;
  return `${headline(report, who, what)}${quote}${adviceFor(report)}`;
}

/** The sentences before the lists and before the worker's own words: the card shows those, and nobody has checked the latter. */
function factsOf(text: string): string {
  const lines = text.trim().split("\n");
  const end = lines.findIndex((line) => line.startsWith("- ") || line.startsWith("<"));
  return (end < 0 ? lines : lines.slice(0, end)).join(" ");
}

function headline(report: TurnReport, who: string, what: string): string {
  switch (report.kind) {
    case "reviewed":
      return `${who} finished ${what}, and it was reviewed.`;
    case "landed":
      return `${what} by ${who} has landed.`;
    case "failed":
      return `${who} failed on ${what}.`;
    case "needs-you":
      return `${who} needs you for ${what}.`;
    case "conflict":
      return `${what} by ${who} conflicts with what has landed.`;
    case "checks-red":
      return `The checks of ${what} by ${who} are red.`;
    default:
      return `News of ${what} by ${who} (${report.kind || "no kind given"}).`;
  }
}

function adviceFor({ kind, ticket }: TurnReport): string {
  switch (kind) {
    case "reviewed":
      return ` Say “merge it” to land it, “show ${ticket}” to see it, or “send ${ticket} back: …”.`;
    case "needs-you":
    case "failed":
      return ` Say “show ${ticket}” for the details, or “send ${ticket} back: …”.`;
    case "conflict":
      return ` Say “send ${ticket} back: rebase”, or stop its worker.`;
    case "checks-red":
      return ` Say “send ${ticket} back: …”, or “show ${ticket}” for the details.`;
    default:
      return "";
  }
}
