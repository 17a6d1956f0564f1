// Messages of the user on their way: shown at once, gone when they are on record, given back when they were not taken.
import { useRef, useState } from "react";
import { useFeed } from "../../feed/feed-context.tsx";
import type { PendingMessage } from "./entries.ts";

/** What the daemon takes in one message. */
export const MESSAGE_CHARS_MAX = 65_536;

export interface Outbox {
  readonly pending: readonly PendingMessage[];
  /** Resolves with null when it is on record, else with why it is not. */
  readonly send: (text: string) => Promise<string | null>;
}

export function useOutbox(): Outbox {
  const feed = useFeed();
  const [pending, setPending] = useState<readonly PendingMessage[]>([]);
  /** A text whose answer was lost is sent again under the same id, so it cannot be said twice. */
  const lost = useRef<PendingMessage | null>(null);

  async function send(text: string): Promise<string | null> {
    const { connection, known } = feed.store.getState();
    if (connection.kind !== "live") return notConnected(connection.kind);
    const again = lost.current?.text === text ? lost.current : null;
    const message = again ?? { id: crypto.randomUUID(), text, at: Date.now() };
    lost.current = null;
    setPending((all) => [...all, message]);
    const reply = await feed.run("say", { text, seenSeq: known.view.journal }, message.id);
    if (reply.kind === "accepted") await feed.whenShown(reply.journal);
    else if (reply.code === "unreachable") lost.current = message;
    setPending((all) => all.filter(({ id }) => id !== message.id));
    return reply.kind === "accepted" ? null : reply.message;
  }

  return { pending, send };
}

function notConnected(kind: "connecting" | "reconnecting" | "signed-out"): string {
  return kind === "signed-out"
    ? "You are signed out. Run `jarvis` in a terminal for a new sign-in link; your text stays here."
    : "There is no connection to JARVIS at this moment. Your text stays here; send it when the connection is back.";
}
