// The kinds of things that a state can owe the world.
import type { Command, Subject } from "./commands.ts";
import type { ConversationId, Instant, LandingId, ObligationKey, RunId, TicketId } from "./ids.ts";

interface Owed<Kind extends string, Of extends Subject> {
  readonly key: ObligationKey;
  readonly kind: Kind;
  readonly subject: Of;
  /** Not before this instant; null: now. */
  readonly notBefore: Instant | null;
}
type OfTicket = { readonly kind: "ticket"; readonly ticket: TicketId };
type OfRun = { readonly kind: "run"; readonly run: RunId };
type OfLanding = { readonly kind: "landing"; readonly landing: LandingId };
type OfConversation = { readonly kind: "conversation"; readonly conversation: ConversationId };

export type Obligation =
  /** Read the target's tip and make the run. */
  | Owed<"start-run", OfTicket>
  /** Worktree and branch exist at the run's base. */
  | Owed<"prepare-workspace", OfRun>
  /** An agent works on the messages that it has not seen, until it reports. */
  | Owed<"run-agent", OfRun>
  /** The run's commits stand in `refs/jarvis/run/<run>/head`. */
  | Owed<"import-commits", OfRun>
  /** The checks ran on the head merged with the target. */
  | Owed<"check-run", OfRun>
  /** A read-only reviewer gave its verdict. */
  | Owed<"review-run", OfRun>
  /** No process of the run is alive, and where its worktree stands is known: it is the user's. */
  | Owed<"hand-over", OfRun>
  /** No process of the run is alive. */
  | Owed<"stop-agent", OfRun>
  /** Everything in the worktree is reachable. */
  | Owed<"keep-work", OfRun>
  /** Worktree and branch are gone. */
  | Owed<"remove-workspace", OfRun>
  /** A candidate on the target's tip exists and its checks ran. */
  | Owed<"verify-landing", OfLanding>
  /** The target holds the candidate. */
  | Owed<"land", OfLanding>
  /** The running turn is answered, exactly once. */
  | Owed<"deliver-message", OfConversation>
  /** The running report turn makes way for the user. */
  | Owed<"interrupt-turn", OfConversation>
  /** A command that the state asks for by itself. */
  | (Owed<"follow-up", Subject> & { readonly command: Command });

export type ObligationKind = Obligation["kind"];
