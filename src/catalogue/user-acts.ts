// One thing that a user can have done, and who is meant by what they call it.
import type { Run } from "../domain/run/state.ts";
import type { Ticket } from "../domain/ticket/state.ts";
import type { CommandData, CommandName } from "../wire/commands.ts";
import { findTicket } from "./reading-tools.ts";
import { refuseUser, type UserAccess, type UserReply } from "./user-access.ts";
import { findRuns, noSuchWorker } from "./worker-tools.ts";

export type Act<Name extends CommandName> = (
  data: CommandData<Name>,
  access: UserAccess,
) => Promise<UserReply>;

export type Acts<Names extends CommandName> = { readonly [Name in Names]: Act<Name> };

export async function withTicket(
  name: string,
  access: UserAccess,
  act: (ticket: Ticket) => Promise<UserReply>,
): Promise<UserReply> {
  const ticket = findTicket(access.state(), name);
  return ticket === undefined
    ? refuseUser("unknown-subject", `There is no ticket called ${name}. The board shows those that are.`)
    : await act(ticket);
}

/** Gives one command to every live run that a name means; a refusal of one of them is the reply. */
export async function forRuns(
  name: string,
  access: UserAccess,
  act: (run: Run) => Promise<UserReply>,
  ...isMeantByAll: [(run: Run) => boolean] | []
): Promise<UserReply> {
  const runs = findRuns(access.state(), name, ...isMeantByAll);
  if (runs.length === 0) return refuseUser("unknown-subject", noSuchWorker(access.state(), name));
  const replies: UserReply[] = [];
  for (const run of runs) replies.push(await act(run));
  const refused = replies.find((reply) => reply.kind === "refused");
  if (refused !== undefined) return refused;
  const journal = Math.max(...replies.map((reply) => (reply.kind === "accepted" ? reply.journal : 0)));
  return {
    kind: "accepted",
    text: runs.map(({ workerNumber }) => `Worker ${workerNumber}`).join(", "),
    journal,
  };
}
