// The windows over the conversation, one at a time.
import type { ReviewRow, TicketRow } from "../../../../src/wire/rows.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { DiffDialog } from "./diff-dialog.tsx";
import { EditTicket } from "./edit-ticket.tsx";
import { FirstMessageDialog } from "./first-message.tsx";
import type { Overlay } from "./talk-context.tsx";
import { Trouble } from "./trouble.tsx";
import { useAct } from "./use-act.ts";

export interface OverlaysProps {
  /** Null: none is open. */
  readonly overlay: Overlay | null;
  readonly onClose: () => void;
}

export function Overlays({ overlay, onClose }: OverlaysProps) {
  if (overlay === null) return null;
  switch (overlay.kind) {
    case "edit":
      return <EditTicket row={overlay.row} onClose={onClose} />;
    case "discard":
      return <Discard row={overlay.row} onClose={onClose} />;
    case "first-message":
      return <FirstMessageDialog ticket={overlay.ticket} onClose={onClose} />;
    case "diff":
      return <DiffDialog review={overlay.review} onClose={onClose} />;
    case "land-unverified":
      return <LandUnverified review={overlay.review} onClose={onClose} />;
    default:
      return overlay satisfies never;
  }
}

interface DiscardProps {
  readonly row: TicketRow;
  readonly onClose: () => void;
}

function Discard({ row: { ticket, title }, onClose }: DiscardProps) {
  const act = useAct();
  const discard = async () => {
    const reply = await act.run("discard-ticket", { ticket });
    if (reply.kind === "accepted") onClose();
  };
  return (
    <Confirm
      isOpen
      isDanger
      title={`Discard ${ticket}?`}
      confirmLabel="Discard"
      isBusy={act.busy !== null}
      onCancel={onClose}
      onConfirm={() => void discard()}
    >
      “{title}” is closed without a worker. The conversation keeps what was said about it.
      <Trouble text={act.trouble} />
    </Confirm>
  );
}

interface LandUnverifiedProps {
  readonly review: ReviewRow;
  readonly onClose: () => void;
}

function LandUnverified({ review: { ticket, landHash }, onClose }: LandUnverifiedProps) {
  const act = useAct();
  const land = async () => {
    if (landHash === null) return onClose();
    const reply = await act.run("land", { ticket, hash: landHash, isUnverifiedAccepted: true });
    if (reply.kind === "accepted") onClose();
  };
  return (
    <Confirm
      isOpen
      isDanger
      title={`Land ${ticket} unverified?`}
      confirmLabel="Land UNVERIFIED"
      isBusy={act.busy !== null}
      onCancel={onClose}
      onConfirm={() => void land()}
    >
      No check has proved this change. Its landing is marked unverified for ever.
      <Trouble text={act.trouble} />
    </Confirm>
  );
}
