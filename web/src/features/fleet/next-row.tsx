// A ticket that no worker has yet: whether it is approved, and what it waits for.
import { clsx } from "clsx";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { Age } from "../../ui/time.tsx";
import type { RowActs } from "./acts.ts";
import { TaskTitle } from "./cells.tsx";
import { COLUMNS_LOOK } from "./columns.ts";
import { LOOK_OF } from "../../feed/status-look.ts";
import { reasonOf } from "./words.ts";
import { Cell, openOnEnter } from "./worker-row.tsx";

export interface NextRowProps {
  readonly row: BoardRow;
  readonly acts: RowActs;
  readonly isCurrent: boolean;
  readonly onCurrent: (ticket: string) => void;
}

/** "waits for T-2 to land", "approve T-4". */
export function waitText(row: BoardRow): string {
  return reasonOf(row) || (row.waitsFor ?? "");
}

export function NextRow({ row, acts, isCurrent, onCurrent }: NextRowProps) {
  const { tone, word } = LOOK_OF[row.word];
  return (
    <div
      role="row"
      data-row={row.ticket}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={`${row.ticket}: ${row.title}`}
      onFocus={() => onCurrent(row.ticket)}
      onKeyDown={(event) => openOnEnter(event, () => acts.open({ ...row, run: null }))}
      className={clsx(
        COLUMNS_LOOK,
        "focus-inset min-h-10 items-center! border-b border-line py-1 last:border-b-0 focus-within:bg-hover hover:bg-hover",
      )}
    >
      <Cell>
        <span className="text-sm text-faint">no worker</span>
      </Cell>
      <Cell>
        <StatusWord tone={tone} word={word} />
      </Cell>
      <Cell>
        <TaskTitle row={row} />
      </Cell>
      <div role="gridcell" aria-colspan={2} className="col-span-2 min-w-0 truncate text-sm text-muted">
        <bdi>{waitText(row)}</bdi>
      </div>
      <Cell className="text-sm text-muted">
        <Age at={row.since} />
      </Cell>
      <div role="gridcell" aria-colspan={2} className="col-span-2 flex justify-end">
        {row.budget?.isWaiting === true && (
          <Button size="sm" tabIndex={isCurrent ? 0 : -1} onClick={() => acts.raise(row)}>
            Raise budget
          </Button>
        )}
        <Button
          size="sm"
          variant="ghost"
          tabIndex={isCurrent ? 0 : -1}
          onClick={() => acts.open({ ...row, run: null })}
        >
          {row.word === "draft" ? "Approve in Talk" : "See in Talk"}
        </Button>
      </div>
    </div>
  );
}
