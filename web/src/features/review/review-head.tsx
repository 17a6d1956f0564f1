// What is reviewed, by whom it was made, and the way to the others that wait.
import { ArrowLeft, ChevronDown } from "lucide-react";
import type { BoardRow, ReviewRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Count, Diffstat } from "../../ui/numbers.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { Elapsed } from "../../ui/time.tsx";
import { isLanding, LANDING_LOOK, STEP_LOOK, workerName } from "./words.ts";

export interface ReviewHeadProps {
  readonly board: BoardRow;
  readonly review: ReviewRow | null;
  /** All that have reported, this one too; the longest waiting first. */
  readonly waiting: readonly ReviewRow[];
  readonly titleOf: (ticket: string) => string;
  readonly onBack: () => void;
  readonly onOpenReview: (ticket: string) => void;
  readonly onOpenWorker: (run: string) => void;
}

export function ReviewHead(props: ReviewHeadProps) {
  const { board, review, waiting, titleOf, onBack, onOpenReview, onOpenWorker } = props;
  const { run, worker } = board;
  const change = review ?? board;
  const others = waiting.filter(({ ticket }) => ticket !== board.ticket);
  return (
    <header className="flex shrink-0 flex-col gap-y-1 border-b border-line bg-surface px-3 py-2.5">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <IconButton label="Back to the fleet" icon={<ArrowLeft size={16} />} onClick={onBack} />
        <h1
          className="min-w-0 flex-1 truncate text-lg font-semibold text-strong max-desk:line-clamp-2 max-desk:whitespace-normal"
          title={board.title}
        >
          <span className="mr-2 font-mono text-base font-normal text-muted">{board.ticket}</span>
          <bdi>{board.title}</bdi>
        </h1>
        {others.length > 0 && (
          <Menu
            label="Reviews that wait"
            trigger={
              <Button size="sm">
                {others.length} more {others.length === 1 ? "waits" : "wait"}
                <ChevronDown aria-hidden size={13} />
              </Button>
            }
            items={others.map(({ ticket, step, worker: by }) => ({
              id: ticket,
              label: `${ticket} ${titleOf(ticket)}`,
              hint: `${STEP_LOOK[step].word} · ${workerName(by)}`,
              onSelect: () => onOpenReview(ticket),
            }))}
          />
        )}
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted desk:pl-10">
        {review === null ? (
          <span className="min-w-0 truncate">
            <bdi>{board.status}</bdi>
          </span>
        ) : (
          <span className="flex items-center gap-1.5">
            <StatusWord {...(isLanding(board) ? LANDING_LOOK : STEP_LOOK[review.step])} />
            <Elapsed since={review.since} />
          </span>
        )}
        {run !== null && worker !== null && (
          <Button size="sm" variant="ghost" className="-mx-2" onClick={() => onOpenWorker(run)}>
            {workerName(worker)}
          </Button>
        )}
        {board.branch !== null && (
          <CopyText text={board.branch} label="Copy branch" className="max-w-80! max-desk:hidden" />
        )}
        {review !== null && review.commitCount > 0 && (
          <span className="min-w-0 truncate max-desk:hidden" title={review.subject}>
            <Count value={review.commitCount} one="commit" />: <bdi>{review.subject}</bdi>
          </span>
        )}
        {change.fileCount > 0 && (
          <Diffstat fileCount={change.fileCount} added={change.added} removed={change.removed} />
        )}
      </div>
    </header>
  );
}
