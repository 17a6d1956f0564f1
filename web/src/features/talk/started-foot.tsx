// What became of an approved ticket: who said yes and how, its worker, and what that does at this moment.
import { Quote } from "lucide-react";
import type { BoardRow, TicketRow } from "../../../../src/wire/rows.ts";
import { useLocalTime } from "../../feed/hooks.ts";
import { Diffstat, Money } from "../../ui/numbers.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { Elapsed } from "../../ui/time.tsx";
import { useCardActs, useTalk } from "./talk-context.tsx";
import { Trouble } from "./trouble.tsx";
import { UndoButton } from "./undo-button.tsx";
import { useAct } from "./use-act.ts";
import { type Undo, useUndo } from "./use-undo.ts";
import { LOOK_OF } from "../../feed/status-look.ts";
import { reasonOf, workerName } from "./words.ts";

export interface StartedFootProps {
  readonly row: TicketRow;
  readonly board: BoardRow | null;
  readonly card: string;
}

export function StartedFoot({ row, board, card }: StartedFootProps) {
  const act = useAct();
  const undo = useUndo(row, act);
  useCardActs(card, undo === null ? {} : { undo: undo.run });
  return (
    <div className="px-4 py-2.5">
      {board !== null && <LiveLine board={board} />}
      <ApprovalLine row={row} undo={undo} isBusy={act.busy === "undo-approval"} />
      <Trouble text={act.trouble} />
    </div>
  );
}

function LiveLine({ board }: { readonly board: BoardRow }) {
  const { onOpenWorker } = useTalk();
  const local = useLocalTime();
  const { tone, word } = LOOK_OF[board.word];
  const { run, worker } = board;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {run !== null && worker !== null && (
        <button
          type="button"
          onClick={() => onOpenWorker(run)}
          className="rounded-sm font-medium text-strong underline decoration-line-strong underline-offset-3 hover:decoration-current max-desk:min-h-11"
        >
          {workerName(worker)}
        </button>
      )}
      <span className="flex max-w-full min-w-0 flex-1">
        <StatusWord tone={tone} word={word} detail={reasonOf(board)} />
      </span>
      <span className="flex items-center gap-3 text-sm text-muted">
        {board.fileCount > 0 && <Diffstat added={board.added} removed={board.removed} />}
        {board.costUsd > 0 && <Money usd={board.costUsd} />}
        <Elapsed since={local(board.since)} />
      </span>
    </div>
  );
}

interface ApprovalLineProps {
  readonly row: TicketRow;
  readonly undo: Undo | null;
  readonly isBusy: boolean;
}

function ApprovalLine({ row, undo, isBusy }: ApprovalLineProps) {
  const approval = row.landApproval ?? row.approval;
  if (approval === null && undo === null) return null;
  const what = row.landApproval === null ? "Approved" : "Approved to land";
  return (
    <div className="mt-1.5 flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
      {approval?.by === "message" && <Quote aria-hidden size={12} className="shrink-0 text-faint" />}
      <span className="min-w-0 break-words">
        {approval === null || approval.by !== "message"
          ? `${what} ${approval?.by === "with-ticket" ? "with the ticket" : "by your click"}`
          : `${what} by your words “${approval.quote ?? ""}”`}
      </span>
      {undo !== null && <UndoButton undo={undo} isBusy={isBusy} />}
    </div>
  );
}
