// A large wish in the conversation: its tickets in their order on one card, each to decide on alone or all at once.
import { memo } from "react";
import type { ProposalRow, TicketRow } from "../../../../src/wire/rows.ts";
import { useView } from "../../feed/hooks.ts";
import { LOOK_OF } from "../../feed/status-look.ts";
import { Card, CardHeader } from "../../ui/card.tsx";
import { Count } from "../../ui/numbers.tsx";
import { StatusGlyph } from "../../ui/status-word.tsx";
import { CardLine } from "./card-line.tsx";
import { ProposalFoot } from "./proposal-foot.tsx";
import { ProposalTicket } from "./proposal-ticket.tsx";
import { Row } from "./row.tsx";

export interface ProposalCardProps {
  readonly proposal: string;
}

export const ProposalCard = memo(function ProposalCard({ proposal }: ProposalCardProps) {
  const row = useView(({ tables }) => tables.proposal[proposal] ?? null);
  const known = useView(({ tables }) => tables.ticket);
  if (row === null)
    return (
      <Row>
        <CardLine ticket={proposal} text="proposed" />
      </Row>
    );
  const tickets = row.tickets.flatMap((ticket) => known[ticket] ?? []);
  return (
    <Row>
      {tickets.every(isOver) ? <Over row={row} tickets={tickets} /> : <Open row={row} tickets={tickets} />}
    </Row>
  );
});

interface WithTickets {
  readonly row: ProposalRow;
  readonly tickets: readonly TicketRow[];
}

/** By this name keys find it, as they find the card of a single ticket. */
function cardOf({ proposal }: ProposalRow): string {
  return `ticket ${proposal}`;
}

function Open({ row, tickets }: WithTickets) {
  return (
    <Card
      as="article"
      aria-label={`Proposal ${row.proposal}: ${row.title}`}
      data-card={cardOf(row)}
      tabIndex={0}
      className="shadow-control focus-visible:outline-offset-1"
    >
      <CardHeader
        title={
          <>
            <span className="mr-2 font-mono text-sm font-medium text-muted">{row.proposal}</span>
            <span title={row.title}>{row.title}</span>
          </>
        }
        meta={<Progress tickets={tickets} />}
      />
      <ol aria-label={`Tickets of ${row.proposal}, in their order`} className="divide-y divide-line">
        {tickets.map((ticket, index) => (
          <ProposalTicket key={ticket.ticket} row={ticket} place={index + 1} />
        ))}
      </ol>
      <ProposalFoot row={row} tickets={tickets} card={cardOf(row)} />
    </Card>
  );
}

function Progress({ tickets }: { readonly tickets: readonly TicketRow[] }) {
  const landedCount = tickets.filter(({ stage }) => stage === "landed").length;
  return landedCount === 0 ? (
    <Count value={tickets.length} one="ticket" />
  ) : (
    <span className="tnum">
      {landedCount} of {tickets.length} landed
    </span>
  );
}

function Over({ row, tickets }: WithTickets) {
  const landedCount = tickets.filter(({ stage }) => stage === "landed").length;
  const isAll = landedCount === tickets.length;
  const look = isAll ? LOOK_OF.landed : LOOK_OF.closed;
  return (
    <CardLine
      ticket={row.proposal}
      text={row.title}
      note={
        isAll ? `All ${landedCount} landed` : `${landedCount} of ${tickets.length} landed, the rest is closed`
      }
      glyph={<StatusGlyph tone={look.tone} />}
    />
  );
}

function isOver({ stage }: TicketRow): boolean {
  return stage === "landed" || stage === "closed";
}
