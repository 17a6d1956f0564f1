import type { BranchName, CommitSha, ContentHash, ObligationKey, RunId } from "../ids.ts";
import type { ModelRefusal } from "../account/state.ts";
import type { AnswerChoice, Asked } from "./ask-state.ts";
import type { ChangeSummary, CheckedTree, HandWork, Measured, Usage, Verdict } from "./state.ts";

/** Commands of people, and observations: those carry the key of what they answer. */
export type RunCommand =
  | {
      readonly type: "run.observe-workspace";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly path: string;
      readonly branch: BranchName;
    }
  | {
      readonly type: "run.observe-agent-started";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly model: string;
      readonly pid: number;
    }
  | {
      readonly type: "run.observe-tool";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly tool: string;
    }
  | {
      readonly type: "run.observe-delivered";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly uuids: readonly string[];
    }
  | {
      readonly type: "run.observe-usage";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly usage: Usage;
    }
  | {
      readonly type: "run.observe-report";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly text: string;
      readonly uuids: readonly string[];
      readonly usage: Usage;
    }
  /** The agent's process is gone, or its model refuses: `needs` tells what it needs from the user, null when a new life may do. */
  | {
      readonly type: "run.observe-agent-lost";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly detail: string;
      readonly needs: string | null;
    }
  /** Its model refuses all that the account asks: the run waits for the account. */
  | {
      readonly type: "run.observe-refused";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly refusal: ModelRefusal;
    }
  | {
      readonly type: "run.observe-review-refused";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly refusal: ModelRefusal;
    }
  /** Its agent waits for the user. The reply says when it need not: `granted`, or `expired` before. */
  | {
      readonly type: "run.observe-asked";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly call: string;
      readonly asked: Asked;
    }
  /** Its agent does not wait for this any more; null: for nothing, as its process is gone. */
  | {
      readonly type: "run.observe-ask-withdrawn";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly call: string | null;
    }
  | {
      readonly type: "run.observe-import";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly head: CommitSha;
      readonly change: ChangeSummary;
      readonly uncommitted: readonly string[];
    }
  | {
      readonly type: "run.observe-import-refused";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly detail: string;
    }
  | {
      readonly type: "run.observe-checked";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly checked: CheckedTree;
    }
  | {
      readonly type: "run.observe-conflict";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly target: CommitSha;
      readonly files: readonly string[];
    }
  | {
      readonly type: "run.observe-verdict";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly verdict: Verdict;
      readonly landHash: ContentHash;
    }
  | {
      readonly type: "run.observe-handed-over";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly head: CommitSha;
    }
  | { readonly type: "run.observe-agent-stopped"; readonly key: ObligationKey; readonly run: RunId }
  | {
      readonly type: "run.observe-kept";
      readonly key: ObligationKey;
      readonly run: RunId;
      readonly ref: string | null;
    }
  | { readonly type: "run.observe-removed"; readonly key: ObligationKey; readonly run: RunId }
  | { readonly type: "run.send"; readonly run: RunId; readonly text: string }
  /** To every worker that works or is held; the reply names them. */
  | { readonly type: "run.send-all"; readonly text: string }
  /** The user's answer to what a worker asked. `ask`: the n-th of the run; null: the only one that can be answered. */
  | {
      readonly type: "run.answer";
      readonly run: RunId;
      readonly ask: number | null;
      readonly choice: AnswerChoice;
      readonly text: string;
    }
  /** A follow-up: nobody answered in time. */
  | { readonly type: "run.expire-ask"; readonly run: RunId; readonly ask: number }
  /** Ends the running turn. Without words it waits for the user's, in the same process. */
  | { readonly type: "run.interrupt"; readonly run: RunId; readonly text: string | null }
  /** Its process ends, its worktree is the user's until it is given back. */
  | { readonly type: "run.take-over"; readonly run: RunId }
  /** `work`: what was found in the worktree just before. `isDone`: reported, not gone on with. */
  | {
      readonly type: "run.give-back";
      readonly run: RunId;
      readonly isDone: boolean;
      readonly work: HandWork;
      readonly text: string | null;
    }
  /** Holds a working run: its process ends, everything else stays. */
  | { readonly type: "run.pause"; readonly run: RunId }
  /** Lets it go on, in the same session, as soon as a worker may start. */
  | { readonly type: "run.resume"; readonly run: RunId }
  /** A follow-up: there is room for a run whose resumption was asked for, or the account of one that was refused is tried again. */
  | { readonly type: "run.go-on"; readonly run: RunId; readonly measured?: Measured }
  | { readonly type: "run.stop"; readonly run: RunId; readonly reason: string }
  /** Owe again what failed for good. */
  | { readonly type: "run.try-again"; readonly run: RunId };
