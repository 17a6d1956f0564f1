// What of the fleet is over: closed at first, since it is not what one comes for, and drawn in parts.
import { useState } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";

/** Of what is over, so many rows are drawn; more on demand. */
const ROWS_STEP = 50;

export interface OverRows {
  readonly isOpen: boolean;
  readonly setIsOpen: (isOpen: boolean) => void;
  readonly shown: readonly BoardRow[];
  /** How many the next step would show. */
  readonly moreCount: number;
  readonly showMore: () => void;
}

/** For whoever stays while the fleet turns from columns to cards and back: what was opened stays open. */
export function useOverRows(rows: readonly BoardRow[]): OverRows {
  const [isOpen, setIsOpen] = useState(false);
  const [rowsMax, setRowsMax] = useState(ROWS_STEP);
  return {
    isOpen,
    setIsOpen,
    shown: rows.slice(0, rowsMax),
    moreCount: Math.min(ROWS_STEP, Math.max(0, rows.length - rowsMax)),
    showMore: () => setRowsMax(rowsMax + ROWS_STEP),
  };
}

export function MoreOver({ over }: { readonly over: OverRows }) {
  if (!over.isOpen || over.moreCount === 0) return null;
  return (
    <Button size="sm" variant="ghost" onClick={over.showMore}>
      Show {over.moreCount} more
    </Button>
  );
}
