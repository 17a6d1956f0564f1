// What can be done with a draft: start it, change it, put it off, throw it away.
import { useState } from "react";
import type { TicketRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { Switch } from "../../ui/switch.tsx";
import { useCardActs, useTalk } from "./talk-context.tsx";
import { Trouble } from "./trouble.tsx";
import { useAct } from "./use-act.ts";

export interface DraftFootProps {
  readonly row: TicketRow;
  readonly n: number;
  readonly card: string;
  /** The keys without a focused card mean this one, so they stand on its buttons. */
  readonly isNewest: boolean;
}

export function DraftFoot({ row, n, card, isNewest }: DraftFootProps) {
  const { ticket, hash } = row;
  const { putOff, open } = useTalk();
  const act = useAct();
  const [wantsLanding, setWantsLanding] = useState(false);
  const landWhenGreen = row.landWhenGreen || wantsLanding;

  const approve = () => void act.run("approve-ticket", { ticket, hash, landWhenGreen });
  const edit = () => open({ kind: "edit", row });
  const later = () => putOff(ticket, n);
  useCardActs(card, { approve, edit, putOff: later });

  const chooseLanding = (next: boolean) => {
    setWantsLanding(next);
    // It is part of the ticket already: to take it out is an edit, and the approval then names the new ticket.
    if (!next && row.landWhenGreen)
      void act.run("edit-ticket", { ticket, hash, change: { landWhenGreen: false } });
  };

  return (
    <footer className="border-t border-line bg-canvas px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="max-desk:w-full">
          <Switch
            label="Land when green"
            checked={landWhenGreen}
            onChange={chooseLanding}
            disabled={act.busy !== null}
          />
        </div>
        <div className="ml-auto flex flex-wrap items-center justify-end gap-1.5 max-desk:w-full">
          <Button variant="ghost" onClick={() => open({ kind: "discard", row })}>
            Discard
          </Button>
          <Button variant="ghost" {...(isNewest && { keys: "L" })} onClick={later}>
            Later
          </Button>
          <Button {...(isNewest && { keys: "E" })} onClick={edit}>
            Edit
          </Button>
          <Button
            variant="primary"
            {...(isNewest && { keys: "Mod+Enter" })}
            isBusy={act.busy === "approve-ticket"}
            onClick={approve}
            className="max-desk:order-first max-desk:w-full"
          >
            Approve & start
          </Button>
        </div>
      </div>
      <Trouble text={act.trouble} />
    </footer>
  );
}
