// What the reader of a worker's page should know before the rest.
import type { ReactNode } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { worktreeOf } from "../../control/offers.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import type { Controls } from "./worker-controls.tsx";
import { canTryAgain, reasonOf } from "./words.ts";

export interface WorkerNotesProps {
  readonly board: BoardRow;
  /** Null: another run of the ticket is shown than its latest. */
  readonly row: BoardRow | null;
  readonly onMessage: () => void;
  readonly onTryAgain: () => void;
  readonly controls: Pick<Controls, "takeOver" | "pause" | "raise">;
  readonly onOpenWorker: (run: string) => void;
}

export function WorkerNotes(props: WorkerNotesProps) {
  const { board, row, onMessage, onTryAgain, controls, onOpenWorker } = props;
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
      {row?.word === "taken-over" && <ByHand row={row} onGiveBack={controls.takeOver} />}
      {row?.budget?.over != null && (
        <Note>
          <Banner
            severity="warn"
            title="Held for its budget:"
            action={
              <Button size="sm" variant="primary" keys="b" onClick={controls.raise}>
                Raise budget
              </Button>
            }
          >
            {row.budget.over.text}
          </Banner>
        </Note>
      )}
      {row?.word === "stuck" && (
        <Note>
          <Banner severity="danger" title="Stuck:">
            <bdi>{reasonOf(row)}</bdi>
            {row.waitsFor !== null && <span className="block">To do: {row.waitsFor}.</span>}
          </Banner>
        </Note>
      )}
      {row !== null && row.budget?.over == null && canTryAgain(row) && (
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

function ByHand({ row, onGiveBack }: { readonly row: BoardRow; readonly onGiveBack: () => void }) {
  const worktree = worktreeOf(row);
  return (
    <Note>
      <Banner
        severity="info"
        title="Taken over by you."
        action={
          <Button size="sm" variant="primary" keys="t" onClick={onGiveBack}>
            Give back
          </Button>
        }
      >
        {worktree === null ? (
          <bdi>{reasonOf(row)}</bdi>
        ) : (
          <>
            Its worktree is yours until you give it back:{" "}
            <CopyText text={worktree} label="Copy worktree" className="-my-0.5" />
          </>
        )}
      </Banner>
    </Note>
  );
}

function Note({ children }: { readonly children: ReactNode }) {
  return <div className="shrink-0 px-3 pt-2">{children}</div>;
}
