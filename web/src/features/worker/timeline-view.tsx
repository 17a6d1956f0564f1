// What an agent did, call by call, as it happens: filtered, searched, followed.
import { Clock4 } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Timeline } from "../../feed/timeline.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { type ShortcutHelp, useShortcutHelp } from "../../ui/keyboard-help.tsx";
import { useShortcuts } from "../../ui/shortcuts.ts";
import { Loading } from "../../ui/skeleton.tsx";
import { VirtualList, type VirtualListHandle } from "../../ui/virtual-list.tsx";
import {
  countsOf,
  type Entry,
  entriesOf,
  type Filter,
  isKindOf,
  longestOf,
  matches,
  nextError,
  wordsOf,
} from "./entries.ts";
import type { ReadWhole } from "./entry-text.tsx";
import { TimelineBar } from "./timeline-bar.tsx";
import { TimelineEntry } from "./timeline-entry.tsx";

const LINE_PX = 32;

const HELP: readonly ShortcutHelp[] = [
  { keys: "e", does: "Next error" },
  { keys: "Shift+E", does: "Previous error" },
  { keys: "f", does: "Follow what is new, or not" },
  { keys: "/", does: "Search the loaded lines" },
];

export interface TimelineViewProps {
  /** `R-1.1`, `R-1.1-review`. */
  readonly run: string;
  readonly timeline: Timeline;
  readonly readWhole: ReadWhole;
  /** Stands first in the bar: whose record it is. */
  readonly who?: ReactNode;
  /** What is said when there is no line. */
  readonly emptyText: string;
}

export function TimelineView({ run, timeline, readWhole, who, emptyText }: TimelineViewProps) {
  const [filter, setFilter] = useState<Filter>("all");
  const [search, setSearch] = useState("");
  const [isFollowing, setIsFollowing] = useState(true);
  const [marked, setMarked] = useState<number | null>(null);
  /** Where to go; a new one each time, be it to the same place. */
  const [target, setTarget] = useState<{ readonly index: number }>();
  const [open, toggle] = useOpen();
  const list = useRef<VirtualListHandle>(null);
  const searchField = useRef<HTMLInputElement>(null);

  const entries = useMemo(() => entriesOf(timeline.rows), [timeline.rows]);
  const counts = useMemo(() => countsOf(entries), [entries]);
  const longestMs = useMemo(() => longestOf(entries), [entries]);
  const shown = useMemo(() => {
    const words = wordsOf(search);
    return entries.filter((entry) => isKindOf(entry, filter) && matches(entry, words));
  }, [entries, filter, search]);

  const goToError = (step: 1 | -1) => {
    const from = shown.findIndex(({ n }) => n === marked);
    const at = nextError(shown, from < 0 ? null : from, step);
    const entry = at === null ? undefined : shown[at];
    if (at === null || entry === undefined) return;
    setIsFollowing(false);
    setMarked(entry.n);
    toggle(entry.n, true);
    setTarget({ index: at + 1 });
  };
  // Only once the list has let go of its end.
  useEffect(() => {
    if (target !== undefined) list.current?.scrollToIndex(target.index);
  }, [target]);
  const follow = (next: boolean) => {
    setIsFollowing(next);
    if (next) list.current?.scrollToEnd();
  };
  useShortcuts({
    e: { run: () => goToError(1) },
    "Shift+E": { run: () => goToError(-1) },
    f: { run: () => follow(!isFollowing) },
    "/": { run: () => searchField.current?.focus() },
  });
  useShortcutHelp("Timeline", HELP);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <TimelineBar
        who={who}
        filter={filter}
        onFilter={setFilter}
        counts={counts}
        search={search}
        onSearch={setSearch}
        searchField={searchField}
        shownCount={shown.length}
        onError={goToError}
        isFollowing={isFollowing}
        onFollow={follow}
      />
      {entries.length === 0 ? (
        <NoLines timeline={timeline} emptyText={emptyText} />
      ) : (
        <VirtualList<Entry | "start">
          handle={list}
          items={["start", ...shown]}
          keyOf={(item) => (item === "start" ? `start ${entries[0]?.n}` : String(item.n))}
          estimatePx={LINE_PX}
          label={`Timeline of ${run}`}
          {...(isFollowing && { stick: "bottom" as const })}
          className="flex-1"
          onReachStart={() => {
            if (timeline.hasOlder && !timeline.isReading) timeline.readOlder();
          }}
          render={(item) =>
            item === "start" ? (
              <Start timeline={timeline} isNothingShown={shown.length === 0} />
            ) : (
              <TimelineEntry
                run={run}
                entry={item}
                isOpen={open.has(item.n)}
                isMarked={item.n === marked}
                onToggle={toggle}
                longestMs={longestMs}
                readWhole={readWhole}
              />
            )
          }
        />
      )}
    </div>
  );
}

/** Which entries are open; kept here, since the list forgets what scrolls out of sight. */
function useOpen(): readonly [ReadonlySet<number>, (n: number, isOpen?: boolean) => void] {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = useCallback((n: number, isOpen?: boolean) => {
    setOpen((before) => {
      const next = new Set(before);
      if (isOpen ?? !before.has(n)) next.add(n);
      else next.delete(n);
      return next;
    });
  }, []);
  return [open, toggle];
}

/** What lies before the first loaded line. */
function Start({
  timeline,
  isNothingShown,
}: {
  readonly timeline: Timeline;
  readonly isNothingShown: boolean;
}) {
  const { hasOlder, isReading, trouble, readOlder, retry } = timeline;
  return (
    <div className="flex min-h-9 flex-wrap items-center justify-center gap-2 px-3 py-1 text-sm text-muted">
      {trouble !== null && (
        <span className="text-danger">
          Not all could be read: {trouble}{" "}
          <Button size="sm" variant="ghost" onClick={retry}>
            Try again
          </Button>
        </span>
      )}
      {hasOlder ? (
        <Button size="sm" variant="ghost" isBusy={isReading} onClick={readOlder}>
          Read older lines
        </Button>
      ) : (
        <span>The record begins here.</span>
      )}
      {isNothingShown && <span>None of the loaded lines is one of these.</span>}
    </div>
  );
}

function NoLines({ timeline, emptyText }: Pick<TimelineViewProps, "timeline" | "emptyText">) {
  if (timeline.trouble !== null)
    return (
      <ErrorState
        what="The record could not be read."
        todo="Try again; if JARVIS is restarting, it is there in a moment."
        detail={timeline.trouble}
        action={<Button onClick={timeline.retry}>Try again</Button>}
      />
    );
  if (timeline.isReading) return <Loading label="Reading the record" />;
  return (
    <EmptyState title="Nothing yet" icon={<Clock4 size={18} />}>
      {emptyText}
    </EmptyState>
  );
}
