// The titles of a project's tickets, read from its journal without folding it.
import { JournalUnreadable } from "../failures.ts";
import { failureOf } from "./failure-of.ts";
import { openJournalSnapshot } from "./snapshot.ts";

/** Ticket → its title as it was last written; also beside the daemon that writes. @throws JournalFailure */
export function readTicketTitles(path: string): ReadonlyMap<string, string> {
  const snapshot = openJournalSnapshot(path);
  try {
    const rows = snapshot.db
      .prepare(
        "select data ->> 'ticket' as ticket, data ->> '$.spec.title' as title from events where type in ('ticket.drafted', 'ticket.edited') and json_valid(data) order by seq",
      )
      .all();
    const titles = new Map<string, string>();
    for (const { ticket, title } of rows)
      if (typeof ticket === "string" && typeof title === "string") titles.set(ticket, title);
    return titles;
  } catch (error) {
    throw (
      failureOf(error, path) ?? new JournalUnreadable(path, "its tickets cannot be read", { cause: error })
    );
  } finally {
    snapshot.close();
  }
}
