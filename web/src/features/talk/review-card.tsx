// Reviewed work that waits for the user's word: what changed, what proves it, what the reviewer found.
import { memo } from "react";
import type { BoardRow, ReviewRow, TicketRow } from "../../../../src/wire/rows.ts";
import { useBoardRow, useReview, useTicket } from "../../feed/hooks.ts";
import { Badge } from "../../ui/badge.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { Count, Diffstat } from "../../ui/numbers.tsx";
import { StatusGlyph, StatusWord } from "../../ui/status-word.tsx";
import { CardLine } from "./card-line.tsx";
import { Evidence, Verdict } from "./evidence.tsx";
import { ReviewFoot } from "./review-foot.tsx";
import { Row } from "./row.tsx";
import { LOOK_OF } from "../../feed/status-look.ts";
import { reasonOf, workerName } from "./words.ts";

export interface ReviewCardProps {
  readonly run: string;
  readonly ticket: string;
  readonly worker: string;
  /** A newer review of the same run follows. */
  readonly isLast: boolean;
}

export const ReviewCard = memo(function ReviewCard({ run, ticket, worker, isLast }: ReviewCardProps) {
  const review = useReview(run);
  const row = useTicket(ticket);
  const board = useBoardRow(ticket);
  const isWhole = isLast && review !== null && row !== null && isDecidable(review);
  return (
    <Row>
      {isWhole ? (
        <Whole review={review} row={row} board={board} />
      ) : (
        <ReviewedLine ticket={ticket} worker={worker} board={isLast ? board : null} />
      )}
    </Row>
  );
});

/** While its checks and its review run again, the card of the round before says nothing that still counts. */
function isDecidable({ step }: ReviewRow): boolean {
  return step === "ready" || step === "conflicted";
}

interface LineProps {
  readonly ticket: string;
  readonly worker: string;
  readonly board: BoardRow | null;
}

function ReviewedLine({ ticket, worker, board }: LineProps) {
  const text = `${workerName(worker)}'s work was reviewed`;
  if (board === null) return <CardLine ticket={ticket} text={text} note="a newer review is below" />;
  const { tone, word } = LOOK_OF[board.word];
  const reason = reasonOf(board);
  return (
    <CardLine
      ticket={ticket}
      text={text}
      note={reason === "" ? word : `${word} · ${reason}`}
      glyph={<StatusGlyph tone={tone} />}
    />
  );
}

interface WholeProps {
  readonly review: ReviewRow;
  readonly row: TicketRow;
  readonly board: BoardRow | null;
}

function Whole({ review, row, board }: WholeProps) {
  const card = `review ${review.run}`;
  const look = LOOK_OF[board?.word ?? "ready"];
  return (
    <Card
      as="article"
      aria-label={`Review of ${review.ticket}: ${row.title}`}
      data-card={card}
      tabIndex={0}
      className="shadow-control focus-visible:outline-offset-1"
    >
      <CardHeader
        title={
          <>
            <span className="mr-2 font-mono text-sm font-medium text-muted">{review.ticket}</span>
            <span title={row.title}>{row.title}</span>
          </>
        }
        meta={<StatusWord tone={look.tone} word={look.word} size="sm" />}
      />
      <CardBody className="flex flex-col gap-3.5">
        <ChangeLine review={review} />
        {review.conflictFiles.length > 0 && (
          <Banner severity="danger" title="Conflicts with the target in">
            <span className="font-mono text-sm wrap-anywhere">{review.conflictFiles.join(", ")}</span>
          </Banner>
        )}
        {review.protectedPaths.length > 0 && (
          <Banner severity="warn" title="Changes protected paths, which always ask:">
            <span className="font-mono text-sm wrap-anywhere">{review.protectedPaths.join(", ")}</span>
          </Banner>
        )}
        <Evidence review={review} />
        <Verdict review={review} />
      </CardBody>
      <ReviewFoot review={review} row={row} board={board} card={card} />
    </Card>
  );
}

function ChangeLine({ review }: { readonly review: ReviewRow }) {
  return (
    <div className="flex flex-col gap-1">
      {review.subject !== "" && <p className="text-md break-words text-strong">{review.subject}</p>}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <Badge tone="review">{workerName(review.worker)}</Badge>
        <Diffstat added={review.added} removed={review.removed} fileCount={review.fileCount} />
        <Count value={review.commitCount} one="commit" />
        <CopyText text={review.branch} label="Copy branch" className="-mx-1 min-w-0" />
      </div>
    </div>
  );
}
