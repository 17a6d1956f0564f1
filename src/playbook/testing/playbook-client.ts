import { afterEach, expect } from "vitest";
import { startPlaybook, type Playbook, type PlaybookOptions } from "../server.ts";

const open: Playbook[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((playbook) => playbook.close()));
});

export async function start(options: PlaybookOptions = {}): Promise<Playbook> {
  const playbook = await startPlaybook(options);
  open.push(playbook);
  return playbook;
}

export const TURN = '<turn kind="user" n="7">\n<message id="m-12">\nhelp\n</message>\n</turn>';
export const REPORT =
  '<turn kind="report" n="8">\n<report id="r-3" kind="landed" ticket="T-1" run="R-1.1" worker="W1">fine</report>\n</turn>';

export function bodyOf(text: string, over: Record<string, unknown> = {}): string {
  return JSON.stringify({
    model: "some-model",
    max_tokens: 100,
    stream: true,
    metadata: { user_id: '{"session_id":"from-metadata"}' },
    messages: [{ role: "user", content: text }],
    ...over,
  });
}

export function post(base: string, body: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${base}/v1/messages?beta=true`, { method: "POST", body, ...init });
}

interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

export function eventsOf(stream: string): StreamEvent[] {
  return stream
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => JSON.parse(event.replace(/^event: .*\ndata: /, "")) as StreamEvent);
}

export function only<T>(items: readonly T[]): T {
  expect(items).toHaveLength(1);
  return items[0] as T;
}

/** Waits until this many requests have been read. */
export async function untilArrived(playbook: Playbook, count: number): Promise<"arrived"> {
  await expect.poll(() => playbook.requests().filter(({ bytes }) => bytes > 0).length).toBe(count);
  return "arrived";
}
