import { z } from "zod";
import { proposalId } from "../domain/ids.ts";
import { must } from "../domain/state.ts";
import type { Proposal } from "../domain/ticket/state.ts";
import { ProposalInput } from "../wire/spec.ts";
import { refuseCall, type CatalogueAccess, type ToolAnswer } from "./access.ts";
import { planProblem, runProposal, supersedeCommand } from "./propose.ts";
import { TicketName, withTicket, wordsOf } from "./ticket-tools.ts";
import { answerOf, defineTool } from "./tool.ts";

const ProposalName = z.string().regex(/^P-[1-9]\d{0,8}$/, "a proposal like P-2");

export const ticketsPropose = defineTool(
  {
    name: "tickets_propose",
    grant: "always",
    input: ProposalInput,
    description:
      "Split a large wish into 2 to 8 tickets on one card, in the order in which they are to be done, each with its criteria and scope; `after` says which of them must have landed first. Two whose scopes meet must wait for each other. The user approves each alone, or all in this order.",
  },
  async (input, { access, place, run }) => {
    const problem = planProblem(input);
    if (problem !== null) return refuseCall(problem);
    const reply = await runProposal(input, {
      conversation: place.conversation,
      defaults: await access.readDefaults(),
      decided: wordsOf(place),
      state: () => access.state(),
      run,
      isTaken: (one) => one.kind === "refused" && one.refusal.code === "changed-since",
    });
    return answerOf(
      reply,
      (id) =>
        `${id} drafted: ${ticketsText(access, id)}. The card is shown; ask the user to approve each, or “all, in this order”.`,
    );
  },
);

/** `T-3 Title; T-4 Title after T-3`. */
function ticketsText(access: CatalogueAccess, name: string): string {
  const { proposals, tickets } = access.state();
  const proposal = [...proposals.values()].find(({ id }) => id === name);
  return (proposal?.tickets ?? [])
    .map((ticket) => {
      const { title, dependsOn } = must(tickets, ticket).spec;
      return `${ticket} ${title}${dependsOn.length === 0 ? "" : ` after ${dependsOn.join(", ")}`}`;
    })
    .join("; ");
}

export const ticketsStart = defineTool(
  {
    name: "tickets_start",
    grant: "user-turn",
    input: z.object({ proposal: ProposalName }),
    description:
      "Start all drafts of a proposal, in its order, when the user approved all of them in their own words in this turn (“all, in this order”). For one of them use ticket_start.",
  },
  (input, { access, run }) =>
    withProposal(access, input.proposal, async ({ id, tickets }) => {
      const { tickets: known } = access.state();
      const shown = tickets.map((ticket) => ({ ticket, hash: must(known, ticket).hash }));
      return answerOf(
        await run({ type: "ticket.approve-all", proposal: id, shown }),
        () =>
          `All of ${id} is approved: a worker starts on each of ${tickets.join(", ")} in this order, when what it waits for has landed. You remain available.`,
      );
    }),
);

export const ticketSupersede = defineTool(
  {
    name: "ticket_supersede",
    grant: "user-turn",
    input: z.object({ ticket: TicketName, successor: TicketName }),
    description:
      "Close a ticket because another takes its place. What waited for it waits for the other one; work of its run is kept.",
  },
  (input, { access, run }) =>
    withTicket(access, input.ticket, (ticket) =>
      withTicket(access, input.successor, async (successor) =>
        answerOf(
          await run(supersedeCommand(access.state(), ticket, successor)),
          (id) => `${id} is superseded by ${successor.id}.`,
        ),
      ),
    ),
);

async function withProposal(
  access: CatalogueAccess,
  name: string,
  act: (proposal: Proposal) => Promise<ToolAnswer>,
): Promise<ToolAnswer> {
  const proposal = access.state().proposals.get(proposalId(name));
  return proposal === undefined ? refuseCall(`There is no proposal ${name}.`) : await act(proposal);
}
