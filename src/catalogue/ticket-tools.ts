import { z } from "zod";
import { proposalId, ticketId, type TicketId } from "../domain/ids.ts";
import { fuseText } from "../domain/landing/fuse.ts";
import { cut } from "../domain/shared.ts";
import type { Ticket } from "../domain/ticket/state.ts";
import { refuseCall, type CatalogueAccess, type ToolAnswer, type ToolCallPlace } from "./access.ts";
import { DECIDED_CHARS_MAX, hashOf, makeSpec, patchSpec } from "./spec.ts";
import { SpecInput, SpecPatch } from "../wire/spec.ts";
import { answerOf, defineTool } from "./tool.ts";

export const TicketName = z.string().regex(/^T-[1-9]\d{0,8}$/, "a ticket like T-3");

export const ticketDraft = defineTool(
  {
    name: "ticket_draft",
    grant: "always",
    input: SpecInput,
    description:
      "Draft a ticket from what was discussed. The user sees it as a card and must approve it before anything starts.",
  },
  async (input, { access, place, run }) => {
    const spec = makeSpec(input, await access.readDefaults(), wordsOf(place));
    const reply = await run({
      type: "ticket.draft",
      conversation: place.conversation,
      spec,
      hash: hashOf(spec),
    });
    return answerOf(
      reply,
      (id) => `${id} drafted: ${spec.title}. The card is shown; ask the user to approve it.`,
    );
  },
);

export const ticketEdit = defineTool(
  {
    name: "ticket_edit",
    grant: "user-turn",
    input: SpecPatch.extend({ ticket: TicketName }),
    description: "Change a draft. The user sees the new card and must approve it again.",
  },
  (input, { access, run }) =>
    withTicket(access, input.ticket, async (ticket) => {
      const spec = patchSpec(ticket.spec, input);
      return answerOf(
        await run({ type: "ticket.edit", ticket: ticket.id, spec, hash: hashOf(spec) }),
        (id) => `${id} changed; the new card is shown.`,
      );
    }),
);

export const ticketStart = defineTool(
  {
    name: "ticket_start",
    grant: "user-turn",
    input: z.object({ ticket: TicketName }),
    description:
      "Start work on a ticket that the user approved in their own words in this turn. The only way to start work; there is no task tool. Refused unless the user's message had the card in view.",
  },
  (input, { access, run }) =>
    withTicket(access, input.ticket, async (ticket) =>
      answerOf(
        await run({ type: "ticket.approve", ticket: ticket.id, hash: ticket.hash }),
        (id) => `${id} is approved; a worker starts in its own worktree. You remain available.`,
      ),
    ),
);

export const ticketRetry = defineTool(
  {
    name: "ticket_retry",
    grant: "user-turn",
    input: z.object({
      ticket: TicketName,
      reason: z.string().max(2_000),
      fromWork: z.boolean().default(false).describe("The new run begins with the commits of the last"),
    }),
    description:
      "End the present run of a ticket (its work is kept) and start a new one, which is told what happened before.",
  },
  (input, { access, run }) =>
    withTicket(access, input.ticket, async (ticket) =>
      answerOf(
        await run({
          type: "ticket.retry",
          ticket: ticket.id,
          reason: input.reason,
          isFromWork: input.fromWork,
        }),
        (id) => `${id} is queued for a new run.`,
      ),
    ),
);

export const ticketCancel = defineTool(
  {
    name: "ticket_cancel",
    grant: "user-turn",
    input: z.object({ ticket: TicketName, reason: z.string().max(2_000) }),
    description: "Close a ticket for good. Work of its run is kept.",
  },
  (input, { access, run }) =>
    withTicket(access, input.ticket, async (ticket) =>
      answerOf(
        await run({ type: "ticket.cancel", ticket: ticket.id, reason: input.reason }),
        (id) => `${id} is closed.`,
      ),
    ),
);

export const landingApprove = defineTool(
  {
    name: "landing_approve",
    grant: "user-turn",
    input: z.object({ ticket: TicketName }),
    description:
      "Land a reviewed ticket that the user approved to land in their own words in this turn. It waits 10 seconds, so that it can be undone.",
  },
  (input, { access, run }) =>
    withTicket(access, input.ticket, async (ticket) => {
      const hash =
        "run" in ticket.stage ? (access.state().runs.get(ticket.stage.run)?.landHash ?? null) : null;
      if (hash === null)
        return refuseCall(`${ticket.id} is ${ticket.stage.name}: there is no reviewed work to land yet.`);
      return answerOf(
        await run({ type: "landing.approve", ticket: ticket.id, hash, isUnverifiedAccepted: true }),
        () => {
          const fuse = fuseText(access.state());
          const warning = fuse === null ? "" : ` Tell the user: ${fuse}.`;
          return `${ticket.id} lands in 10 seconds unless it is undone.${warning}`;
        },
      );
    }),
);

export const approvalUndo = defineTool(
  {
    name: "approval_undo",
    grant: "user-turn",
    input: z.object({
      ticket: z.string().regex(/^[TP]-[1-9]\d{0,8}$/, "a ticket like T-3, or a proposal like P-2"),
    }),
    description:
      "Take back the last approval of a ticket: its landing while it waits, or its start before the worker's first tool call. With a proposal: the starts of all its tickets that have not begun.",
  },
  async (input, { access, run }) => {
    if (input.ticket.startsWith("P-"))
      return answerOf(
        await run({ type: "ticket.undo-all", proposal: proposalId(input.ticket) }),
        (id) => `The approval of ${id} is taken back where no worker has begun.`,
      );
    return await withTicket(access, input.ticket, async (ticket) => {
      const command =
        ticket.stage.name === "landing"
          ? ({ type: "landing.undo", ticket: ticket.id } as const)
          : ({ type: "ticket.undo-approval", ticket: ticket.id } as const);
      return answerOf(await run(command), (id) => `The approval of ${id} is taken back.`);
    });
  },
);

export async function withTicket(
  access: CatalogueAccess,
  name: string,
  act: (ticket: Ticket) => Promise<ToolAnswer>,
): Promise<ToolAnswer> {
  const id: TicketId = ticketId(name);
  const ticket = access.state().tickets.get(id);
  return ticket === undefined
    ? refuseCall(`There is no ticket ${id}. Look at the board.`)
    : await act(ticket);
}

/** The user's own words of this turn, for the worker. A report is never quoted as the user's. */
export function wordsOf(place: ToolCallPlace): readonly string[] {
  return place.turn.messages.flatMap((message) =>
    message.kind === "user" ? [cut(message.text.trim(), DECIDED_CHARS_MAX)] : [],
  );
}
