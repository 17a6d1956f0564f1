import type { BranchName, CommitSha, ContentHash, Instant, LandingId, RunId, TicketId } from "../ids.ts";
import type { ApprovedBy } from "../shared.ts";
import type { Candidate, FuseCause } from "./state.ts";

export type LandingEvent =
  | {
      readonly type: "landing.queued";
      readonly data: {
        readonly landing: LandingId;
        readonly ticket: TicketId;
        readonly run: RunId;
        readonly branch: BranchName;
        readonly base: CommitSha;
        readonly head: CommitSha;
        readonly hash: ContentHash;
        readonly by: ApprovedBy;
        readonly isUnverifiedAccepted: boolean;
        readonly notBefore: Instant;
      };
    }
  | { readonly type: "landing.verifying"; readonly data: { readonly landing: LandingId } }
  | {
      readonly type: "landing.verified";
      readonly data: { readonly landing: LandingId; readonly candidate: Candidate };
    }
  | {
      readonly type: "landing.target-moved";
      readonly data: { readonly landing: LandingId; readonly tip: CommitSha };
    }
  | {
      readonly type: "landing.blocked";
      readonly data: {
        readonly landing: LandingId;
        readonly path: string;
        readonly files: readonly string[];
      };
    }
  | {
      readonly type: "landing.conflicted";
      readonly data: { readonly landing: LandingId; readonly files: readonly string[] };
    }
  | {
      readonly type: "landing.rejected";
      /** `isEjected`: its candidate failed; left out: somebody took it from the queue. */
      readonly data: { readonly landing: LandingId; readonly reason: string; readonly isEjected?: true };
    }
  | {
      readonly type: "landing.landed";
      readonly data: { readonly landing: LandingId; readonly commit: CommitSha };
    };

export type FuseEvent =
  | {
      readonly type: "project.fuse-blown";
      readonly data: { readonly cause: FuseCause; readonly reason: string };
    }
  | { readonly type: "project.fuse-reset"; readonly data: Readonly<Record<string, never>> };
