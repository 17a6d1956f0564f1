// Whether an approval can still be taken back, and for how long.
import type { TicketRow } from "../../../../src/wire/rows.ts";
import { useLocalTime } from "../../feed/hooks.ts";
import { useNow } from "../../ui/time.tsx";
import type { Act } from "./use-act.ts";

export interface Undo {
  readonly ticket: string;
  readonly label: string;
  readonly run: () => void;
}

/** Null when it is too late. */
export function useUndo(row: TicketRow | null, act: Act): Undo | null {
  const now = useNow();
  const local = useLocalTime();
  if (row === null) return null;
  const { ticket, landUndoUntil, canUndoStart } = row;
  const run = () => void act.run("undo-approval", { ticket });
  if (landUndoUntil !== null) {
    const leftMs = local(landUndoUntil) - now;
    if (leftMs > 0) return { ticket, label: `Undo (${Math.ceil(leftMs / 1_000)} s)`, run };
  }
  return canUndoStart ? { ticket, label: "Undo", run } : null;
}
