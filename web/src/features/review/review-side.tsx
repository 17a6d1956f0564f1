// The side of a review: what speaks for the work and against it, and the decision below, always in sight.
import type { Ref } from "react";
import type { BoardRow, ReviewRow, TicketRow } from "../../../../src/wire/rows.ts";
import { useNow } from "../../ui/time.tsx";
import type { Draft } from "./comments.ts";
import { Conflict } from "./conflict.tsx";
import { CommentList, Decision } from "./decision.tsx";
import { Evidence, Part } from "./evidence.tsx";
import type { DecisionActs } from "./use-decision.ts";
import { isLanding } from "./words.ts";

export interface ReviewSideProps {
  readonly board: BoardRow;
  readonly ticket: TicketRow | null;
  readonly review: ReviewRow | null;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly acts: DecisionActs;
  readonly field: Ref<HTMLTextAreaElement>;
  readonly onShow: (path: string) => void;
  readonly onLand: () => void;
}

export function ReviewSide(props: ReviewSideProps) {
  const { board, ticket, review, draft, onDraft, acts, field, onShow, onLand } = props;
  const now = useNow();
  const canUndo = ticket?.landUndoUntil != null && ticket.landUndoUntil > now;
  if (review === null)
    return (
      <div className="scroll-area h-full bg-surface" tabIndex={0} role="region" aria-label="Decision">
        <Part title={board.endedAt === null ? "Nothing to decide now" : "Decided"}>
          <p role="status" className="text-muted">
            <bdi>{board.status}</bdi>.{" "}
            {board.endedAt === null
              ? "The decision is asked here once its worker has reported, the checks have run and a reviewer has read it."
              : "This is what it changed."}
          </p>
        </Part>
      </div>
    );
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      <div
        className="scroll-area focus-inset min-h-0 flex-1"
        tabIndex={0}
        role="region"
        aria-label="Evidence"
      >
        {review.step === "conflicted" && (
          <Conflict
            review={review}
            target={ticket?.target ?? "the target"}
            onWrite={(text) =>
              onDraft({ ...draft, note: draft.note.trim() === "" ? text : `${draft.note}\n\n${text}` })
            }
          />
        )}
        {review.protectedPaths.length > 0 && <Protected paths={review.protectedPaths} onShow={onShow} />}
        <CommentList draft={draft} onDraft={onDraft} onShow={onShow} />
        <Evidence review={review} onShow={onShow} />
      </div>
      <Decision
        review={review}
        draft={draft}
        onDraft={onDraft}
        field={field}
        error={acts.error}
        busy={acts.busy}
        landing={
          isLanding(board) ? { text: board.status, onUndo: canUndo ? () => void acts.undo() : null } : null
        }
        onLand={onLand}
        onSend={() => void acts.send()}
      />
    </div>
  );
}

function Protected({
  paths,
  onShow,
}: {
  readonly paths: readonly string[];
  readonly onShow: (path: string) => void;
}) {
  return (
    <Part title="Protected paths" meta={`${paths.length} changed`}>
      <p className="mb-1.5 text-muted">
        These decide what runs on your machine. They never land without your look.
      </p>
      <ul className="flex flex-col items-start gap-0.5 rounded-md bg-warn-soft px-3 py-2">
        {paths.map((path) => (
          <li key={path} className="max-w-full">
            <button
              type="button"
              onClick={() => onShow(path)}
              className="rounded-sm text-left font-mono text-sm break-all text-warn hover:underline"
            >
              {path}
            </button>
          </li>
        ))}
      </ul>
    </Part>
  );
}
