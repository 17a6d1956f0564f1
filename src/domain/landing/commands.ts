import type { CommitSha, ContentHash, LandingId, ObligationKey, TicketId } from "../ids.ts";
import type { Candidate } from "./state.ts";

export type LandingCommand =
  /** From a click, from the orchestrator on the user's words, or from the engine for *land when green*. */
  | {
      readonly type: "landing.approve";
      readonly ticket: TicketId;
      readonly hash: ContentHash;
      readonly isUnverifiedAccepted: boolean;
    }
  /** Takes the landing back while it still waits or is being verified. */
  | { readonly type: "landing.undo"; readonly ticket: TicketId }
  | { readonly type: "landing.begin"; readonly landing: LandingId }
  | {
      readonly type: "landing.observe-verified";
      readonly key: ObligationKey;
      readonly landing: LandingId;
      readonly candidate: Candidate;
    }
  | {
      readonly type: "landing.observe-conflict";
      readonly key: ObligationKey;
      readonly landing: LandingId;
      readonly files: readonly string[];
    }
  | {
      readonly type: "landing.observe-landed";
      readonly key: ObligationKey;
      readonly landing: LandingId;
      readonly commit: CommitSha;
    }
  | {
      readonly type: "landing.observe-target-moved";
      readonly key: ObligationKey;
      readonly landing: LandingId;
      readonly tip: CommitSha;
    }
  | {
      readonly type: "landing.observe-blocked";
      readonly key: ObligationKey;
      readonly landing: LandingId;
      readonly path: string;
      readonly files: readonly string[];
    };
