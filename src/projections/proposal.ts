// The card of a proposal: which tickets it has, and the yes to all of them.
import type { Proposal } from "../domain/ticket/state.ts";
import type { ProposalRow } from "../wire/rows.ts";
import { approvalRow } from "./ticket.ts";

export function proposalCardRow({ id, title, tickets, approval, proposedAt }: Proposal): ProposalRow {
  return {
    proposal: id,
    title,
    tickets: [...tickets],
    approval: approval === null ? null : approvalRow(approval.by, approval.at),
    proposedAt,
  };
}
