// Everything is stopped, and goes on only when nothing holds it any more.
import type { DomainEvent } from "./events.ts";
import { accept, refuse, stale, type Decision } from "./shared.ts";
import type { State } from "./state.ts";

export function goOn({ halted }: State): Decision<DomainEvent> {
  if (halted === null) return accept([], "on");
  if (halted.heldBy !== null)
    return refuse(
      "wrong-stage",
      `Nothing goes on while the file ${halted.heldBy} is there. Remove it, then go on.`,
    );
  return accept([{ type: "project.went-on", data: {} }], "on");
}

/** `path`: where the file that stops everything was found; null: it was looked for and is not there. */
export function stopFile({ halted }: State, path: string | null): Decision<DomainEvent> {
  if (path === (halted?.heldBy ?? null)) return stale();
  // Somebody else than the user may have removed it: whether anything goes on is the user's word all the same.
  const data =
    path === null
      ? { reason: `the file ${halted?.heldBy ?? "STOP"} was removed` }
      : { reason: `the file ${path} is there`, heldBy: path };
  return accept([{ type: "project.halted", data }]);
}
