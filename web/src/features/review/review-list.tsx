// All work that workers have handed in: first what can be landed, then what stands still without the user, then what is on its way.
import { clsx } from "clsx";
import { ChevronRight, FileCheck2 } from "lucide-react";
import { type ReactNode, type RefObject, useRef } from "react";
import type { BoardRow, ReviewRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { isForReview, isStuck, isWaiting } from "../../feed/counts.ts";
import { LOOK_OF } from "../../feed/status-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { type ShortcutHelp, useShortcutHelp } from "../../ui/keyboard-help.tsx";
import { Diffstat } from "../../ui/numbers.tsx";
import { useShortcuts } from "../../ui/shortcuts.ts";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { Elapsed } from "../../ui/time.tsx";
import { COLOR_LOOK, workerName } from "./words.ts";

const HELP: readonly ShortcutHelp[] = [
  { keys: "j", does: "Next review" },
  { keys: "k", does: "Previous review" },
  { keys: "Enter", does: "Open it" },
];

export interface ReviewListProps {
  /** Those that wait longest first. */
  readonly reviews: readonly ReviewRow[];
  readonly board: Readonly<Record<string, BoardRow>>;
  readonly localTime: (at: number) => number;
  /** `opening`: nothing is known yet; `reconnecting`: what is shown is from before. */
  readonly connection: "live" | "opening" | "reconnecting";
  readonly onOpenReview: (ticket: string) => void;
  readonly onOpenTalk: () => void;
}

export function ReviewList(props: ReviewListProps) {
  const { reviews, board, connection, onOpenTalk } = props;
  const list = useRef<HTMLDivElement>(null);
  const wordOf = ({ ticket }: ReviewRow) => board[ticket]?.word ?? "unknown";
  const parts = {
    toReview: reviews.filter((review) => isForReview(wordOf(review))),
    stuck: reviews.filter((review) => isStuck(wordOf(review))),
    onTheWay: reviews.filter((review) => !isWaiting(wordOf(review))),
  };
  useRowKeys(list);
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-surface px-3 py-2 @6xl:px-5">
        <h1 className="text-lg font-semibold text-strong">Review</h1>
        {connection !== "opening" && (
          <p role="status" className="tnum text-muted">
            <span className={clsx(parts.toReview.length > 0 && "font-medium text-ready")}>
              {parts.toReview.length} to review
            </span>{" "}
            <span className="text-faint">·</span>{" "}
            <span className={clsx(parts.stuck.length > 0 && "font-medium text-needs-you")}>
              {parts.stuck.length} {parts.stuck.length === 1 ? "needs" : "need"} you
            </span>{" "}
            <span className="text-faint">·</span> {parts.onTheWay.length} on the way
          </p>
        )}
      </header>
      <div
        ref={list}
        role="region"
        aria-label="Reviews"
        tabIndex={-1}
        className={clsx("scroll-area min-h-0 flex-1", connection === "reconnecting" && "grayscale")}
      >
        {connection === "opening" ? (
          <div role="status" aria-label="Reading the reviews" className="p-5">
            <SkeletonRows count={4} />
          </div>
        ) : reviews.length === 0 ? (
          <EmptyState
            title="No code waiting."
            icon={<FileCheck2 size={18} />}
            action={<Button onClick={onOpenTalk}>Go to Talk</Button>}
          >
            When a worker reports, its diff, checks and review are here.
          </EmptyState>
        ) : (
          <>
            <Part {...props} name="To review" reviews={parts.toReview} />
            <Part {...props} name="Needs you" reviews={parts.stuck} />
            <Part {...props} name="On the way" reviews={parts.onTheWay} />
          </>
        )}
      </div>
    </div>
  );
}

function Part({
  name,
  reviews,
  ...props
}: Pick<ReviewListProps, "reviews" | "board" | "localTime" | "onOpenReview"> & { readonly name: string }) {
  if (reviews.length === 0) return null;
  return (
    <section aria-label={name}>
      <h2 className="flex h-8 items-center gap-1.5 border-b border-line bg-canvas px-3 text-sm font-medium text-muted @6xl:px-5">
        {name} <span className="tnum text-faint">{reviews.length}</span>
      </h2>
      <ul className="bg-surface">
        {reviews.map((review) => (
          <Line key={review.run} review={review} {...props} />
        ))}
      </ul>
    </section>
  );
}

function Line({
  review,
  board,
  localTime,
  onOpenReview,
}: Pick<ReviewListProps, "board" | "localTime" | "onOpenReview"> & { readonly review: ReviewRow }) {
  const { ticket, worker } = review;
  const look = LOOK_OF[board[ticket]?.word ?? "unknown"];
  const title = board[ticket]?.title ?? "";
  return (
    <li className="border-b border-line">
      <button
        type="button"
        data-review={ticket}
        onClick={() => onOpenReview(ticket)}
        className="focus-inset group grid w-full grid-cols-[128px_minmax(0,1fr)_auto_16px] items-center gap-x-4 px-3 py-2.5 text-left hover:bg-hover max-desk:grid-cols-[minmax(0,1fr)_auto] max-desk:gap-y-1.5 @6xl:px-5"
      >
        <StatusWord {...look} />
        <span className="min-w-0 max-desk:order-3 max-desk:col-span-2">
          <span className="flex min-w-0 items-baseline gap-2">
            <span className="shrink-0 font-mono text-sm text-muted">{ticket}</span>
            <bdi className="min-w-0 truncate font-medium text-strong" title={title}>
              {title}
            </bdi>
          </span>
          <span className="flex min-w-0 items-center gap-x-1.5 text-sm text-muted max-desk:flex-wrap">
            <span className="shrink-0">{workerName(worker)}</span>
            <Verdict review={review} />
          </span>
        </span>
        <span className="text-right text-sm text-muted">
          <span className="block">
            <Elapsed since={localTime(review.since)} />
          </span>
          {review.fileCount > 0 && (
            <span className="block max-desk:hidden">
              <Diffstat fileCount={review.fileCount} added={review.added} removed={review.removed} />
            </span>
          )}
        </span>
        <ChevronRight
          aria-hidden
          size={14}
          className="text-faint opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100 max-desk:hidden"
        />
      </button>
    </li>
  );
}

/** What speaks for it and against it, in a few words. */
function Verdict({ review }: { readonly review: ReviewRow }) {
  const { color, opinion, conflictFiles, protectedPaths } = review;
  const parts: { readonly id: string; readonly text: ReactNode }[] = [];
  if (color !== null)
    parts.push({
      id: "checks",
      text: <StatusWord size="sm" tone={COLOR_LOOK[color].tone} word={checksText(color)} />,
    });
  if (opinion !== null)
    parts.push({ id: "opinion", text: opinion === "accept" ? "review accepts" : "review asks for changes" });
  if (conflictFiles.length > 0)
    parts.push({ id: "conflict", text: `conflicts in ${conflictFiles.join(", ")}` });
  if (protectedPaths.length > 0) parts.push({ id: "protected", text: "protected paths" });
  return parts.map(({ id, text }) => (
    <span key={id} className="flex min-w-0 items-center gap-x-1.5 last:truncate">
      <span aria-hidden className="text-faint">
        ·
      </span>
      <span className="min-w-0 truncate">{text}</span>
    </span>
  ));
}

function checksText(color: NonNullable<ReviewRow["color"]>): string {
  return color === "unverified" ? COLOR_LOOK[color].word : `checks ${COLOR_LOOK[color].word}`;
}

/** Tab goes through the rows as well; these are for whoever goes through the fleet by them. */
function useRowKeys(list: RefObject<HTMLElement | null>): void {
  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-review]") ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = at < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    next?.focus();
  };
  useShortcuts({ j: { run: () => move(1) }, k: { run: () => move(-1) } });
  useShortcutHelp("Reviews", HELP);
}
