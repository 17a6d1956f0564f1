// Between a worker that waits for the user and the state, which knows what was answered.
import type { ObligationKey, RunId } from "../domain/ids.ts";
import type { Answer, Asked } from "../domain/run/ask-state.ts";
import { openAsks } from "../domain/run/asks.ts";
import type { AgentSession, AskAnswer } from "../ports/agent.ts";
import type { EffectContext } from "./effect.ts";

export interface AskDesk {
  /** Its agent asks: the state is told, and the agent waits until it knows an answer. */
  asked(id: string, asked: Asked): Promise<void>;
  withdrawn(id: string): Promise<void>;
  /** Tells the agent what has been answered since. */
  look(): void;
}

/** What a worker reads when nobody answered. */
const EXPIRED =
  "Nobody answered in time, so this is denied for now. Go on without it: do not ask for the same again, choose what is easiest to change later, and say in your report what you left out and why.";
const DENIED =
  "The user denied this. Go on without it, do not ask for the same again, and say in your report what you left out.";
const WITHDRAWN = "JARVIS does not wait for this answer any more. Go on without it.";

export function createAskDesk(
  {
    run,
    key,
    session,
  }: { readonly run: RunId; readonly key: ObligationKey; readonly session: Pick<AgentSession, "answer"> },
  context: EffectContext,
): AskDesk {
  /** Calls that wait, as this process names them. */
  const waiting = new Set<string>();
  const tell = (id: string, answer: AskAnswer) => {
    if (waiting.delete(id)) session.answer(id, answer);
  };

  function look(): void {
    const asks = context.state().runs.get(run)?.asks ?? [];
    for (const id of waiting) {
      const ask = asks.findLast(({ call }) => call === id);
      if (ask?.state.name === "open") continue;
      if (ask === undefined) tell(id, { kind: "denied", text: WITHDRAWN });
      else tell(id, ask.state.name === "expired" ? expired() : answerOf(ask.state.answer));
    }
  }

  return {
    asked: async (id, asked) => {
      const reply = await context.submit({ type: "run.observe-asked", key, run, call: id, asked });
      waiting.add(id);
      if (reply.kind === "refused") return tell(id, { kind: "denied", text: reply.refusal.message });
      if (reply.text === "granted") return tell(id, { kind: "allowed" });
      if (reply.text === "expired") return tell(id, expired());
      look();
    },
    withdrawn: async (id) => {
      waiting.delete(id);
      await context.submit({ type: "run.observe-ask-withdrawn", key, run, call: id });
    },
    look,
  };
}

/** What a former process waited for: nobody does any more. */
export async function withdrawFormer(run: RunId, key: ObligationKey, context: EffectContext): Promise<void> {
  const known = context.state().runs.get(run);
  if (known !== undefined && openAsks(known).length > 0)
    await context.submit({ type: "run.observe-ask-withdrawn", key, run, call: null });
}

function expired(): AskAnswer {
  return { kind: "denied", text: EXPIRED };
}

function answerOf({ choice, text }: Answer): AskAnswer {
  switch (choice) {
    case "once":
    case "ticket":
      return { kind: "allowed" };
    case "words":
      return { kind: "told", text };
    case "deny":
      return { kind: "denied", text: text === "" ? DENIED : `${DENIED} The user says: ${text}` };
    default:
      return choice satisfies never;
  }
}
