// What goes into the session of a worker, and what of it is answered.
import type { Run, RunMessage } from "../domain/run/state.ts";
import type { AgentSession } from "../ports/agent.ts";
import type { EffectContext } from "./effect.ts";

/** What a worker is told when a crash left a message half answered: its session has the message, so it is not sent twice. */
const CONTINUE_TEXT =
  "JARVIS was restarted while you worked. Look at the state of your worktree and finish what the last message asks; then report.";

/** What a worker is told whose record is gone: its work is there, its memory is not. */
const FORGOTTEN_TEXT =
  "The record of your session was lost: above is all that you were told. What you did is in your worktree and on its branch. Look at both, finish what is not done; then report.";

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

/** What of the run's messages its session has, and has lost. */
export interface Held {
  /** From the uuid of a nudge to that of the message it stands for. */
  readonly outstanding: ReadonlyMap<string, string>;
  readonly forgotten: readonly RunMessage[];
}

export function createPostman(
  run: Run,
  { outstanding, forgotten }: Held,
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
  const textOf = ({ n, text }: RunMessage) =>
    n === 1 ? `<workspace>${run.workspacePath ?? ""}</workspace>\n${text}` : text;
  const send = (message: RunMessage) => {
    known.add(message.uuid);
    standsFor.set(message.uuid, message.uuid);
    open.add(message.uuid);
    session.send({
      uuid: message.uuid,
      text: textOf(message),
      source: message.from === "user" ? "user" : "report",
    });
  };
  /** Under the uuid of the first, so that the next life finds it again. */
  const remind = ([first, ...others]: readonly RunMessage[]) => {
    if (first === undefined) return;
    open.add(first.uuid);
    const text = [textOf(first), ...others.map(textOf), FORGOTTEN_TEXT].join("\n\n");
    session.send({ uuid: first.uuid, text, source: "report" });
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
      remind(forgotten);
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
