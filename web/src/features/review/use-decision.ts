// Landing and sending back: what is under way, and why the last one was refused.
import { useState } from "react";
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import type { Feed } from "../../feed/feed.ts";
import { showToast } from "../../ui/toast.tsx";
import { type Draft, messageOf } from "./comments.ts";
import { obstacleOf, workerName } from "./words.ts";

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

  const act = async (kind: "land" | "send", asked: ReturnType<Feed["run"]>, done: string) => {
    setBusy(kind);
    setError(undefined);
    const reply = await asked;
    setBusy(undefined);
    if (reply.kind === "refused") return setError(reply.message);
    if (kind === "send") onDraft({ comments: [], note: "" });
    showToast({ title: done, severity: "good" });
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
      await act("land", command("land", input), `${review.ticket} is in the landing queue`);
    },
    send: async () => {
      const text = messageOf(draft);
      if (review === null || busy !== undefined || text === "") return;
      await act(
        "send",
        command("send-back", { ticket: review.ticket, text }),
        `Sent to ${workerName(review.worker)}`,
      );
    },
    undo: async () => {
      if (review === null || busy !== undefined) return;
      const asked = command("undo-approval", { ticket: review.ticket });
      await act("land", asked, `${review.ticket} does not land`);
    },
  };
}
