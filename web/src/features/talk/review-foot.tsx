// What can be done with reviewed work: look at it, send it back, land it.
import type { BoardRow, ReviewRow, TicketRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { StartedFoot } from "./started-foot.tsx";
import { useCardActs, useCardText, useTalk } from "./talk-context.tsx";
import { TextBack } from "./text-back.tsx";
import { Trouble } from "./trouble.tsx";
import { useAct } from "./use-act.ts";
import { workerName } from "./words.ts";

export interface ReviewFootProps {
  readonly review: ReviewRow;
  readonly row: TicketRow;
  readonly board: BoardRow | null;
  readonly card: string;
}

export function ReviewFoot(props: ReviewFootProps) {
  const { review, row, board, card } = props;
  // Approved already: what is left is to watch, and for a moment to take it back.
  if (row.stage === "landing")
    return (
      <footer className="border-t border-line bg-canvas">
        <StartedFoot row={row} board={board} card={card} />
      </footer>
    );
  return <DecisionFoot review={review} card={card} />;
}

function DecisionFoot({ review, card }: Pick<ReviewFootProps, "review" | "card">) {
  const { ticket, landHash, color, landsWhenGreen } = review;
  const { onOpenReview, open } = useTalk();
  const act = useAct();
  const [text, setText] = useCardText(`send back ${review.run}`);
  const why = whyNotLand(review);
  const isUnverified = color === "unverified" || color === null;

  const land = () => {
    if (isUnverified) open({ kind: "land-unverified", review });
    else if (landHash !== null) void act.run("land", { ticket, hash: landHash, isUnverifiedAccepted: false });
  };
  useCardActs(card, why === null ? { land } : {});

  return (
    <footer className="border-t border-line bg-canvas px-4 py-2.5">
      {text !== null ? (
        <TextBack
          label={`What ${workerName(review.worker)} should change`}
          placeholder={`What should ${workerName(review.worker)} change?`}
          sendLabel="Send back"
          isBusy={act.busy === "send-back"}
          text={text}
          onChange={setText}
          onCancel={() => setText(null)}
          onSend={(said) => {
            void act.run("send-back", { ticket, text: said }).then((reply) => {
              if (reply.kind === "accepted") setText(null);
            });
          }}
        />
      ) : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <p className="min-w-0 flex-1 text-sm text-muted">
            {why ?? (landsWhenGreen ? "Lands by itself: approved with the ticket" : "")}
          </p>
          <div className="ml-auto flex flex-wrap items-center justify-end gap-1.5 max-desk:w-full">
            <Button variant="ghost" onClick={() => onOpenReview(ticket)}>
              Open review
            </Button>
            <Button onClick={() => open({ kind: "diff", review })}>Diff</Button>
            <Button onClick={() => setText("")}>Send back</Button>
            {why === null && (
              <Button
                variant={isUnverified ? "secondary" : "primary"}
                keys="Shift+M"
                isBusy={act.busy === "land"}
                onClick={land}
                className="max-desk:order-first max-desk:w-full"
              >
                {isUnverified ? "Land UNVERIFIED" : "Land"}
              </Button>
            )}
          </div>
        </div>
      )}
      <Trouble text={act.trouble} />
    </footer>
  );
}

/** Null: it can be landed. */
function whyNotLand({ step, color, landHash, worker }: ReviewRow): string | null {
  if (step === "conflicted") return `Tell ${workerName(worker)} how to resolve it.`;
  if (color === "red") return "Red checks do not land: send it back.";
  return landHash === null ? "There is nothing to land." : null;
}
