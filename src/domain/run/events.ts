import type { OverBudget } from "../budget/state.ts";
import type { BranchName, CommitSha, ContentHash, LandingId, RunId, SessionId, TicketId } from "../ids.ts";
import type { Answer, Asked } from "./ask-state.ts";
import type {
  ChangeSummary,
  CheckedTree,
  Measured,
  RunMessage,
  RunOutcome,
  Usage,
  Verdict,
} from "./state.ts";

export type RunEvent =
  | {
      readonly type: "run.created";
      readonly data: {
        readonly run: RunId;
        readonly ticket: TicketId;
        readonly workerNumber: number;
        readonly base: CommitSha;
        readonly branch: BranchName;
        readonly session: SessionId;
        readonly workerType: string;
        /** Where its branch begins; left out: at the base. */
        readonly start?: CommitSha;
        /** Its work is there already: it is reported as soon as its worktree stands. */
        readonly isBegunReported?: true;
        readonly measured?: Measured;
      };
    }
  | {
      readonly type: "run.workspace-prepared";
      readonly data: { readonly run: RunId; readonly path: string; readonly branch: BranchName };
    }
  | {
      readonly type: "run.agent-started";
      readonly data: {
        readonly run: RunId;
        readonly life: number;
        readonly model: string;
        readonly pid: number;
      };
    }
  | { readonly type: "run.tool-first-used"; readonly data: { readonly run: RunId; readonly tool: string } }
  | {
      readonly type: "run.message-queued";
      readonly data: {
        readonly run: RunId;
        readonly n: number;
        readonly uuid: string;
        readonly text: string;
        readonly from: RunMessage["from"];
      };
    }
  | {
      readonly type: "run.messages-delivered";
      readonly data: { readonly run: RunId; readonly uuids: readonly string[] };
    }
  | { readonly type: "run.usage-reported"; readonly data: { readonly run: RunId; readonly usage: Usage } }
  | {
      readonly type: "run.reported";
      readonly data: { readonly run: RunId; readonly report: number; readonly text: string };
    }
  | {
      readonly type: "run.imported";
      readonly data: { readonly run: RunId; readonly head: CommitSha; readonly change: ChangeSummary };
    }
  | { readonly type: "run.checked"; readonly data: { readonly run: RunId; readonly checked: CheckedTree } }
  | {
      readonly type: "run.merge-conflicted";
      readonly data: { readonly run: RunId; readonly target: CommitSha; readonly files: readonly string[] };
    }
  | {
      readonly type: "run.reviewed";
      readonly data: { readonly run: RunId; readonly verdict: Verdict; readonly landHash: ContentHash };
    }
  | {
      readonly type: "run.resumed";
      readonly data: {
        readonly run: RunId;
        readonly life: number;
        readonly reason: string;
        readonly measured?: Measured;
      };
    }
  | { readonly type: "run.paused"; readonly data: { readonly run: RunId } }
  | { readonly type: "run.resume-asked"; readonly data: { readonly run: RunId } }
  /** `n`: the n-th turn of the run that the user interrupted. */
  | { readonly type: "run.interrupted"; readonly data: { readonly run: RunId; readonly n: number } }
  /** It waits for the user. `ask`: the n-th of the run. `call`: as its process names it. */
  | {
      readonly type: "run.asked";
      readonly data: {
        readonly run: RunId;
        readonly ask: number;
        readonly call: string;
        readonly asked: Asked;
      };
    }
  | {
      readonly type: "run.answered";
      readonly data: { readonly run: RunId; readonly ask: number; readonly answer: Answer };
    }
  /** Nobody answered in time: it counts as denied, and the user may still answer. */
  | { readonly type: "run.ask-expired"; readonly data: { readonly run: RunId; readonly ask: number } }
  /** Its agent does not wait for it any more. */
  | { readonly type: "run.ask-withdrawn"; readonly data: { readonly run: RunId; readonly ask: number } }
  | { readonly type: "run.taken-over"; readonly data: { readonly run: RunId; readonly life: number } }
  /** No process of the run is left; its branch stands at `head`. */
  | { readonly type: "run.handed-over"; readonly data: { readonly run: RunId; readonly head: CommitSha } }
  /** It goes on when a worker may start. */
  | { readonly type: "run.given-back"; readonly data: { readonly run: RunId } }
  | { readonly type: "run.fix-asked"; readonly data: { readonly run: RunId; readonly round: number } }
  | {
      readonly type: "run.agent-lost";
      readonly data: { readonly run: RunId; readonly life: number; readonly detail: string };
    }
  /** Its model refuses the account: no process, everything else stays, and it goes on by itself. */
  | { readonly type: "run.parked"; readonly data: { readonly run: RunId; readonly life: number } }
  /** Its model refuses the account, and the ticket allows another. */
  | {
      readonly type: "run.model-changed";
      readonly data: {
        readonly run: RunId;
        readonly life: number;
        readonly model: string;
        readonly reason: string;
      };
    }
  | { readonly type: "run.review-parked"; readonly data: { readonly run: RunId } }
  | { readonly type: "run.review-resumed"; readonly data: { readonly run: RunId; readonly report: number } }
  | {
      readonly type: "run.waiting";
      readonly data: { readonly run: RunId; readonly reason: string; readonly cause?: OverBudget };
    }
  /** An obligation of this run failed for good; it is owed again after `run.resumed` or a user's retry. */
  | { readonly type: "run.attention-raised"; readonly data: { readonly run: RunId; readonly detail: string } }
  | { readonly type: "run.attention-cleared"; readonly data: { readonly run: RunId } }
  | {
      readonly type: "run.landing-asked";
      readonly data: { readonly run: RunId; readonly landing: LandingId };
    }
  | {
      readonly type: "run.ended";
      readonly data: { readonly run: RunId; readonly outcome: RunOutcome; readonly detail: string };
    }
  | { readonly type: "run.agent-stopped"; readonly data: { readonly run: RunId } }
  | { readonly type: "run.work-kept"; readonly data: { readonly run: RunId; readonly ref: string | null } }
  | { readonly type: "run.workspace-removed"; readonly data: { readonly run: RunId } };
