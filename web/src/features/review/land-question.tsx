// The question before a landing that nothing has proved, or that leaves comments behind.
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { workerName } from "./words.ts";

export interface LandQuestionProps {
  readonly isOpen: boolean;
  readonly review: ReviewRow;
  readonly unsentCount: number;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

export function LandQuestion({ isOpen, review, unsentCount, onYes, onNo }: LandQuestionProps) {
  const isUnverified = review.color === "unverified";
  return (
    <Confirm
      isOpen={isOpen}
      isDanger={isUnverified}
      title={
        isUnverified ? `Land ${review.ticket} UNVERIFIED?` : `Land ${review.ticket} without your comments?`
      }
      confirmLabel={isUnverified ? "Land UNVERIFIED" : "Land"}
      onConfirm={onYes}
      onCancel={onNo}
    >
      {isUnverified && (
        <p>No check has proved this work. That stands in the record of its landing for ever.</p>
      )}
      {unsentCount > 0 && (
        <p>
          {unsentCount === 1 ? "One comment has" : `${unsentCount} comments have`} not been sent to{" "}
          {workerName(review.worker)}.
        </p>
      )}
    </Confirm>
  );
}
