// One ticket of a proposal: where it stands, what it waits for, what it may touch, and its whole text behind one line.
import { CornerDownRight } from "lucide-react";
import type { BoardRow, TicketRow } from "../../../../src/wire/rows.ts";
import { useBoardRow } from "../../feed/hooks.ts";
import { LOOK_OF } from "../../feed/status-look.ts";
import { Button } from "../../ui/button.tsx";
import { Collapsible } from "../../ui/collapsible.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { useTalk } from "./talk-context.tsx";
import { TicketBody } from "./ticket-body.tsx";
import { Trouble } from "./trouble.tsx";
import { UndoButton } from "./undo-button.tsx";
import { type Act, useAct } from "./use-act.ts";
import { useUndo } from "./use-undo.ts";
import { reasonOf, workerName } from "./words.ts";

export interface ProposalTicketProps {
  readonly row: TicketRow;
  /** In the order of the work, from 1. */
  readonly place: number;
}

export function ProposalTicket({ row, place }: ProposalTicketProps) {
  const board = useBoardRow(row.ticket);
  const act = useAct();
  const isOver = row.stage === "landed" || row.stage === "closed";
  return (
    <li aria-label={`${row.ticket}: ${row.title}`} className="px-4 py-2.5">
      <div className="flex items-start gap-x-3">
        <span
          aria-hidden
          className="tnum mt-0.5 flex size-5 shrink-0 items-center justify-center rounded-full bg-active text-xs font-semibold text-muted"
        >
          {place}
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h4 className="flex min-w-0 flex-1 basis-64 items-baseline gap-2">
              <span className="shrink-0 font-mono text-sm text-muted">{row.ticket}</span>
              <span className="min-w-0 font-medium wrap-anywhere text-strong">{row.title}</span>
            </h4>
            {row.stage === "draft" ? (
              <DraftActs row={row} act={act} />
            ) : (
              <Standing row={row} board={board} act={act} />
            )}
          </div>
          <Order row={row} board={board} />
          <Trouble text={act.trouble} />
          {!isOver && (
            <div className="-mx-1.5 mt-0.5">
              <Collapsible label={<span className="text-sm text-muted">{wholeText(row)}</span>}>
                <div className="flex flex-col gap-2 px-1.5 pt-1.5 pb-2">
                  <TicketBody row={row} />
                  {row.stage === "draft" && <Discard row={row} />}
                </div>
              </Collapsible>
            </div>
          )}
        </div>
      </div>
    </li>
  );
}

function wholeText({ criteria, checks }: TicketRow): string {
  const counts = [
    criteria.length === 1 ? "1 criterion" : `${criteria.length} criteria`,
    checks.length === 0 ? "no check" : checks.length === 1 ? "1 check" : `${checks.length} checks`,
  ];
  return `Description, ${counts.join(", ")}`;
}

function DraftActs({ row, act }: { readonly row: TicketRow; readonly act: Act }) {
  const { ticket, hash } = row;
  const { open } = useTalk();
  return (
    <span className="flex shrink-0 items-center gap-1.5 max-desk:w-full max-desk:justify-end">
      <Button
        size="sm"
        variant="ghost"
        aria-label={`Edit ${ticket}`}
        onClick={() => open({ kind: "edit", row })}
      >
        Edit
      </Button>
      <Button
        size="sm"
        aria-label={`Approve ${ticket} & start`}
        isBusy={act.busy === "approve-ticket"}
        onClick={() => void act.run("approve-ticket", { ticket, hash, landWhenGreen: row.landWhenGreen })}
      >
        Approve
      </Button>
    </span>
  );
}

function Discard({ row }: { readonly row: TicketRow }) {
  const { open } = useTalk();
  return (
    <div className="-ml-2">
      <Button
        size="sm"
        variant="ghost"
        aria-label={`Discard ${row.ticket}`}
        onClick={() => open({ kind: "discard", row })}
      >
        Discard
      </Button>
    </div>
  );
}

interface StandingProps {
  readonly row: TicketRow;
  readonly board: BoardRow | null;
  readonly act: Act;
}

function Standing({ row, board, act }: StandingProps) {
  const { onOpenWorker } = useTalk();
  const undo = useUndo(row, act);
  const look = LOOK_OF[board?.word ?? "unknown"];
  const run = board?.run ?? null;
  const worker = board?.worker ?? null;
  return (
    <span className="flex shrink-0 items-center gap-2">
      {run !== null && worker !== null && (
        <button
          type="button"
          onClick={() => onOpenWorker(run)}
          className="rounded-sm text-sm font-medium text-strong underline decoration-line-strong underline-offset-3 hover:decoration-current max-desk:min-h-11"
        >
          {workerName(worker)}
        </button>
      )}
      <StatusWord tone={look.tone} word={look.word} size="sm" />
      {undo !== null && <UndoButton undo={undo} isBusy={act.busy === "undo-approval"} />}
    </span>
  );
}

/** "after T-3, T-4 · src/profile/**", and what it waits for or does at this moment. */
function Order({ row, board }: Omit<StandingProps, "act">) {
  const reason = board === null || row.stage === "draft" ? "" : reasonOf(board);
  const isOver = row.stage === "landed" || row.stage === "closed";
  return (
    <div className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-sm text-muted">
      {row.dependsOn.length > 0 && (
        <span className="inline-flex items-center gap-1">
          <CornerDownRight aria-hidden size={12} className="shrink-0 text-faint" />
          after <span className="font-mono">{row.dependsOn.join(", ")}</span>
        </span>
      )}
      {!isOver && (
        <span className="min-w-0 font-mono text-xs wrap-anywhere" title="Scope">
          {row.scope.length === 0 ? (
            <span className="font-sans text-sm">anywhere in the project</span>
          ) : (
            row.scope.join("  ")
          )}
        </span>
      )}
      {reason !== "" && <span className="min-w-0 flex-1 basis-48 wrap-anywhere text-body">{reason}</span>}
    </div>
  );
}
