// A tool call on one line: what, on what, how it went, how long; opened, its input and output.
import { clsx } from "clsx";
import {
  ChevronRight,
  FileText,
  Globe,
  type LucideIcon,
  Pencil,
  Search,
  SquareTerminal,
  Wrench,
} from "lucide-react";
import { createElement } from "react";
import { Spinner } from "../../ui/skeleton.tsx";
import { Elapsed } from "../../ui/time.tsx";
import { formatCallTime } from "./call-time.ts";
import type { ToolEntry } from "./entries.ts";
import { EntryText, type ReadWhole } from "./entry-text.tsx";

/** By a name that an agent chose: `constructor` must be none of them. */
const ICON_OF: ReadonlyMap<string, LucideIcon> = new Map([
  ["Bash", SquareTerminal],
  ["Read", FileText],
  ["Edit", Pencil],
  ["MultiEdit", Pencil],
  ["Write", Pencil],
  ["NotebookEdit", Pencil],
  ["Grep", Search],
  ["Glob", Search],
  ["WebFetch", Globe],
  ["WebSearch", Globe],
]);

export interface ToolLineProps {
  readonly run: string;
  readonly entry: ToolEntry;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** The longest call that is loaded, in milliseconds: bars are measured by it. */
  readonly longestMs: number;
  readonly readWhole: ReadWhole;
}

export function ToolLine({ run, entry, isOpen, onToggle, longestMs, readWhole }: ToolLineProps) {
  const { tool, subject, started, ended, result } = entry;
  const label = `${tool} ${subject}`.trim();
  return (
    <div className={clsx(isOpen && "bg-canvas")}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="focus-inset flex h-8 w-full min-w-0 items-center gap-2 px-3 text-left hover:bg-hover max-desk:h-11"
      >
        <ChevronRight
          aria-hidden
          size={13}
          className={clsx("shrink-0 text-faint transition-transform duration-100", isOpen && "rotate-90")}
        />
        {createElement(ICON_OF.get(tool) ?? Wrench, {
          "aria-hidden": true,
          size: 14,
          className: clsx("shrink-0", result === "failed" ? "text-danger" : "text-muted"),
        })}
        <span className="shrink-0 font-medium text-strong">{tool}</span>
        <bdi className="min-w-0 flex-1 truncate font-mono text-sm text-body" title={subject}>
          {subject}
        </bdi>
        <ResultWord entry={entry} />
        <DurationBar durationMs={entry.durationMs} longestMs={longestMs} isFailed={result === "failed"} />
        <span className="tnum w-16 shrink-0 text-right text-sm text-muted">
          {result === "running" ? <Elapsed since={entry.at} /> : formatCallTime(entry.durationMs)}
        </span>
      </button>
      {isOpen && (
        <div className="flex min-w-0 flex-col gap-3 px-9 pt-1 pb-3 max-desk:px-3">
          {started !== null && (
            <EntryText run={run} row={started} name="Input" label={label} readWhole={readWhole} />
          )}
          {ended !== null && (
            <EntryText run={run} row={ended} name="Output" label={label} readWhole={readWhole} />
          )}
          {ended === null && (
            <p className="text-sm text-muted">
              {result === "lost" ? "Its turn ended before it had a result." : "It runs: no output yet."}
            </p>
          )}
          {started === null && (
            <p className="text-sm text-muted">It began on an older page: read older lines for its input.</p>
          )}
        </div>
      )}
    </div>
  );
}

const WORD_OF: Readonly<Record<ToolEntry["result"], { readonly word: string; readonly look: string }>> = {
  running: { word: "running", look: "text-working" },
  done: { word: "ok", look: "text-faint" },
  failed: { word: "failed", look: "font-medium text-danger" },
  lost: { word: "no result", look: "text-stopped" },
};

function ResultWord({ entry: { result } }: { readonly entry: ToolEntry }) {
  const { word, look } = WORD_OF[result];
  return (
    <span className={clsx("inline-flex shrink-0 items-center gap-1 text-sm", look)}>
      {result === "running" && <Spinner size={12} />}
      {word}
    </span>
  );
}

function DurationBar(props: {
  readonly durationMs: number | null;
  readonly longestMs: number;
  readonly isFailed: boolean;
}) {
  const { durationMs, longestMs, isFailed } = props;
  // By the root: a call of a second still shows beside one of ten minutes.
  const share = durationMs === null || longestMs <= 0 ? 0 : Math.sqrt(durationMs / longestMs);
  return (
    <span aria-hidden className="h-1 w-14 shrink-0 overflow-hidden rounded-full bg-active max-desk:hidden">
      <span
        className={clsx("block h-full rounded-full", isFailed ? "bg-danger" : "bg-line-control")}
        style={{ width: `${Math.round(Math.min(1, share) * 100)}%` }}
      />
    </span>
  );
}
