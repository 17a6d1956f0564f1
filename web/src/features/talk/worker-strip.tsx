// The workers that are at it, beside the conversation on a wide screen and above the composer elsewhere.
import { clsx } from "clsx";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { isUnderWay, isWaiting } from "../../feed/counts.ts";
import { useBoard, useLocalTime } from "../../feed/hooks.ts";
import { StatusWord } from "../../ui/status-word.tsx";
import { Elapsed } from "../../ui/time.tsx";
import { useTalk } from "./talk-context.tsx";
import { LOOK_OF } from "../../feed/status-look.ts";
import { reasonOf, workerName } from "./words.ts";

type Working = BoardRow & { readonly run: string; readonly worker: string };

/** Those that work, and those that wait for the user. */
export function useWorking(): readonly Working[] {
  return useBoard().filter((row): row is Working => row.run !== null && row.worker !== null && isShown(row));
}

function isShown({ word }: BoardRow): boolean {
  return isUnderWay(word) || isWaiting(word);
}

export interface WorkerStripProps {
  readonly rows: readonly Working[];
  readonly isColumn: boolean;
}

export function WorkerStrip({ rows, isColumn }: WorkerStripProps) {
  return (
    <ul
      aria-label="Workers"
      className={clsx(
        "scroll-area flex gap-2",
        isColumn
          ? "min-h-0 flex-1 flex-col p-3"
          : "snap-x scroll-px-6 px-6 py-0.5 max-desk:scroll-px-3 max-desk:px-3",
      )}
    >
      {rows.map((row) => (
        <li key={row.run} className={clsx("snap-start", !isColumn && "w-64 max-w-[80vw] shrink-0")}>
          <Tile row={row} />
        </li>
      ))}
    </ul>
  );
}

function Tile({ row }: { readonly row: Working }) {
  const { onOpenWorker } = useTalk();
  const local = useLocalTime();
  const { tone, word } = LOOK_OF[row.word];
  return (
    <button
      type="button"
      onClick={() => onOpenWorker(row.run)}
      className="focus-inset flex w-full min-w-0 flex-col gap-0.5 rounded-lg border border-line bg-surface px-3 py-2 text-left transition-colors hover:border-line-strong hover:bg-hover"
    >
      <span className="flex w-full min-w-0 items-center gap-1.5">
        <span className="shrink-0 font-medium text-strong">{workerName(row.worker)}</span>
        <span className="shrink-0 font-mono text-xs text-muted">{row.ticket}</span>
        <span className="ml-auto shrink-0 text-xs text-faint">
          <Elapsed since={local(row.startedAt ?? row.since)} />
        </span>
      </span>
      <span className="w-full truncate text-sm text-muted">{row.title}</span>
      <span className="mt-0.5 flex w-full min-w-0">
        <StatusWord tone={tone} word={word} detail={row.step ?? reasonOf(row)} size="sm" />
      </span>
    </button>
  );
}
