// What waits for review in the project that the page shows, kept live.
import { useConnection, useLocalTime, useReviews, useView } from "../../feed/hooks.ts";
import { ReviewList } from "./review-list.tsx";

export interface ReviewListScreenProps {
  readonly onOpenReview: (ticket: string) => void;
  readonly onOpenTalk: () => void;
}

export function ReviewListScreen(ways: ReviewListScreenProps) {
  const { kind } = useConnection();
  const isKnown = useView(({ epoch }) => epoch !== null);
  return (
    <ReviewList
      {...ways}
      reviews={useReviews()}
      board={useView(({ tables }) => tables.board)}
      localTime={useLocalTime()}
      connection={isKnown ? (kind === "live" ? "live" : "reconnecting") : "opening"}
    />
  );
}
