// One file of a diff: a head that stays in sight, and lines that are drawn when they come near the view.
import { clsx } from "clsx";
import { ChevronRight, MessageSquarePlus } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { Decoration, Diff, Hunk, markEdits, tokenize } from "react-diff-view";
import { Badge } from "./badge.tsx";
import { Checkbox } from "./checkbox.tsx";
import { type DiffNote, NoteForm, NoteList } from "./diff-notes.tsx";
import { changeKeyAt, type DiffPlace, type PatchFile } from "./diff-patch.ts";
import { IconButton } from "./icon-button.tsx";
import { Diffstat } from "./numbers.tsx";

const LINE_PX = 20;
/** Files this near to the view are drawn ahead of the reader. */
const AHEAD = "800px 0px";
/** Finding the changed words of more lines than this is felt. */
const WORD_DIFF_LINES_MAX = 600;

export interface DiffFileProps {
  readonly file: PatchFile;
  readonly mode: "unified" | "split";
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly isViewed?: boolean;
  readonly onViewedChange?: (isViewed: boolean) => void;
  readonly notes: readonly DiffNote[];
  /** Where a note is being written; only in this file. */
  readonly draft?: DiffPlace;
  readonly onDraft?: (place: DiffPlace | undefined) => void;
  readonly onSaveNote?: (place: DiffPlace, text: string) => void;
  readonly scroller: RefObject<HTMLElement | null>;
}

export function DiffFile(props: DiffFileProps) {
  const { file, isOpen } = props;
  const bodyId = useId();
  return (
    <section aria-label={file.path} data-path={file.path} className="border-b border-line">
      <FileHead {...props} bodyId={bodyId} />
      <div id={bodyId} hidden={!isOpen}>
        {isOpen && <FileBody {...props} />}
      </div>
    </section>
  );
}

function FileHead(props: DiffFileProps & { readonly bodyId: string }) {
  const { file, isOpen, onToggle, isViewed, onViewedChange, notes, onDraft, bodyId } = props;
  const slash = file.path.lastIndexOf("/") + 1;
  return (
    <header className="sticky top-0 z-10 flex h-9 items-center gap-2 border-b border-line bg-surface pr-2 max-desk:h-12">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={bodyId}
        onClick={onToggle}
        className="focus-inset flex h-full min-w-0 flex-1 items-center gap-1.5 pl-2 text-left font-mono text-sm hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          size={14}
          className={clsx("shrink-0 text-faint transition-transform duration-100", isOpen && "rotate-90")}
        />
        <span className="min-w-0 truncate text-muted" title={file.path}>
          {file.path.slice(0, slash)}
          <span className="font-medium text-strong">{file.path.slice(slash)}</span>
          {file.oldPath !== file.path && ` ← ${file.oldPath}`}
        </span>
      </button>
      {file.kind !== "changed" && <Badge>{file.kind}</Badge>}
      {file.closedBecause !== undefined && <Badge>{file.closedBecause}</Badge>}
      {notes.length > 0 && (
        <Badge tone="accent">{notes.length === 1 ? "1 note" : `${notes.length} notes`}</Badge>
      )}
      {file.lineCount > 0 && (
        <Diffstat added={file.added} removed={file.removed} className="font-mono text-sm" />
      )}
      {onDraft && isOpen && (
        <IconButton
          size="sm"
          label="Add a note on the first changed line"
          icon={<MessageSquarePlus size={14} />}
          onClick={() => onDraft(firstPlace(file))}
        />
      )}
      {onViewedChange && <Checkbox label="Viewed" checked={isViewed === true} onChange={onViewedChange} />}
    </header>
  );
}

/** Where a note starts that was not begun on a line. */
function firstPlace({ path, hunks }: PatchFile): DiffPlace {
  const changes = hunks.flatMap((hunk) => hunk.changes);
  const change = changes.find(({ type }) => type !== "normal") ?? changes[0];
  if (change?.type === "delete") return { path, side: "old", line: change.lineNumber };
  return { path, side: "new", line: change?.type === "insert" ? change.lineNumber : 1 };
}

function FileBody(props: DiffFileProps) {
  const { file, scroller, notes, draft, onDraft, onSaveNote } = props;
  const place = useRef<HTMLDivElement>(null);
  const isNear = useIsNear(place, scroller);
  const form = draft && onDraft && onSaveNote && (
    <NoteForm
      place={draft}
      onCancel={() => onDraft(undefined)}
      onSave={(text) => {
        onSaveNote(draft, text);
        onDraft(undefined);
      }}
    />
  );
  const elsewhere = notes.filter((note) => changeKeyAt(file, note) === undefined);
  const formIsElsewhere = draft !== undefined && changeKeyAt(file, draft) === undefined;
  return (
    <>
      {elsewhere.length > 0 && <NoteList notes={elsewhere} />}
      {formIsElsewhere && form}
      <div
        ref={place}
        className="diff-lines"
        style={isNear ? undefined : { height: file.lineCount * LINE_PX }}
      >
        {file.lineCount === 0 ? (
          <p className="px-4 py-3 text-muted">
            {file.closedBecause ?? (file.kind === "renamed" ? "Moved without a change" : "No lines changed")}
          </p>
        ) : (
          isNear && <Lines {...props} widgets={widgetsOf(props, form)} />
        )}
      </div>
    </>
  );
}

function widgetsOf({ file, notes, draft }: DiffFileProps, form: ReactNode): Record<string, ReactNode> {
  const keys = new Set<string>();
  for (const place of draft ? [...notes, draft] : notes) {
    const key = changeKeyAt(file, place);
    if (key !== undefined) keys.add(key);
  }
  const draftKey = draft && changeKeyAt(file, draft);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      <div key={key}>
        <NoteList notes={notes.filter((note) => changeKeyAt(file, note) === key)} />
        {draftKey === key && form}
      </div>,
    ]),
  );
}

function Lines({
  file,
  mode,
  onDraft,
  widgets,
}: DiffFileProps & { readonly widgets: Record<string, ReactNode> }) {
  const hunks = useMemo(() => [...file.hunks], [file.hunks]);
  const tokens = useMemo(
    () =>
      file.lineCount > WORD_DIFF_LINES_MAX
        ? null
        : tokenize(hunks, { enhancers: [markEdits(hunks, { type: "block" })] }),
    [hunks, file.lineCount],
  );
  return (
    <Diff
      viewType={mode}
      diffType={DIFF_TYPES[file.kind]}
      hunks={hunks}
      tokens={tokens}
      widgets={widgets}
      optimizeSelection={file.lineCount <= WORD_DIFF_LINES_MAX}
      gutterEvents={
        onDraft
          ? {
              onClick: ({ change, side }) => {
                if (change) onDraft(placeOf(file.path, change, side));
              },
            }
          : {}
      }
      className={clsx(onDraft && "diff-notable")}
    >
      {(all) =>
        all.flatMap((hunk) => [
          <Decoration key={`head ${hunk.content}`}>
            <div className="truncate bg-sunken px-3 py-0.5 font-mono text-xs text-muted">{hunk.content}</div>
          </Decoration>,
          <Hunk key={hunk.content} hunk={hunk} />,
        ])
      }
    </Diff>
  );
}

const DIFF_TYPES = { added: "add", deleted: "delete", renamed: "rename", changed: "modify" } as const;

type Change = PatchFile["hunks"][number]["changes"][number];

function placeOf(path: string, change: Change, side: "old" | "new" | undefined): DiffPlace {
  if (change.type === "normal")
    return side === "old"
      ? { path, side, line: change.oldLineNumber }
      : { path, side: "new", line: change.newLineNumber };
  return { path, side: change.type === "delete" ? "old" : "new", line: change.lineNumber };
}

/** True from the first time it comes near the view; what has been drawn stays, or scrolling back would flicker. */
function useIsNear(place: RefObject<Element | null>, scroller: RefObject<HTMLElement | null>): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (isNear || !place.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setIsNear(true);
      },
      { root: scroller.current, rootMargin: AHEAD },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isNear, place, scroller]);
  return isNear;
}
