// One entry of the timeline with its time.
import { clsx } from "clsx";
import { memo } from "react";
import type { Entry } from "./entries.ts";
import type { ReadWhole } from "./entry-text.tsx";
import { Line } from "./line.tsx";
import { ToolLine } from "./tool-line.tsx";

export interface TimelineEntryProps {
  readonly run: string;
  readonly entry: Entry;
  readonly isOpen: boolean;
  /** It was gone to: it is seen at once. */
  readonly isMarked: boolean;
  readonly onToggle: (n: number) => void;
  readonly longestMs: number;
  readonly readWhole: ReadWhole;
}

export const TimelineEntry = memo(function TimelineEntry(props: TimelineEntryProps) {
  const { run, entry, isOpen, isMarked, onToggle, longestMs, readWhole } = props;
  const at = new Date(entry.at);
  return (
    <div
      className={clsx(
        "flex min-w-0 items-start border-l-2",
        isMarked ? "border-danger" : "border-transparent",
      )}
    >
      <time
        dateTime={at.toISOString()}
        title={at.toLocaleString()}
        className="tnum w-18 shrink-0 pt-1.75 pl-3 font-mono text-xs text-faint max-desk:hidden"
      >
        {at.toLocaleTimeString("en-GB")}
      </time>
      <div className="min-w-0 flex-1">
        {entry.kind === "tool" ? (
          <ToolLine
            run={run}
            entry={entry}
            isOpen={isOpen}
            onToggle={() => onToggle(entry.n)}
            longestMs={longestMs}
            readWhole={readWhole}
          />
        ) : (
          <Line run={run} row={entry.row} readWhole={readWhole} />
        )}
      </div>
    </div>
  );
});
