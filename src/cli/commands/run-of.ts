// Which run a name means: the one that is on the ticket or worker now, or one by its own name.
import { Declined } from "../failures.ts";
import { findRow } from "../remote/rows.ts";
import type { OpenedProject } from "./project.ts";

/** `R-3.1` of `T-3` or `W1`; a run's own name stays as it is. @throws Declined when there is none */
export async function runOf({ of }: OpenedProject, name: string): Promise<string> {
  if (name.startsWith("R-")) return name;
  const row = findRow((await of.board()).rows, name);
  if (row === null)
    throw new Declined(
      "unknown-subject",
      `There is no ${name} on the board. jarvis ls shows what there is; an older run goes by its own name, as R-3.1.`,
    );
  if (row.run === null)
    throw new Declined("no-run", `${row.ticket} has no worker yet: it is “${row.status}”.`);
  return row.run;
}
