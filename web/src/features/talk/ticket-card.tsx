// A ticket in the conversation: a draft to decide on, what became of it, or one line when it is over or stands elsewhere.
import { memo } from "react";
import type { BoardRow, TicketRow } from "../../../../src/wire/rows.ts";
import { useBoardRow, useTicket } from "../../feed/hooks.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody } from "../../ui/card.tsx";
import { Collapsible } from "../../ui/collapsible.tsx";
import { StatusGlyph } from "../../ui/status-word.tsx";
import { CardLine } from "./card-line.tsx";
import { DraftFoot } from "./draft-foot.tsx";
import { Row } from "./row.tsx";
import { StartedFoot } from "./started-foot.tsx";
import { useTalk } from "./talk-context.tsx";
import { FirstMessage, TicketBody, TicketHead } from "./ticket-body.tsx";
import { LOOK_OF } from "../../feed/status-look.ts";
import { reasonOf } from "./words.ts";

export interface TicketCardProps {
  readonly ticket: string;
  readonly n: number;
  /** A newer card of it follows: this one is only a mark of where it was. */
  readonly isLast: boolean;
  readonly isEdit: boolean;
}

export const TicketCard = memo(function TicketCard({ ticket, n, isLast, isEdit }: TicketCardProps) {
  const row = useTicket(ticket);
  const board = useBoardRow(ticket);
  const { isPutOff, putOff } = useTalk();
  return (
    <Row>
      {row === null || !isLast ? (
        <CardLine
          ticket={ticket}
          text={`${isEdit ? "edited" : "drafted"}${isLast ? "" : ", edited below"}`}
        />
      ) : row.stage === "landed" || row.stage === "closed" ? (
        <OverLine row={row} board={board} />
      ) : row.stage !== "draft" ? (
        <Started row={row} board={board} />
      ) : isPutOff(ticket, n) ? (
        <CardLine
          ticket={ticket}
          text={row.title}
          note="Draft, for later"
          glyph={<StatusGlyph tone="idle" />}
        >
          <Button size="sm" aria-label={`Open ${ticket}`} onClick={() => putOff(ticket, null)}>
            Open
          </Button>
        </CardLine>
      ) : (
        <Draft row={row} n={n} />
      )}
    </Row>
  );
});

/** By this name keys and tests find a card. */
function cardOf({ ticket }: TicketRow): string {
  return `ticket ${ticket}`;
}

function Draft({ row, n }: { readonly row: TicketRow; readonly n: number }) {
  const { newestDraft } = useTalk();
  return (
    <Card
      as="article"
      aria-label={`Draft ${row.ticket}: ${row.title}`}
      data-card={cardOf(row)}
      tabIndex={0}
      className="shadow-control focus-visible:outline-offset-1"
    >
      <TicketHead row={row} look={LOOK_OF.draft} />
      <CardBody>
        <TicketBody row={row} />
      </CardBody>
      <DraftFoot row={row} n={n} card={cardOf(row)} isNewest={newestDraft === row.ticket} />
    </Card>
  );
}

interface WithBoard {
  readonly row: TicketRow;
  readonly board: BoardRow | null;
}

function Started({ row, board }: WithBoard) {
  return (
    <Card as="article" aria-label={`${row.ticket}: ${row.title}`} data-card={cardOf(row)} tabIndex={0}>
      <TicketHead row={row} look={LOOK_OF[board?.word ?? "unknown"]} />
      <StartedFoot row={row} board={board} card={cardOf(row)} />
      <div className="border-t border-line px-2.5 py-1">
        <Collapsible label="What was approved">
          <div className="px-1.5 pt-1 pb-3">
            <TicketBody row={row} />
          </div>
        </Collapsible>
      </div>
    </Card>
  );
}

function OverLine({ row, board }: WithBoard) {
  const look = LOOK_OF[board?.word ?? (row.stage === "landed" ? "landed" : "closed")];
  const reason = board === null ? "" : reasonOf(board);
  return (
    <CardLine
      ticket={row.ticket}
      text={row.title}
      note={reason === "" ? look.word : `${look.word} · ${reason}`}
      glyph={<StatusGlyph tone={look.tone} />}
    >
      <FirstMessage ticket={row.ticket} />
    </CardLine>
  );
}
