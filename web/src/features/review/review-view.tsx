// What a worker hands in: the diff on one side, what speaks for it and the decision on the other.
import { clsx } from "clsx";
import { FileCheck2 } from "lucide-react";
import { useRef, useState } from "react";
import type { Diff } from "../../../../src/wire/reads.ts";
import type { BoardRow, ReviewRow, TicketRow } from "../../../../src/wire/rows.ts";
import type { Feed } from "../../feed/feed.ts";
import type { ReadReply } from "../../feed/request.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { type ShortcutHelp, useShortcutHelp } from "../../ui/keyboard-help.tsx";
import { useShortcuts } from "../../ui/shortcuts.ts";
import { Loading } from "../../ui/skeleton.tsx";
import { SplitPane } from "../../ui/split-pane.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { showToast } from "../../ui/toast.tsx";
import { useIsNarrow } from "../../ui/use-media.ts";
import { useDraft } from "./comments.ts";
import { LandQuestion } from "./land-question.tsx";
import { ReviewDiff, showFile } from "./review-diff.tsx";
import { ReviewHead } from "./review-head.tsx";
import { ReviewSide } from "./review-side.tsx";
import { useDecision } from "./use-decision.ts";
import { isLanding, obstacleOf } from "./words.ts";

const SIDE_PX = 400;

const HELP: readonly ShortcutHelp[] = [
  { keys: "u", does: "One column or side by side" },
  { keys: "c", does: "Write to the worker" },
  { keys: "Mod+Enter", does: "Send the comments" },
  { keys: "Shift+M", does: "Land" },
  { keys: "Escape", does: "Back to the fleet" },
];

export interface ReviewWays {
  readonly onOpenFleet: () => void;
  readonly onOpenReview: (ticket: string) => void;
  readonly onOpenWorker: (run: string) => void;
}

export interface ReviewViewProps extends ReviewWays {
  /** Null: there is no such ticket, or nothing is known yet. */
  readonly board: BoardRow | null;
  readonly ticket: TicketRow | null;
  /** Null: there is nothing to decide on it. */
  readonly review: ReviewRow | null;
  /** All that waits, this one too. */
  readonly waiting: readonly ReviewRow[];
  readonly titleOf: (ticket: string) => string;
  /** `opening`: nothing is known yet; `reconnecting`: what is shown is from before. */
  readonly connection: "live" | "opening" | "reconnecting";
  readonly command: Feed["run"];
  readonly readDiff: (run: string) => Promise<ReadReply<Diff>>;
}

export function ReviewView(props: ReviewViewProps) {
  const { board, connection } = props;
  if (board === null && connection === "opening") return <Loading label="Opening the review" />;
  if (board === null || board.run === null) return <NoCode {...props} />;
  return <KnownReview key={board.run} {...props} board={board} run={board.run} />;
}

/** No code of this ticket; perhaps of others. */
function NoCode({ waiting, titleOf, onOpenReview, onOpenFleet }: ReviewViewProps) {
  return (
    <EmptyState
      title="No code waiting."
      icon={<FileCheck2 size={18} />}
      action={
        waiting.length === 0 ? (
          <Button onClick={onOpenFleet}>See the fleet</Button>
        ) : (
          <ul className="flex flex-col gap-2">
            {waiting.map(({ ticket }) => (
              <li key={ticket}>
                <Button onClick={() => onOpenReview(ticket)}>
                  {ticket} {titleOf(ticket)}
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    >
      {waiting.length === 0
        ? "When a worker reports, its diff, checks and review are here."
        : "Nothing of this ticket. These wait:"}
    </EmptyState>
  );
}

type KnownProps = ReviewViewProps & { readonly board: BoardRow; readonly run: string };

function KnownReview(props: KnownProps) {
  const { board, run, review, connection, command } = props;
  const isNarrow = useIsNarrow();
  const [tab, setTab] = useState("decision");
  const [draft, setDraft] = useDraft(run);
  const [asked, setAsked] = useState(false);
  const acts = useDecision({ review, draft, onDraft: setDraft, command });
  const field = useRef<HTMLTextAreaElement>(null);
  const place = useRef<HTMLDivElement>(null);

  const show = (path: string) => {
    if (isNarrow) setTab("diff");
    // On a phone the diff is drawn only now.
    requestAnimationFrame(() => {
      if (!showFile(place.current, path) && !isNarrow)
        showToast({ title: "Not in this diff", text: path, severity: "info" });
    });
  };
  const askToLand = () => {
    if (review === null || obstacleOf(review) !== null || isLanding(board)) return;
    if (review.color === "unverified" || draft.comments.length > 0) setAsked(true);
    else void acts.land();
  };
  useShortcuts({
    c: { run: () => field.current?.focus() },
    "Shift+M": { run: askToLand },
    "Mod+Enter": { run: () => void acts.send(), inInputs: true },
    Escape: { run: props.onOpenFleet },
  });
  useShortcutHelp("Review", HELP);

  const diff = (
    <ReviewDiff
      run={run}
      version={`${review?.head ?? ""} ${board.lastCommit ?? ""} ${board.word}`}
      review={review}
      read={props.readDiff}
      draft={draft}
      onDraft={setDraft}
      place={place}
    />
  );
  const side = (
    <ReviewSide
      board={board}
      ticket={props.ticket}
      review={review}
      draft={draft}
      onDraft={setDraft}
      acts={acts}
      field={field}
      onShow={show}
      onLand={askToLand}
    />
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ReviewHead {...props} onBack={props.onOpenFleet} />
      <div className={clsx("flex min-h-0 flex-1 flex-col", connection === "reconnecting" && "grayscale")}>
        {isNarrow ? (
          <Tabs
            label="Review"
            value={tab}
            onChange={setTab}
            tabs={[
              { id: "decision", label: "Decision" },
              { id: "diff", label: "Diff", count: review?.fileCount ?? board.fileCount },
            ]}
          >
            <TabPanel id="decision">{side}</TabPanel>
            <TabPanel id="diff">{diff}</TabPanel>
          </Tabs>
        ) : (
          <SplitPane
            id="review"
            label="Width of the decision"
            side="second"
            defaultPx={SIDE_PX}
            minPx={320}
            maxPx={640}
            first={diff}
            second={side}
          />
        )}
      </div>
      {review !== null && (
        <LandQuestion
          isOpen={asked}
          review={review}
          unsentCount={draft.comments.length}
          onYes={() => {
            setAsked(false);
            void acts.land();
          }}
          onNo={() => setAsked(false)}
        />
      )}
    </div>
  );
}
