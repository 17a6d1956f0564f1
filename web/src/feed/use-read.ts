// Something that is read once for a key, as a screen needs it: being read, read, or why not.
import { useEffect, useRef, useState } from "react";
import type { ReadReply } from "./request.ts";

export type Read<Value> =
  | { readonly kind: "reading" }
  | { readonly kind: "read"; readonly value: Value }
  | { readonly kind: "failed"; readonly message: string; readonly retry: () => void };

interface Answer<Value> {
  readonly key: string;
  readonly reply: ReadReply<Value>;
}

/**
 * Reads when `key` changes: name in it all that the answer depends on. An answer to a former key is dropped. A null key reads nothing. While
 * the next is read the one before is not shown.
 */
export function useRead<Value>(key: string | null, read: () => Promise<ReadReply<Value>>): Read<Value> {
  const [answer, setAnswer] = useState<Answer<Value> | null>(null);
  const [attempt, setAttempt] = useState(0);
  // New with each rendering; the key says when it reads something else.
  const latestRead = useRef(read);
  useEffect(() => {
    latestRead.current = read;
  });
  useEffect(() => {
    if (key === null) return undefined;
    let isWanted = true;
    void latestRead.current().then((reply) => {
      if (isWanted) setAnswer({ key, reply });
    });
    return () => {
      isWanted = false;
    };
  }, [key, attempt]);
  if (answer === null || answer.key !== key) return { kind: "reading" };
  if (answer.reply.kind === "read") return { kind: "read", value: answer.reply.value };
  return {
    kind: "failed",
    message: answer.reply.message,
    retry: () => {
      setAnswer(null);
      setAttempt((count) => count + 1);
    },
  };
}
