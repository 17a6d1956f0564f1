// One worker as a card, where there is no room for columns.
import { MessageSquare } from "lucide-react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Card } from "../../ui/card.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
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
import { CopyCell } from "./copy-cell.tsx";
import { NeedsBand } from "./needs-band.tsx";
import { RowMenu } from "./row-menu.tsx";
import { LOOK_OF } from "../../feed/status-look.ts";
import { commitOf, workerName } from "./words.ts";
import { openOnEnter } from "./worker-row.tsx";

export interface WorkerCardProps {
  readonly row: BoardRow;
  readonly acts: RowActs;
  readonly onCurrent: (ticket: string) => void;
  readonly isAsking?: boolean;
}

export function WorkerCard({ row, acts, onCurrent, isAsking = false }: WorkerCardProps) {
  const commit = commitOf(row);
  return (
    <Card
      as="article"
      data-row={row.ticket}
      tabIndex={-1}
      aria-label={`${workerName(row)}: ${row.title}`}
      onFocus={() => onCurrent(row.ticket)}
      onKeyDown={(event) => openOnEnter(event, () => acts.open(row))}
      {...(isAsking && { tone: LOOK_OF[row.word].tone })}
    >
      <div className="flex flex-col gap-1.5 px-3.5 py-3">
        <div className="flex min-w-0 items-center gap-2">
          <button
            type="button"
            onClick={() => acts.open(row)}
            className="shrink-0 rounded-sm text-left font-semibold text-strong max-desk:min-h-11"
          >
            {workerName(row)}
          </button>
          <span className="min-w-0 flex-1">
            <StatusLine row={row} />
          </span>
          <span className="-mr-2 flex shrink-0">
            {isLive(row) && (
              <IconButton
                label={`Message ${workerName(row)}`}
                icon={<MessageSquare size={15} />}
                onClick={() => acts.message(row)}
              />
            )}
            <RowMenu row={row} acts={acts} isReachable />
          </span>
        </div>
        <TaskTitle row={row} />
        {isAsking ? <NeedsBand row={row} acts={acts} /> : <ReasonLine row={row} />}
        {row.step !== null && <StepLine row={row} />}
        {row.branch !== null && (
          <div className="flex min-w-0 flex-col text-sm text-muted">
            <CopyCell
              text={row.branch}
              shown={<BranchName branch={row.branch} />}
              label="Copy branch"
              isReachable
              className="self-start"
            />
            {commit !== null && (
              <span className="flex min-w-0 items-center gap-1.5">
                <span className="shrink-0 font-mono">{commit.sha}</span>
                <bdi className="truncate">{commit.subject}</bdi>
              </span>
            )}
          </div>
        )}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line pt-2 text-sm text-muted">
          <ChangeCount row={row} />
          <RunTime row={row} />
          <Cost row={row} />
          <Usage row={row} />
          <span className="hidden @md:inline">{row.workerType}</span>
          <span className="ml-auto">
            <LastHeard row={row} />
          </span>
        </div>
      </div>
    </Card>
  );
}
