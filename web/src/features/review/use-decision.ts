// Landing and sending back: what is under way, and why the last one was refused.
import { useState } from "react";
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import type { Feed } from "../../feed/feed.ts";
import { type Draft, messageOf } from "./comments.ts";
import { obstacleOf } from "./words.ts";

export interface DecisionActs {
  readonly busy: "land" | "send" | undefined;
  readonly error: string | undefined;
  readonly land: () => Promise<void>;
  readonly send: () => Promise<void>;
  readonly undo: () => Promise<void>;
}

export interface DecisionOptions {
  readonly review: ReviewRow | null;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly command: Feed["run"];
}

export function useDecision({ review, draft, onDraft, command }: DecisionOptions): DecisionActs {
  const [busy, setBusy] = useState<DecisionActs["busy"]>();
  const [error, setError] = useState<string>();

  /** What was done shows in the rows that follow. */
  const act = async (kind: "land" | "send", asked: ReturnType<Feed["run"]>) => {
    setBusy(kind);
    setError(undefined);
    const reply = await asked;
    setBusy(undefined);
    if (reply.kind === "refused") return setError(reply.message);
    if (kind === "send") onDraft({ comments: [], note: "" });
  };

  return {
    busy,
    error,
    land: async () => {
      if (review === null || busy !== undefined || obstacleOf(review) !== null || review.landHash === null)
        return;
      const input = {
        ticket: review.ticket,
        hash: review.landHash,
        isUnverifiedAccepted: review.color === "unverified",
      };
      await act("land", command("land", input));
    },
    send: async () => {
      const text = messageOf(draft);
      if (review === null || busy !== undefined || text === "") return;
      await act("send", command("send-back", { ticket: review.ticket, text }));
    },
    undo: async () => {
      if (review === null || busy !== undefined) return;
      await act("land", command("undo-approval", { ticket: review.ticket }));
    },
  };
}
