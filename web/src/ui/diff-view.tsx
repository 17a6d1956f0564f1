// A diff of many files: a toolbar, the list of files, and each file. Heavy, so it is loaded when first shown (diff-view-lazy.tsx).
import "react-diff-view/style/index.css";
import "./diff.css";
import { Columns2, FileDiff, Rows3 } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { OutputBlock } from "./code-block.tsx";
import { DiffFile } from "./diff-file.tsx";
import { type DiffPlace, type PatchFile, readPatch } from "./diff-patch.ts";
import type { DiffNote } from "./diff-notes.tsx";
import { useDiffKeys } from "./diff-keys.ts";
import { DiffFileList } from "./diff-file-list.tsx";
import { EmptyState } from "./empty-state.tsx";
import { IconButton } from "./icon-button.tsx";
import { Diffstat } from "./numbers.tsx";
import { Button } from "./button.tsx";
import { useStoredChoice } from "./stored.ts";
import { useIsNarrow } from "./use-media.ts";
import { withVisibleSigns } from "./visible-signs.ts";

export type DiffMode = "unified" | "split";

export interface DiffViewProps {
  /** Git's own patch text. */
  readonly patch: string;
  /** Left out: the reader's choice, remembered; always unified on a phone. */
  readonly mode?: DiffMode;
  readonly onModeChange?: (mode: DiffMode) => void;
  readonly isViewed?: (path: string) => boolean;
  readonly onViewedChange?: (path: string, isViewed: boolean) => void;
  readonly notes?: readonly DiffNote[];
  /** Given: a click on a line's number opens a form. */
  readonly onAddNote?: (at: DiffPlace, text: string) => void;
  readonly label?: string;
}

export function DiffView(props: DiffViewProps) {
  const files = useMemo(() => readPatch(props.patch), [props.patch]);
  if (files === undefined)
    return <OutputBlock text={withVisibleSigns(props.patch)} label={props.label ?? "the diff"} />;
  if (files.length === 0)
    return (
      <EmptyState title="No changes" icon={<FileDiff size={18} />}>
        Nothing differs here.
      </EmptyState>
    );
  return <Files {...props} files={files} />;
}

function Files(props: DiffViewProps & { readonly files: readonly PatchFile[] }) {
  const { files, isViewed, onViewedChange, notes = [], onAddNote, label = "Changes" } = props;
  const [mode, setMode] = useMode(props);
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [draft, setDraft] = useState<DiffPlace>();
  const scroller = useRef<HTMLDivElement>(null);
  const isOpen = (file: PatchFile) => toggled.get(file.path) ?? startsOpen(file, isViewed);
  const setOpen = (changed: readonly PatchFile[], open: boolean) =>
    setToggled(new Map([...toggled, ...changed.map(({ path }) => [path, open] as const)]));
  const setViewed = (file: PatchFile, viewed: boolean) => {
    onViewedChange?.(file.path, viewed);
    setOpen([file], !viewed);
  };
  useDiffKeys({
    scroller,
    canNote: onAddNote !== undefined,
    onToggleViewed:
      onViewedChange &&
      ((path) => {
        const file = files.find((one) => one.path === path);
        const viewed = isViewed?.(path) !== true;
        if (file !== undefined) setViewed(file, viewed);
        return viewed;
      }),
  });
  const showFile = (path: string) =>
    scroller.current?.querySelector(`[data-path="${CSS.escape(path)}"]`)?.scrollIntoView({ block: "start" });

  return (
    <div className="diff-view @container flex h-full min-h-0 flex-col bg-surface">
      <Toolbar
        files={files}
        mode={mode}
        onMode={setMode}
        isAllClosed={!files.some(isOpen)}
        onAll={(open) => setOpen(open ? files.filter(({ closedBecause }) => !closedBecause) : files, open)}
      />
      <div className="flex min-h-0 flex-1">
        <DiffFileList files={files} isViewed={isViewed} onShow={showFile} />
        <div
          ref={scroller}
          role="region"
          aria-label={label}
          tabIndex={0}
          className="scroll-area focus-inset min-w-0 flex-1"
        >
          {files.map((file) => (
            <DiffFile
              key={file.path}
              file={file}
              mode={mode}
              isOpen={isOpen(file)}
              onToggle={() => setOpen([file], !isOpen(file))}
              isViewed={isViewed?.(file.path)}
              onViewedChange={onViewedChange && ((viewed) => setViewed(file, viewed))}
              notes={notes.filter(({ path }) => path === file.path)}
              draft={draft?.path === file.path ? draft : undefined}
              onDraft={onAddNote && setDraft}
              onSaveNote={onAddNote}
              scroller={scroller}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function startsOpen(file: PatchFile, isViewed: DiffViewProps["isViewed"]): boolean {
  return file.closedBecause === undefined && isViewed?.(file.path) !== true;
}

function useMode({ mode, onModeChange }: DiffViewProps): [DiffMode, (mode: DiffMode) => void] {
  const [stored, store] = useStoredChoice<DiffMode>("diff-mode", ["unified", "split"], "unified");
  const isNarrow = useIsNarrow();
  const set = (next: DiffMode) => {
    store(next);
    onModeChange?.(next);
  };
  return [isNarrow ? "unified" : (mode ?? stored), set];
}

interface ToolbarProps {
  readonly files: readonly PatchFile[];
  readonly mode: DiffMode;
  readonly onMode: (mode: DiffMode) => void;
  readonly isAllClosed: boolean;
  readonly onAll: (open: boolean) => void;
}

function Toolbar({ files, mode, onMode, isAllClosed, onAll }: ToolbarProps) {
  const total = (count: (file: PatchFile) => number) => files.reduce((sum, file) => sum + count(file), 0);
  return (
    <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line px-3 max-desk:h-12">
      <Diffstat
        fileCount={files.length}
        added={total(({ added }) => added)}
        removed={total(({ removed }) => removed)}
      />
      <span className="flex-1" />
      <Button size="sm" variant="ghost" onClick={() => onAll(isAllClosed)}>
        {isAllClosed ? "Expand all" : "Collapse all"}
      </Button>
      <div role="group" aria-label="Layout" className="flex gap-0.5 max-desk:hidden">
        <IconButton
          size="sm"
          label="One column"
          isPressed={mode === "unified"}
          icon={<Rows3 size={14} />}
          onClick={() => onMode("unified")}
        />
        <IconButton
          size="sm"
          label="Side by side"
          isPressed={mode === "split"}
          icon={<Columns2 size={14} />}
          onClick={() => onMode("split")}
        />
      </div>
    </div>
  );
}
