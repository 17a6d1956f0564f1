// The diff that is reviewed, with the reviewer's findings and the user's comments at their lines.
import { GitCommitHorizontal } from "lucide-react";
import { type Ref, useMemo, useState } from "react";
import type { Diff } from "../../../../src/wire/reads.ts";
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import type { ReadReply } from "../../feed/request.ts";
import { useRead } from "../../feed/use-read.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import type { DiffNote } from "../../ui/diff-notes.tsx";
import { LazyDiffView } from "../../ui/diff-view-lazy.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { useShortcuts } from "../../ui/shortcuts.ts";
import { Loading } from "../../ui/skeleton.tsx";
import { useStoredChoice } from "../../ui/stored.ts";
import type { Draft } from "./comments.ts";
import { useViewed } from "./viewed.ts";

export interface ReviewDiffProps {
  readonly run: string;
  /** Changes with each new head: the diff is then read again. */
  readonly version: string;
  readonly review: ReviewRow | null;
  readonly read: (run: string) => Promise<ReadReply<Diff>>;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly place: Ref<HTMLDivElement>;
}

export function ReviewDiff(props: ReviewDiffProps) {
  const { run, version, read } = props;
  const reading = useRead(`${run} ${version}`, () => read(run));
  const [last, setLast] = useState<Diff | null>(null);
  if (reading.kind === "read" && reading.value !== last) setLast(reading.value);
  // While a newer one is read, the one before stays.
  const diff = last?.run === run ? last : null;
  if (diff === null && reading.kind === "failed")
    return (
      <ErrorState
        what="The diff could not be read."
        todo="Try again; the work itself is in git, on the branch of this run."
        detail={reading.message}
        action={<Button onClick={reading.retry}>Try again</Button>}
      />
    );
  if (diff === null) return <Loading label="Reading the diff" />;
  if (diff.head === null)
    return (
      <EmptyState title="Nothing imported yet" icon={<GitCommitHorizontal size={18} />}>
        The diff is here as soon as the worker reports and its commits are imported.
      </EmptyState>
    );
  return <KnownDiff {...props} diff={diff} head={diff.head} />;
}

function KnownDiff(props: ReviewDiffProps & { readonly diff: Diff; readonly head: string }) {
  const { run, review, draft, onDraft, diff, head, place } = props;
  const viewed = useViewed(run, head);
  const [mode, setMode] = useStoredChoice<"unified" | "split">("diff-mode", ["unified", "split"], "unified");
  useShortcuts({ u: { run: () => setMode(mode === "unified" ? "split" : "unified") } });
  const notes = useMemo(() => notesOf(review, draft), [review, draft]);
  return (
    <div ref={place} className="flex h-full min-h-0 flex-col">
      {diff.isCut && (
        <div className="px-3 py-2">
          <Banner severity="warn" title="Only the beginning is shown.">
            The whole is larger than a page can show. Read it in a terminal before you land it:{" "}
            <CopyText label="Copy command" text={`git diff ${diff.base.slice(0, 12)} ${head.slice(0, 12)}`} />
          </Banner>
        </div>
      )}
      <div className="min-h-0 flex-1">
        <LazyDiffView
          patch={diff.patch}
          mode={mode}
          onModeChange={setMode}
          isViewed={viewed.isViewed}
          onViewedChange={viewed.setViewed}
          notes={notes}
          {...(review !== null && {
            onAddNote: (at, text) =>
              onDraft({ ...draft, comments: [...draft.comments, { ...at, text, id: crypto.randomUUID() }] }),
          })}
          label={`Changes of ${run}`}
        />
      </div>
    </div>
  );
}

function notesOf(review: ReviewRow | null, { comments }: Draft): readonly DiffNote[] {
  const findings = (review?.findings ?? []).filter(({ file }) => file !== "");
  return [
    ...findings.map(({ file, line, text }, index) => ({
      id: `finding ${index}`,
      path: file,
      side: "new" as const,
      line,
      text,
      by: "Reviewer",
      severity: "warn" as const,
    })),
    ...comments.map((comment) => ({ ...comment, by: "You, not sent yet" })),
  ];
}

/** Brings a file of the diff into sight; false: it is not part of it. */
export function showFile(place: HTMLElement | null, path: string): boolean {
  const file = place?.querySelector(`[data-path="${CSS.escape(path)}"]`);
  file?.scrollIntoView({ block: "start" });
  return file != null;
}
