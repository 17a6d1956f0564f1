// The change of a run, in a window over the conversation.
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import { useFeed } from "../../feed/feed-context.tsx";
import { readDiff } from "../../feed/reads.ts";
import { useRead } from "../../feed/use-read.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { LazyDiffView } from "../../ui/diff-view-lazy.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Loading } from "../../ui/skeleton.tsx";
import { workerName } from "./words.ts";

export interface DiffDialogProps {
  readonly onClose: () => void;
  readonly review: ReviewRow;
}

export function DiffDialog({ onClose, review }: DiffDialogProps) {
  const { project } = useFeed();
  const { run, head, worker, ticket } = review;
  const diff = useRead(`${project} ${run} ${head ?? ""}`, () => readDiff(project, run));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="lg"
      title={`${ticket}: what ${workerName(worker)} changed`}
      description={
        diff.kind === "read"
          ? `From ${diff.value.base.slice(0, 7)} to ${(diff.value.head ?? "").slice(0, 7)}`
          : undefined
      }
    >
      {diff.kind === "reading" && <Loading label="Reading the diff" />}
      {diff.kind === "failed" && (
        <ErrorState
          what="The diff could not be read."
          todo={diff.message}
          action={<Button onClick={diff.retry}>Try again</Button>}
        />
      )}
      {diff.kind === "read" && (
        <div className="flex flex-col gap-2">
          {diff.value.isCut && (
            <Banner severity="warn" title="This diff is cut: it is too long for the page.">
              See the whole in git, on branch <code className="font-mono text-sm">{review.branch}</code>.
            </Banner>
          )}
          <div className="h-[60vh] overflow-hidden rounded-lg border border-line">
            <LazyDiffView patch={diff.value.patch} label={`Changes of ${run}`} />
          </div>
        </div>
      )}
    </Dialog>
  );
}
