import { answerConversation } from "./conversation.ts";
import { summarise } from "./memory.ts";
import { readDialogue } from "./messages.ts";
import { say, type Reply } from "./reply.ts";
import { answerReviewer } from "./reviewer.ts";
import type { Role } from "./role.ts";
import type { WireRequest } from "./wire.ts";
import { answerWorker } from "./worker.ts";

/** A reply, and what the request log wants to know of it. */
export interface RoleAnswer {
  readonly reply: Reply;
  readonly turn?: number;
  readonly kind?: "user" | "report";
  readonly messageIds: readonly string[];
}

/** The scripted model itself: the same request always gets the same answer (only the ids of calls differ). */
export function answerRequest(
  role: Role,
  request: WireRequest,
  options: { isGullible: boolean },
): RoleAnswer {
  const dialogue = readDialogue(request.messages);
  if (dialogue.isSummaryRequest) return { reply: summarise(dialogue), messageIds: [] };
  switch (role) {
    case "conversation": {
      const { reply, turn, messageIds } = answerConversation(dialogue, options);
      return turn === undefined
        ? { reply, messageIds }
        : { reply, turn: turn.n, kind: turn.kind, messageIds };
    }
    case "worker":
      return { reply: orSilence(answerWorker(dialogue)), messageIds: [] };
    case "reviewer":
      return { reply: answerReviewer(dialogue), messageIds: [] };
  }
}

/** An answer without any block is no message. */
function orSilence(reply: Reply): Reply {
  return reply.text === "" && reply.toolUses.length === 0 ? say("Nothing to do.") : reply;
}
