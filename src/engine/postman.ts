// What goes into the session of a worker, and what of it is answered.
import type { Run, RunMessage } from "../domain/run/state.ts";
import type { AgentSession } from "../ports/agent.ts";
import type { EffectContext } from "./effect.ts";

/** What a worker is told when a crash left a message half answered: its session has the message, so it is not sent twice. */
const CONTINUE_TEXT =
  "JARVIS was restarted while you worked. Look at the state of your worktree and finish what the last message asks; then report.";

export interface Postman {
  /** Sends what waits; an agent that has answered all of it is asked to go on, or it would wait for ever. */
  begin(): void;
  sendFresh(): void;
  /** Uuids of ours that these uuids of the session stand for; they count as answered. */
  answered(uuids: readonly string[]): readonly string[];
  /** The agent has read it: an interruption does not bring it back. */
  heard(uuid: string): void;
  /** As `answered`, of an interrupted turn: what the agent had not read yet is sent again. */
  interrupted(uuids: readonly string[]): readonly string[];
  /** Something sent, or waiting in the state, has no answer yet. */
  isWaiting(): boolean;
}

export function createPostman(
  run: Run,
  outstanding: ReadonlyMap<string, string>,
  session: AgentSession,
  context: EffectContext,
): Postman {
  const standsFor = new Map<string, string>();
  const open = new Set<string>();
  const heard = new Set<string>();
  const known = new Set(outstanding.values());
  const nudge = (uuid: string) => {
    open.add(uuid);
    session.send({ uuid, text: CONTINUE_TEXT, source: "report" });
  };
  const send = (message: RunMessage) => {
    known.add(message.uuid);
    standsFor.set(message.uuid, message.uuid);
    open.add(message.uuid);
    session.send({
      uuid: message.uuid,
      text:
        message.n === 1 ? `<workspace>${run.workspacePath ?? ""}</workspace>\n${message.text}` : message.text,
      source: message.from === "user" ? "user" : "report",
    });
  };
  const fresh = () =>
    (context.state().runs.get(run.id)?.messages ?? []).filter(
      (message) => !message.isDelivered && !known.has(message.uuid),
    );
  const sendFresh = () => {
    if (!context.signal.aborted) for (const message of fresh()) send(message);
  };
  const answered = (uuids: readonly string[]) => {
    for (const uuid of uuids) open.delete(uuid);
    return uuids.flatMap((uuid) => standsFor.get(uuid) ?? []);
  };
  return {
    begin: () => {
      for (const [uuid, message] of outstanding) {
        standsFor.set(uuid, message);
        nudge(uuid);
      }
      sendFresh();
      if (open.size === 0 && !context.signal.aborted) nudge(context.ids.uuid());
    },
    sendFresh,
    answered,
    heard: (uuid) => void heard.add(uuid),
    interrupted: (uuids) => {
      const unheard = uuids.filter((uuid) => !heard.has(uuid));
      for (const uuid of answered(unheard)) known.delete(uuid);
      return answered(uuids.filter((uuid) => heard.has(uuid)));
    },
    isWaiting: () => open.size > 0 || fresh().length > 0,
  };
}
