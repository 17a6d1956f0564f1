// What a run's branch holds against its base, as far as it has been imported.
import { GitCommitHorizontal } from "lucide-react";
import { useState } from "react";
import type { Diff } from "../../../../src/wire/reads.ts";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import type { ReadReply } from "../../feed/request.ts";
import { type Read, useRead } from "../../feed/use-read.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { LazyDiffView } from "../../ui/diff-view-lazy.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Diffstat } from "../../ui/numbers.tsx";
import { Loading } from "../../ui/skeleton.tsx";

export interface ChangesViewProps {
  readonly run: string;
  /** Null: of a run that is not the latest of its ticket. */
  readonly row: BoardRow | null;
  /** Changes whenever the diff may have changed: it is then read again. */
  readonly version: string;
  readonly read: () => Promise<ReadReply<Diff>>;
}

export function ChangesView({ run, row, version, read }: ChangesViewProps) {
  const reading = useRead(`${run} ${version}`, read);
  const diff = useLast(run, reading);
  if (reading.kind === "failed" && diff === null)
    return (
      <ErrorState
        what="The diff could not be read."
        todo="Try again; the work itself is in git, on the branch of this run."
        detail={reading.message}
        action={<Button onClick={reading.retry}>Try again</Button>}
      />
    );
  if (diff === null) return <Loading label="Reading the diff" />;
  if (diff.head === null) return <NotImported row={row} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {reading.kind === "failed" && (
        <div className="px-3 py-2">
          <Banner
            severity="warn"
            title="This is an older state."
            action={
              <Button size="sm" onClick={reading.retry}>
                Try again
              </Button>
            }
          >
            The newer one could not be read: {reading.message}
          </Banner>
        </div>
      )}
      {diff.isCut && <CutNote diff={diff} />}
      <div className="min-h-0 flex-1">
        <LazyDiffView patch={diff.patch} label={`Changes of ${run}`} />
      </div>
    </div>
  );
}

/** The last diff of this run that was read: it stays while a newer one comes. */
function useLast(run: string, reading: Read<Diff>): Diff | null {
  const [last, setLast] = useState<Diff | null>(null);
  if (reading.kind === "read" && reading.value !== last) setLast(reading.value);
  return last?.run === run ? last : null;
}

function CutNote({ diff }: { readonly diff: Diff }) {
  return (
    <div className="px-3 py-2">
      <Banner severity="info" title="Only the beginning is shown.">
        The whole is larger than a page can show. Read it in a terminal:{" "}
        <CopyText
          label="Copy command"
          text={`git diff ${diff.base.slice(0, 12)} ${(diff.head ?? "").slice(0, 12)}`}
        />
      </Banner>
    </div>
  );
}

function NotImported({ row }: { readonly row: BoardRow | null }) {
  const hasWork = row !== null && row.fileCount > 0;
  return (
    <EmptyState title="Nothing imported yet" icon={<GitCommitHorizontal size={18} />}>
      <p>The diff is here as soon as the worker reports and its commits are imported.</p>
      {hasWork && (
        <p className="mt-2">
          So far its branch holds{" "}
          <Diffstat fileCount={row.fileCount} added={row.added} removed={row.removed} />
          {row.lastCommit !== null && (
            <>
              ; last commit <span className="font-mono">{row.lastCommit}</span>
            </>
          )}
          .
        </p>
      )}
    </EmptyState>
  );
}
