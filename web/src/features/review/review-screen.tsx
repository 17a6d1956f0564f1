// The review of one ticket of the project that the page shows, kept live.
import { useCallback } from "react";
import { useFeed } from "../../feed/feed-context.tsx";
import {
  useBoardRow,
  useConnection,
  useLocalReview,
  useLocalRow,
  useReviews,
  useTicket,
  useView,
} from "../../feed/hooks.ts";
import { readDiff } from "../../feed/reads.ts";
import { ReviewView, type ReviewWays } from "./review-view.tsx";

export interface ReviewScreenProps extends ReviewWays {
  readonly ticket: string;
}

export function ReviewScreen({ ticket, ...ways }: ReviewScreenProps) {
  const { project, run: command } = useFeed();
  const board = useLocalRow(useBoardRow(ticket));
  const waiting = useReviews();
  const boardTable = useView(({ tables }) => tables.board);
  const { kind } = useConnection();
  const isKnown = useView(({ epoch }) => epoch !== null);
  const review = useLocalReview(waiting.find(({ run }) => run === board?.run) ?? null);
  const titleOf = useCallback((of: string) => boardTable[of]?.title ?? "", [boardTable]);
  return (
    <ReviewView
      {...ways}
      board={board}
      ticket={useTicket(ticket)}
      review={review}
      waiting={waiting}
      titleOf={titleOf}
      connection={isKnown ? (kind === "live" ? "live" : "reconnecting") : "opening"}
      command={command}
      readDiff={(run) => readDiff(project, run)}
    />
  );
}
