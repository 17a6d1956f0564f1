// Every identifier is branded, so that a ticket's number cannot be passed where a run's is asked for.

declare const brand: unique symbol;
type Branded<Value, Name extends string> = Value & { readonly [brand]: Name };

export type ProjectId = Branded<string, "ProjectId">;
export type TicketId = Branded<string, "TicketId">;
export type ProposalId = Branded<string, "ProposalId">;
export type RunId = Branded<string, "RunId">;
export type LandingId = Branded<string, "LandingId">;
export type ConversationId = Branded<string, "ConversationId">;
/** What pays: one for each driver and connection. */
export type AccountId = Branded<string, "AccountId">;
export type MessageId = Branded<string, "MessageId">;
export type SessionId = Branded<string, "SessionId">;
export type CommandId = Branded<string, "CommandId">;
export type CommitSha = Branded<string, "CommitSha">;
export type TreeSha = Branded<string, "TreeSha">;
/** A branch without `refs/heads/`. */
export type BranchName = Branded<string, "BranchName">;
/** Milliseconds since 1970, as the command that carries it was told by the clock port. */
export type Instant = Branded<number, "Instant">;
/** Position of an event in its project's journal, from 1. */
export type EventSequence = Branded<number, "EventSequence">;
/** `<subject>/<kind>#<generation>`: names one thing that the state owes the world. */
export type ObligationKey = Branded<string, "ObligationKey">;
/** Hex digest over everything in a subject that an approval covers. */
export type ContentHash = Branded<string, "ContentHash">;

/** Thrown when text does not have the form of the identifier that it is said to be. */
export class MalformedId extends Error {
  readonly kind: string;
  readonly found: string;
  constructor(kind: string, found: string) {
    super(`Expected ${kind}, got ${JSON.stringify(found.slice(0, 80))}.`);
    this.name = "MalformedId";
    this.kind = kind;
    this.found = found;
  }
}

function checked<Id extends string>(kind: string, form: RegExp): (text: string) => Id {
  return (text) => {
    if (!form.test(text)) throw new MalformedId(kind, text);
    return text as Id; // proved by the form just tested
  };
}

export const projectId = checked<ProjectId>("a project id (12 hex digits)", /^[0-9a-f]{12}$/);
export const ticketId = checked<TicketId>("a ticket id like T-12", /^T-[1-9]\d{0,8}$/);
export const proposalId = checked<ProposalId>("a proposal id like P-2", /^P-[1-9]\d{0,8}$/);
export const runId = checked<RunId>("a run id like R-12.1", /^R-[1-9]\d{0,8}\.[1-9]\d{0,4}$/);
export const landingId = checked<LandingId>("a landing id (uuid)", /^[0-9a-f-]{36}$/);
export const conversationId = checked<ConversationId>("a conversation id like C1", /^C[1-9]\d{0,8}$/);
export const accountId = checked<AccountId>("an account id", /^[\x21-\x7e]{1,100}$/);
export const messageId = checked<MessageId>("a message id", /^[A-Za-z0-9._-]{1,64}$/);
export const sessionId = checked<SessionId>("a session id (uuid)", /^[0-9a-f-]{36}$/);
export const commandId = checked<CommandId>("a command id", /^[\x21-\x7e]{1,160}$/);
export const commitSha = checked<CommitSha>(
  "a commit (40 or 64 hex digits)",
  /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/,
);
export const treeSha = checked<TreeSha>("a tree (40 or 64 hex digits)", /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
export const branchName = checked<BranchName>(
  "a branch name",
  /^[^\s~^:?*[\\\p{Cc}-][^\s~^:?*[\\\p{Cc}]{0,199}$/u,
);
export const contentHash = checked<ContentHash>("a content hash (64 hex digits)", /^[0-9a-f]{64}$/);

export function instant(ms: number): Instant {
  if (!Number.isFinite(ms)) throw new MalformedId("an instant in milliseconds", String(ms));
  return ms as Instant; // proved finite
}

export function eventSequence(n: number): EventSequence {
  if (!Number.isSafeInteger(n) || n < 0) throw new MalformedId("an event sequence", String(n));
  return n as EventSequence; // proved a safe natural number
}

export function obligationKey(subject: string, kind: string, generation: number): ObligationKey {
  return `${subject}/${kind}#${generation}` as ObligationKey; // the one place where keys are made
}
