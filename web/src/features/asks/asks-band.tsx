// What workers ask the user, above whichever screen is open: each one item, with its exact words and its answers.
import { useMemo } from "react";
import type { AskRow } from "../../../../src/wire/ask-row.ts";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { useBoard, useCommand, useLocalTime } from "../../feed/hooks.ts";
import { AskItem } from "./ask-item.tsx";
import { headOf } from "./words.ts";

interface Asking {
  readonly row: BoardRow;
  readonly ask: AskRow;
}

/** Nothing while nobody asks. Needs a FeedProvider above. */
export function AsksBand() {
  const rows = useBoard();
  const command = useCommand();
  const toLocal = useLocalTime();
  const asking = useMemo(() => askingOf(rows), [rows]);
  const waiting = asking.filter(({ ask }) => !ask.isExpired);
  return (
    <>
      <p role="status" className="sr-only">
        {waiting.map(({ row, ask }) => headOf(row, ask)).join(". ")}
      </p>
      {asking.length > 0 && (
        <section
          aria-label="What workers ask"
          className="scroll-area flex max-h-[45dvh] shrink-0 flex-col gap-2 border-b border-line bg-canvas p-2"
        >
          {asking.map(({ row, ask }) => (
            <AskItem
              key={`${row.run ?? ""}#${ask.n}`}
              row={row}
              ask={{ ...ask, askedAt: toLocal(ask.askedAt), dueAt: toLocal(ask.dueAt) }}
              command={command}
            />
          ))}
        </section>
      )}
    </>
  );
}

/** What still waits first, each group the oldest first. */
function askingOf(rows: readonly BoardRow[]): readonly Asking[] {
  return rows
    .flatMap((row) => (row.asks ?? []).map((ask) => ({ row, ask })))
    .toSorted(
      (one, other) =>
        Number(one.ask.isExpired) - Number(other.ask.isExpired) || one.ask.askedAt - other.ask.askedAt,
    );
}
