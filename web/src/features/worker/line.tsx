// What was said to an agent, what it said, and how its turns ended.
import { clsx } from "clsx";
import { Clock } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { TimelineRow } from "../../../../src/wire/rows.ts";
import { useRead } from "../../feed/use-read.ts";
import { Button } from "../../ui/button.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import type { ReadWhole } from "./entry-text.tsx";

/** Longer texts are shown to here, and whole on demand. */
const SHOWN_CHARS = 900;
const SHOWN_LINES = 14;

export interface LineProps {
  readonly run: string;
  readonly row: TimelineRow;
  readonly readWhole: ReadWhole;
}

export function Line({ run, row, readWhole }: LineProps) {
  switch (row.kind) {
    case "message-in":
      return (
        <Said
          by={senderOf(run, row)}
          look="rounded-lg border border-line bg-surface px-3 py-2"
          run={run}
          row={row}
          readWhole={readWhole}
        />
      );
    case "text":
      return <Said by={null} look="px-1" run={run} row={row} readWhole={readWhole} />;
    case "retrying":
      return (
        <p className="flex min-h-8 items-center gap-2 px-3 text-sm text-warn" title={row.text}>
          <Clock aria-hidden size={13} className="shrink-0" />
          <span className="min-w-0 truncate">
            {row.title}
            {row.text !== "" && `: ${row.text}`}
          </span>
        </p>
      );
    case "turn-ended":
      return <Divider isBad={row.isError}>Turn ended · {row.title}</Divider>;
    case "closed":
      return (
        <Divider isBad={row.isError}>
          {row.title}
          {row.text !== "" && ` · ${row.text}`}
        </Divider>
      );
    case "tool-started":
    case "tool-ended":
      return null;
    default:
      return row.kind satisfies never;
  }
}

/** A worker's first message is the ticket; others come from the user, or from JARVIS for checks, reviews and conflicts. */
function senderOf(run: string, { n, title }: TimelineRow): string {
  if (title === FROM_USER) return "You";
  return n === 1 && !run.endsWith("-review") ? "The ticket" : "JARVIS";
}

/** The title of a message that the user wrote. */
const FROM_USER = "user";

interface SaidProps extends LineProps {
  /** Null: the agent itself. */
  readonly by: string | null;
  readonly look: string;
}

function Said({ by, look, run, row, readWhole }: SaidProps) {
  const [isWhole, setIsWhole] = useState(false);
  const whole = useRead(isWhole && row.isCut ? `${run} ${row.n}` : null, () => readWhole(row.n));
  const isLong = row.isCut || row.text.length > SHOWN_CHARS || row.text.split("\n").length > SHOWN_LINES;
  const text = whole.kind === "read" ? whole.value.text : row.text;
  // What JARVIS sends is marked up for an agent; as Markdown it would run together.
  const isMadeByProgram = row.kind === "message-in" && row.title !== FROM_USER;
  return (
    <div className="px-3 py-1.5">
      <div className={clsx("min-w-0 max-w-3xl", look)}>
        {by !== null && <p className="mb-0.5 text-xs font-medium text-muted">{by}</p>}
        <div className={clsx(!isWhole && isLong && "max-h-48 overflow-hidden mask-b-from-70%")}>
          {isMadeByProgram ? (
            <pre className="font-mono text-sm break-words whitespace-pre-wrap text-body">{text}</pre>
          ) : (
            // A single line break means a line break: agents write so, whatever Markdown says.
            <div className="[&_p]:whitespace-pre-line">
              <Markdown text={text} />
            </div>
          )}
        </div>
        {isLong && (
          <Button size="sm" variant="ghost" className="mt-1 -ml-2" onClick={() => setIsWhole(!isWhole)}>
            {isWhole ? "Show less" : "Show all"}
          </Button>
        )}
        {isWhole && row.isCut && whole.kind === "failed" && (
          <p className="text-sm text-danger">Only the beginning: {whole.message}</p>
        )}
      </div>
    </div>
  );
}

function Divider({ isBad, children }: { readonly isBad: boolean; readonly children: ReactNode }) {
  return (
    <p className={clsx("flex h-8 items-center gap-3 px-3 text-sm", isBad ? "text-danger" : "text-muted")}>
      <span className="min-w-0 truncate">{children}</span>
      <span aria-hidden className="h-px flex-1 bg-line" />
    </p>
  );
}
