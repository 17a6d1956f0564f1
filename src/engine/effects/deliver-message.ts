import { must } from "../../domain/state.ts";
import type { Effect } from "../effect.ts";

/** Has the running turn answered by the orchestrator, exactly once: the host looks in the session before it sends. */
export const deliverMessage: Effect<"deliver-message"> = async (obligation, context) => {
  const { conversation: id } = obligation.subject;
  const { key } = obligation;
  const turn = must(context.state().conversations, id).running;
  if (turn === null) return;
  const end = await context.conversations.deliver(id, turn, context.signal);
  switch (end.kind) {
    case "answered":
      await context.submit({
        type: "conversation.observe-answered",
        key,
        conversation: id,
        n: turn.n,
        text: end.text,
      });
      return;
    case "interrupted":
      await context.submit({ type: "conversation.observe-interrupted", key, conversation: id, n: turn.n });
      return;
    case "lost":
      // We ended it ourselves: no life of the turn is used up by a stop.
      if (context.signal.aborted) return;
      await context.submit({
        type: "conversation.observe-lost",
        key,
        conversation: id,
        n: turn.n,
        detail: end.detail,
        isFinal: end.isFinal,
      });
      return;
    case "refused":
      await context.submit({
        type: "conversation.observe-refused",
        key,
        conversation: id,
        n: turn.n,
        refusal: end.refusal,
      });
      return;
    default:
      return end satisfies never;
  }
};
