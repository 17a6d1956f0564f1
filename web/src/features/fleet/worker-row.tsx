// One worker as a row of the table: two lines a cell, and a band below with what it needs from the user.
import { clsx } from "clsx";
import { MessageSquare } from "lucide-react";
import { type KeyboardEvent, memo, type ReactNode } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Count } from "../../ui/numbers.tsx";
import { isLive, type RowActs } from "./acts.ts";
import {
  ChangeCount,
  Cost,
  LastHeard,
  ReasonLine,
  RunTime,
  StatusLine,
  StepLine,
  TaskTitle,
  Usage,
} from "./cells.tsx";
import { BranchName } from "./branch-name.tsx";
import { COLUMNS_LOOK } from "./columns.ts";
import { CopyCell } from "./copy-cell.tsx";
import { NeedsBand } from "./needs-band.tsx";
import { RowMenu } from "./row-menu.tsx";
import { commitOf, workerName } from "./words.ts";

export interface WorkerRowProps {
  readonly row: BoardRow;
  readonly acts: RowActs;
  /** The keyboard is on it. */
  readonly isCurrent: boolean;
  readonly onCurrent: (ticket: string) => void;
  /** Says what the user must do, with the button for it. */
  readonly isAsking?: boolean;
}

export const WorkerRow = memo(function WorkerRow(props: WorkerRowProps) {
  const { row, acts, isCurrent, onCurrent, isAsking = false } = props;
  return (
    <div
      role="row"
      data-row={row.ticket}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={`${workerName(row)}: ${row.title}`}
      onFocus={() => onCurrent(row.ticket)}
      onKeyDown={(event) => openOnEnter(event, () => acts.open(row))}
      onDoubleClick={() => acts.open(row)}
      className={clsx(
        COLUMNS_LOOK,
        "focus-inset relative border-b border-line py-2 last:border-b-0 focus-within:bg-hover hover:bg-hover",
      )}
    >
      <Cell>
        <button
          type="button"
          tabIndex={isCurrent ? 0 : -1}
          onClick={() => acts.open(row)}
          className="block max-w-full truncate rounded-sm text-left font-semibold text-strong hover:underline"
        >
          {workerName(row)}
        </button>
        <Second>{row.workerType ?? ""}</Second>
      </Cell>
      <Cell>
        <StatusLine row={row} />
        {isAsking ? <Second>{row.waitsFor ?? ""}</Second> : <ReasonLine row={row} />}
      </Cell>
      <Cell>
        <TaskTitle row={row} />
        {isAsking && row.step === null ? null : <StepLine row={row} />}
      </Cell>
      <BranchCell row={row} isReachable={isCurrent} />
      <Cell className="overflow-hidden">
        <ChangeCount row={row} />
        {row.fileCount > 0 && (
          <Second>
            <Count value={row.fileCount} one="file" />
          </Second>
        )}
      </Cell>
      <Cell>
        <RunTime row={row} />
        <Second>
          <LastHeard row={row} />
        </Second>
      </Cell>
      <Cell>
        <Cost row={row} />
        <Usage row={row} />
      </Cell>
      <Cell className="-mr-1.5 flex h-9.5 items-center justify-end gap-1">
        <span className="hidden @6xl:inline-flex">
          <IconButton
            size="sm"
            label={`Message ${workerName(row)}`}
            icon={<MessageSquare size={14} />}
            tabIndex={isCurrent ? 0 : -1}
            disabled={!isLive(row)}
            onClick={() => acts.message(row)}
          />
        </span>
        <RowMenu row={row} acts={acts} isReachable={isCurrent} />
      </Cell>
      {isAsking && (
        <div role="gridcell" aria-colspan={8} className="col-start-2 -col-end-1 pt-2">
          <NeedsBand row={row} acts={acts} />
        </div>
      )}
    </div>
  );
});

/** Enter opens the row itself; on a button inside it presses the button. */
export function openOnEnter(event: KeyboardEvent, open: () => void): void {
  if (event.key !== "Enter" || event.target !== event.currentTarget) return;
  event.preventDefault();
  open();
}

export function Cell({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <div role="gridcell" className={clsx("min-w-0", className)}>
      {children}
    </div>
  );
}

function Second({ children }: { readonly children: ReactNode }) {
  return <span className="block min-h-4.5 truncate text-sm text-muted">{children}</span>;
}

function BranchCell({ row, isReachable }: { readonly row: BoardRow; readonly isReachable: boolean }) {
  const commit = commitOf(row);
  return (
    <Cell>
      {row.branch === null ? (
        <span className="block text-sm leading-5 text-faint">no branch yet</span>
      ) : (
        <CopyCell
          text={row.branch}
          shown={<BranchName branch={row.branch} />}
          label="Copy branch"
          isReachable={isReachable}
          className="text-body"
        />
      )}
      {commit === null ? (
        <Second>{row.branch === null ? "" : "no commit yet"}</Second>
      ) : (
        <span className="flex min-w-0 items-center gap-1.5 text-sm text-muted" title={row.lastCommit ?? ""}>
          <CopyCell
            text={commit.sha}
            label="Copy commit"
            isReachable={isReachable}
            className="h-4.5! shrink-0"
          />
          <bdi className="truncate">{commit.subject}</bdi>
        </span>
      )}
    </Cell>
  );
}
