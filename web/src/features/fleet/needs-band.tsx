// What a worker needs from the user, in one sentence, with the one button that most likely brings it on.
import { clsx } from "clsx";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { SOFT_OF } from "../../ui/tone.ts";
import { worktreeOf } from "../../control/offers.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { primaryAct, type RowActs } from "./acts.ts";
import { LOOK_OF } from "../../feed/status-look.ts";
import { reasonOf } from "./words.ts";

export interface NeedsBandProps {
  readonly row: BoardRow;
  readonly acts: RowActs;
}

export function NeedsBand({ row, acts }: NeedsBandProps) {
  const { label, run } = primaryAct(row, acts);
  const worktree = worktreeOf(row);
  const text =
    worktree === null ? reasonOf(row) || row.waitsFor : "Its worktree is yours until you give it back.";
  return (
    <div
      className={clsx(
        "flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 rounded-md py-1.5 pr-1.5 pl-3",
        SOFT_OF[LOOK_OF[row.word].tone],
      )}
    >
      <p
        title={text ?? ""}
        className="line-clamp-2 min-w-48 flex-1 break-words text-body first-letter:uppercase max-desk:line-clamp-4"
      >
        <bdi>{text}</bdi>
      </p>
      {worktree !== null && (
        <CopyText text={worktree} label="Copy worktree" className="min-w-0 max-desk:w-full" />
      )}
      <Button size="sm" variant="primary" onClick={run}>
        {label}
      </Button>
    </div>
  );
}
