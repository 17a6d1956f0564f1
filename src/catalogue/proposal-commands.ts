// What a user can have done to several tickets at once.
import { proposalId } from "../domain/ids.ts";
import { must } from "../domain/state.ts";
import type { Proposal, Ticket } from "../domain/ticket/state.ts";
import type { CommandData } from "../wire/commands.ts";
import { planProblem, runProposal } from "./propose.ts";
import { hashOf } from "./spec.ts";
import { refuseUser, type UserAccess, type UserReply } from "./user-access.ts";

export async function proposeTickets(
  plan: CommandData<"propose-tickets">,
  access: UserAccess,
): Promise<UserReply> {
  const problem = planProblem(plan);
  if (problem !== null) return refuseUser("invalid", problem);
  return await runProposal(plan, {
    conversation: access.conversation,
    defaults: await access.readDefaults(),
    decided: [],
    state: () => access.state(),
    run: access.run,
    isTaken: (reply) => reply.kind === "refused" && reply.code === "changed-since",
  });
}

/** With *land when green* each draft that does not say so is changed first; the yes is to the drafts as they are then. */
export async function approveProposal(
  { proposal: name, shown, landWhenGreen }: CommandData<"approve-proposal">,
  access: UserAccess,
): Promise<UserReply> {
  const proposal = findProposal(name, access);
  if (proposal === undefined) return noSuchProposal(name);
  const drafts = draftsOf(proposal, access);
  const changed = drafts.find(({ id, hash }) => shown.find((one) => one.ticket === id)?.hash !== hash);
  if (changed !== undefined)
    return refuseUser(
      "changed-since",
      `${changed.id} has changed since you saw it: nothing was done. Look at it again, then decide.`,
    );
  for (const { id: ticket, spec } of drafts) {
    if (!landWhenGreen || spec.landWhenGreen) continue;
    const edited = { ...spec, landWhenGreen };
    const reply = await access.run({ type: "ticket.edit", ticket, spec: edited, hash: hashOf(edited) });
    if (reply.kind === "refused") return reply;
  }
  return await access.run({
    type: "ticket.approve-all",
    proposal: proposal.id,
    shown: drafts.map(({ id: ticket, hash, spec }) => ({
      ticket,
      hash: landWhenGreen && !spec.landWhenGreen ? hashOf({ ...spec, landWhenGreen }) : hash,
    })),
  });
}

export async function undoProposal(name: string, access: UserAccess): Promise<UserReply> {
  const proposal = findProposal(name, access);
  return proposal === undefined
    ? noSuchProposal(name)
    : await access.run({ type: "ticket.undo-all", proposal: proposal.id });
}

export function isProposalName(name: string): boolean {
  return /^P-[1-9]\d{0,8}$/i.test(name.trim());
}

function draftsOf({ tickets }: Proposal, access: UserAccess): readonly Ticket[] {
  const { tickets: known } = access.state();
  return tickets.map((id) => must(known, id)).filter(({ stage }) => stage.name === "draft");
}

function findProposal(name: string, access: UserAccess): Proposal | undefined {
  return isProposalName(name)
    ? access.state().proposals.get(proposalId(name.trim().toUpperCase()))
    : undefined;
}

function noSuchProposal(name: string): UserReply {
  return refuseUser("unknown-subject", `There is no proposal called ${name}. They are called P-1, P-2, …`);
}
