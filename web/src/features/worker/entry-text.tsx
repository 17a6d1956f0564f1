// Input, output or words of one line, whole: what the feed has cut is read when it is opened.
import type { TimelineRow } from "../../../../src/wire/rows.ts";
import type { ReadReply } from "../../feed/request.ts";
import { useRead } from "../../feed/use-read.ts";
import { Button } from "../../ui/button.tsx";
import { OutputBlock } from "../../ui/code-block.tsx";
import { Spinner } from "../../ui/skeleton.tsx";
import { inputText } from "./entries.ts";

export type ReadWhole = (n: number) => Promise<ReadReply<TimelineRow>>;

export interface EntryTextProps {
  /** Whose record: the key of what is read. */
  readonly run: string;
  readonly row: TimelineRow;
  readonly name: "Input" | "Output" | "Text";
  readonly label: string;
  readonly readWhole: ReadWhole;
}

export function EntryText({ run, row, name, label, readWhole }: EntryTextProps) {
  const whole = useRead(row.isCut ? `${run} ${row.n}` : null, () => readWhole(row.n));
  const text = row.isCut && whole.kind === "read" ? whole.value.text : row.text;
  return (
    <section aria-label={name} className="min-w-0">
      <h4 className="mb-1 flex items-center gap-2 text-xs font-medium text-muted">
        {name}
        {row.isCut && whole.kind === "reading" && (
          <span className="inline-flex items-center gap-1">
            <Spinner size={11} /> reading the whole
          </span>
        )}
        {row.isCut && whole.kind === "failed" && (
          <span className="inline-flex items-center gap-1 text-danger">
            Only the beginning: {whole.message}
            <Button size="sm" variant="ghost" onClick={whole.retry}>
              Read again
            </Button>
          </span>
        )}
      </h4>
      {text === "" ? (
        <p className="text-sm text-faint">empty</p>
      ) : (
        <OutputBlock
          text={name === "Input" ? inputText(text) : text}
          label={`${label}, ${name.toLowerCase()}`}
        />
      )}
    </section>
  );
}
