// One request to the daemon: JSON in, JSON out, bounded in time and length.
import { Readable } from "node:stream";
import { DaemonFailed, messageOf } from "../failures.ts";

export interface Asked {
  readonly place: { readonly url: string; readonly token: string };
  readonly method: "GET" | "POST";
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  /** Makes a repeat of this request do nothing but give the first reply. */
  readonly key?: string;
  readonly limitMs: number;
}

export interface Reply {
  readonly status: number;
  /** Null: the answer is no JSON. */
  readonly json: unknown;
}

/** More than any page of the daemon: beyond, something else answers. */
const ANSWER_BYTES_MAX = 32_000_000;

/** @throws DaemonFailed when there is no answer that can be read */
export async function ask({ place, method, path, body, key, limitMs }: Asked): Promise<Reply> {
  try {
    const response = await fetch(`${place.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${place.token}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // The token is for this daemon alone.
      redirect: "error",
      signal: AbortSignal.timeout(limitMs),
    });
    return { status: response.status, json: parsed(await readText(response, path)) };
  } catch (error) {
    if (error instanceof DaemonFailed) throw error;
    throw new DaemonFailed(
      "no-answer",
      `Asked JARVIS at ${place.url} for ${path}: no answer (${reasonOf(error)}). Look whether it still runs: jarvis ls`,
      { cause: error },
    );
  }
}

async function readText(response: Response, path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> = response.body ?? Readable.from([]);
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX)
      throw new DaemonFailed(
        "too-long",
        `Asked JARVIS for ${path}: its answer is longer than ${ANSWER_BYTES_MAX / 1_000_000} MB and was not read.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What fetch says is "fetch failed"; why stands in its cause. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
}
