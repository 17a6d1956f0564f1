// What the reader of a worker's page should know before the rest.
import type { ReactNode } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { canTryAgain, reasonOf } from "./words.ts";

export interface WorkerNotesProps {
  readonly board: BoardRow;
  /** Null: another run of the ticket is shown than its latest. */
  readonly row: BoardRow | null;
  readonly onMessage: () => void;
  readonly onTryAgain: () => void;
  readonly onOpenWorker: (run: string) => void;
}

export function WorkerNotes(props: WorkerNotesProps) {
  const { board, row, onMessage, onTryAgain, onOpenWorker } = props;
  const later = board.run;
  return (
    <>
      {row === null && later !== null && (
        <Note>
          <Banner
            severity="info"
            title="An earlier run."
            action={
              <Button size="sm" onClick={() => onOpenWorker(later)}>
                Open {later}
              </Button>
            }
          >
            {board.ticket} went on in {later}.
          </Banner>
        </Note>
      )}
      {row !== null && canTryAgain(row) && (
        <Note>
          <Banner
            severity="warn"
            title="Needs you:"
            action={
              <span className="flex gap-2">
                <Button size="sm" keys="r" onClick={onTryAgain}>
                  Try again
                </Button>
                <Button size="sm" variant="primary" onClick={onMessage}>
                  Answer
                </Button>
              </span>
            }
          >
            <bdi>{reasonOf(row)}</bdi>
          </Banner>
        </Note>
      )}
    </>
  );
}

function Note({ children }: { readonly children: ReactNode }) {
  return <div className="shrink-0 px-3 pt-2">{children}</div>;
}
