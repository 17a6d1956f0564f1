// What a user can have done, whatever the way in: page, command line, HTTP and terminal all end here.
import { z } from "zod";
import { contentHash, messageId } from "../domain/ids.ts";
import type { Ticket } from "../domain/ticket/state.ts";
import { COMMANDS, type CommandName } from "../wire/commands.ts";
import { raiseOf } from "../wire/raise.ts";
import { SpecInput } from "../wire/spec.ts";
import { AWAY_ACTS } from "./away-commands.ts";
import { CONTROL_ACTS } from "./control-commands.ts";
import { approveProposal, isProposalName, proposeTickets, undoProposal } from "./proposal-commands.ts";
import { supersedeCommand } from "./propose.ts";
import { hashOf, makeSpec, patchSpec } from "./spec.ts";
import { SHARED_BUDGETS } from "./budget-tools.ts";
import { refuseUser, type UserAccess, type UserReply } from "./user-access.ts";
import { forRuns, withTicket, type Act, type Acts } from "./user-acts.ts";
import { isEveryone, isHeld } from "./worker-tools.ts";

const ACTS: Acts<CommandName> = {
  say: ({ text, seenSeq }, { run, conversation, newId }) =>
    run({ type: "conversation.receive", conversation, message: messageId(newId()), text, seenSeq }),
  "add-ticket": async ({ markdown }, access) => {
    const read = access.parseTicket(markdown);
    if (read.kind === "refused") return refuseUser("invalid", read.text);
    const parsed = SpecInput.safeParse(read.ticket);
    if (!parsed.success)
      return refuseUser("invalid", `The ticket cannot be taken: ${z.prettifyError(parsed.error)}`);
    const { checks, ...rest } = parsed.data;
    // A file without a list of checks says nothing about them: the project's own are meant.
    const named = checks === undefined || checks.length === 0 ? rest : { ...rest, checks };
    const spec = makeSpec(named, await access.readDefaults(), []);
    return await access.run({
      type: "ticket.draft",
      conversation: access.conversation,
      spec,
      hash: hashOf(spec),
    });
  },
  "propose-tickets": proposeTickets,
  "approve-proposal": approveProposal,
  "supersede-ticket": ({ ticket: name, successor }, access) =>
    withTicket(name, access, (ticket) =>
      withTicket(successor, access, (other) => access.run(supersedeCommand(access.state(), ticket, other))),
    ),
  "edit-ticket": ({ ticket: name, hash, change }, access) =>
    withTicket(name, access, async (ticket) => {
      if (ticket.hash !== hash) return changedSince(ticket);
      const spec = patchSpec(ticket.spec, change);
      return await access.run({ type: "ticket.edit", ticket: ticket.id, spec, hash: hashOf(spec) });
    }),
  "approve-ticket": ({ ticket: name, hash, landWhenGreen }, access) =>
    withTicket(name, access, async (ticket) => {
      if (ticket.hash !== hash) return changedSince(ticket);
      if (!landWhenGreen || ticket.spec.landWhenGreen)
        return await access.run({ type: "ticket.approve", ticket: ticket.id, hash: ticket.hash });
      const spec = { ...ticket.spec, landWhenGreen };
      const edited = await access.run({ type: "ticket.edit", ticket: ticket.id, spec, hash: hashOf(spec) });
      return edited.kind === "refused"
        ? edited
        : await access.run({ type: "ticket.approve", ticket: ticket.id, hash: hashOf(spec) });
    }),
  "discard-ticket": ({ ticket: name, reason }, access) =>
    withTicket(name, access, ({ id }) => access.run({ type: "ticket.cancel", ticket: id, reason })),
  "undo-approval": ({ ticket: name }, access) =>
    isProposalName(name)
      ? undoProposal(name, access)
      : withTicket(name, access, ({ id, stage }) =>
          access.run(
            stage.name === "landing"
              ? { type: "landing.undo", ticket: id }
              : { type: "ticket.undo-approval", ticket: id },
          ),
        ),
  land: ({ ticket: name, hash, isUnverifiedAccepted }, access) =>
    withTicket(name, access, async (ticket) => {
      const known = landHashOf(access, ticket);
      if (known === null)
        return refuseUser(
          "wrong-stage",
          `${ticket.id} is ${ticket.stage.name}: there is no reviewed work to land yet.`,
        );
      if (known !== hash) return changedSince(ticket);
      return await access.run({
        type: "landing.approve",
        ticket: ticket.id,
        hash: contentHash(hash),
        isUnverifiedAccepted,
      });
    }),
  "send-back": ({ ticket: name, text }, access) =>
    withTicket(name, access, async (ticket) => {
      if (!("run" in ticket.stage))
        return refuseUser("wrong-stage", `${ticket.id} is ${ticket.stage.name}: nobody works on it.`);
      return await access.run({ type: "run.send", run: ticket.stage.run, text });
    }),
  "send-message": ({ worker, text }, access) =>
    isEveryone(worker)
      ? access.run({ type: "run.send-all", text })
      : forRuns(worker, access, ({ id }) => access.run({ type: "run.send", run: id, text })),
  ...CONTROL_ACTS,
  "stop-worker": ({ worker, reason }, access) =>
    forRuns(worker, access, ({ id }) => access.run({ type: "run.stop", run: id, reason })),
  "pause-worker": ({ worker }, access) =>
    forRuns(worker, access, ({ id }) => access.run({ type: "run.pause", run: id })),
  "resume-worker": ({ worker }, access) =>
    forRuns(worker, access, ({ id }) => access.run({ type: "run.resume", run: id }), isHeld),
  "raise-budget": ({ subject, ...amounts }, access) => {
    const scope = SHARED_BUDGETS[subject.trim().toLowerCase()];
    const added = raiseOf(amounts);
    return scope === undefined
      ? withTicket(subject, access, ({ id }) =>
          access.run({ type: "ticket.raise-budget", ticket: id, added }),
        )
      : access.run({ type: "project.raise-budget", scope, added });
  },
  ...AWAY_ACTS,
  "stop-everything": ({ reason }, { run }) => run({ type: "project.halt", reason }),
  "go-on": (_data, { run }) => run({ type: "project.go-on" }),
  "try-again": ({ worker }, access) =>
    forRuns(worker, access, ({ id }) => access.run({ type: "run.try-again", run: id })),
};

/** Does what a user asks, from input as it came in. */
export async function runUserCommand(
  name: CommandName,
  input: unknown,
  access: UserAccess,
): Promise<UserReply> {
  const parsed = COMMANDS[name].input.safeParse(input);
  if (!parsed.success)
    return refuseUser(
      "invalid",
      `${name} could not read what it was given: ${z.prettifyError(parsed.error)}`,
    );
  const act = ACTS[name] as Act<never>; // the act of this name takes what the schema of this name gave
  return await act(parsed.data as never, access);
}

/** What an approval to land this ticket must name now; null: there is nothing to land. */
export function landHashOf(access: Pick<UserAccess, "state">, { stage }: Ticket): string | null {
  return "run" in stage ? (access.state().runs.get(stage.run)?.landHash ?? null) : null;
}

function changedSince(ticket: Ticket): UserReply {
  return refuseUser(
    "changed-since",
    `${ticket.id} has changed since you saw it: nothing was done. Look at it again, then decide.`,
  );
}
