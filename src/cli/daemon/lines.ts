// A request that is answered line by line, each a JSON value, for as long as it takes.
import { Readable } from "node:stream";
import { createLineSplitter } from "../line-splitter.ts";
import { DaemonFailed } from "../failures.ts";
import type { Reply } from "./http.ts";

export interface AskedForLines {
  readonly place: { readonly url: string; readonly token: string };
  readonly path: string;
  readonly body: unknown;
  readonly onLine: (json: unknown) => void;
  /** The reader has gone. */
  readonly signal: AbortSignal;
}

/** @returns the answer when it is a no; null when all lines were read. @throws DaemonFailed when it broke off */
export async function askForLines({
  place,
  path,
  body,
  onLine,
  signal,
}: AskedForLines): Promise<Reply | null> {
  try {
    const response = await fetch(`${place.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${place.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      signal,
    });
    if (response.status >= 300) return { status: response.status, json: JSON.parse(await response.text()) };
    const decoder = new TextDecoder();
    const splitter = createLineSplitter((line) => onLine(JSON.parse(line)));
    const chunks: AsyncIterable<Uint8Array> = response.body ?? Readable.from([]);
    for await (const chunk of chunks) splitter.take(decoder.decode(chunk, { stream: true }));
    return null;
  } catch (error) {
    if (signal.aborted) return null;
    throw new DaemonFailed(
      "no-answer",
      `Asked JARVIS at ${place.url} for ${path}: its answer broke off (${error instanceof Error ? error.message : String(error)}). Look whether it still runs: jarvis ls`,
      { cause: error },
    );
  }
}
