// What can be done with a proposal as a whole: one yes to all of its drafts, and the way back.
import { Quote } from "lucide-react";
import { useState } from "react";
import type { ProposalRow, TicketRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { Switch } from "../../ui/switch.tsx";
import { useCardActs, useTalk } from "./talk-context.tsx";
import { Trouble } from "./trouble.tsx";
import { UndoButton } from "./undo-button.tsx";
import { useAct } from "./use-act.ts";

export interface ProposalFootProps {
  readonly row: ProposalRow;
  readonly tickets: readonly TicketRow[];
  readonly card: string;
}

export function ProposalFoot({ row, tickets, card }: ProposalFootProps) {
  const { proposal } = row;
  const { newestDraft } = useTalk();
  const act = useAct();
  const [wantsLanding, setWantsLanding] = useState(false);
  const drafts = tickets.filter(({ stage }) => stage === "draft");
  const canUndo = tickets.some(({ canUndoStart }) => canUndoStart);
  // What every draft says already is no choice any more.
  const isLanding = drafts.every(({ landWhenGreen }) => landWhenGreen);

  const approve = () =>
    void act.run("approve-proposal", {
      proposal,
      shown: drafts.map(({ ticket, hash }) => ({ ticket, hash })),
      landWhenGreen: wantsLanding || isLanding,
    });
  const undo = () => void act.run("undo-approval", { ticket: proposal });
  useCardActs(card, {
    ...(drafts.length > 0 && { approve }),
    ...(canUndo && { undo }),
  });

  return (
    <footer className="border-t border-line bg-canvas px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {drafts.length > 0 && (
          <div className="max-desk:w-full">
            <Switch
              label="Land when green"
              checked={wantsLanding || isLanding}
              onChange={setWantsLanding}
              disabled={act.busy !== null || isLanding}
            />
          </div>
        )}
        <ApprovalLine row={row} canUndo={canUndo} isBusy={act.busy === "undo-approval"} onUndo={undo} />
        {drafts.length > 0 && (
          <Button
            variant="primary"
            {...(newestDraft === proposal && { keys: "Mod+Enter" })}
            isBusy={act.busy === "approve-proposal"}
            onClick={approve}
            className="ml-auto max-desk:order-first max-desk:w-full"
          >
            {drafts.length === tickets.length
              ? "Approve all, in this order"
              : `Approve the other ${drafts.length}, in this order`}
          </Button>
        )}
      </div>
      <Trouble text={act.trouble} />
    </footer>
  );
}

interface ApprovalLineProps {
  readonly row: ProposalRow;
  readonly canUndo: boolean;
  readonly isBusy: boolean;
  readonly onUndo: () => void;
}

function ApprovalLine({ row: { proposal, approval }, canUndo, isBusy, onUndo }: ApprovalLineProps) {
  if (approval === null && !canUndo) return null;
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
      {approval?.by === "message" && <Quote aria-hidden size={12} className="shrink-0 text-faint" />}
      {approval !== null && (
        <span className="min-w-0 wrap-anywhere">
          {approval.by === "message"
            ? `All approved by your words “${approval.quote ?? ""}”`
            : "All approved by your click"}
        </span>
      )}
      {canUndo && <UndoButton undo={{ ticket: proposal, label: "Undo all", run: onUndo }} isBusy={isBusy} />}
    </div>
  );
}
