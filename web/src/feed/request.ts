// What the page asks over HTTP: commands of the user and reads, with the proof that it is our own page that asks.
import type { CommandInput, CommandName, Done, Refused } from "../../../src/wire/commands.ts";
import { pathTo } from "../../../src/wire/routes.ts";
import { noteSignedOut, readCsrf, refreshSession } from "./session.ts";

/** Not to get through is a refusal like any other, with the code `unreachable`, `not-signed-in` or `not-understood`. */
export type CommandReply = Done | Refused;

export type ReadReply<Value> =
  | { readonly kind: "read"; readonly value: Value }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

type Reply = { readonly kind: "answered"; readonly body: unknown } | Refused;

/**
 * Has the daemon do something in the user's name. `commandId` is the idempotency key: a repeat with the same one does nothing twice and gets
 * the first reply, so a command whose answer was lost is sent once more by itself.
 */
export async function runCommand<Name extends CommandName>(
  project: string,
  name: Name,
  input: CommandInput<Name>,
  commandId: string = crypto.randomUUID(),
): Promise<CommandReply> {
  const path = pathTo("command", { project, command: name });
  const attempt = () => send("POST", path, input, { "idempotency-key": commandId });
  const first = await attempt();
  const reply = first.kind === "refused" && first.code === "unreachable" ? await attempt() : first;
  if (reply.kind === "refused") return reply;
  // A status below 400 comes with `Done`, see src/wire/commands.ts; the daemon that served this page answers as it was built.
  return reply.body as Done;
}

/** GET, or with `body` a PUT or POST that answers what it made. */
export async function read<Value>(
  path: string,
  change?: { readonly method: "PUT" | "POST"; readonly body: unknown },
): Promise<ReadReply<Value>> {
  const reply = await send(change?.method ?? "GET", path, change?.body);
  if (reply.kind === "refused") return { kind: "failed", code: reply.code, message: reply.message };
  // Each path answers the schema of src/wire/reads.ts that its caller names, built from the same source as this page.
  return { kind: "read", value: reply.body as Value };
}

async function send(
  method: "GET" | "PUT" | "POST",
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const first = await sendOnce(method, path, body, headers, await csrfFor(method));
  if (first.kind !== "refused" || first.code !== "wrong-csrf") return first;
  // Another tab has signed in anew: the session is good, the value was of the one before.
  await refreshSession();
  return await sendOnce(method, path, body, headers, await csrfFor(method));
}

async function csrfFor(method: string): Promise<string | null> {
  return method === "GET" ? null : await readCsrf();
}

/** POST whose answer is read as it comes. Null: it came to its end, or `signal` ended it. */
export async function stream(
  path: string,
  body: unknown,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<Refused | null> {
  try {
    const response = await fetch(path, {
      method: "POST",
      signal,
      headers: { "content-type": "application/json", "x-jarvis-csrf": (await readCsrf()) ?? "" },
      body: JSON.stringify(body),
    });
    if (!response.ok || response.body === null) {
      const reply = await readReply(response, path);
      return reply.kind === "refused" ? reply : null;
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) onText(part.value);
    return null;
  } catch (error) {
    if (signal.aborted) return null;
    return unreachable(error);
  }
}

function unreachable(error: unknown): Refused {
  return refused(
    "unreachable",
    `JARVIS does not answer (${error instanceof Error ? error.message : String(error)}). Is its process running?`,
  );
}

async function sendOnce(
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  csrf: string | null,
): Promise<Reply> {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        ...headers,
        ...(csrf !== null && { "content-type": "application/json", "x-jarvis-csrf": csrf }),
      },
      ...(csrf !== null && { body: JSON.stringify(body ?? {}) }),
    });
    return await readReply(response, path);
  } catch (error) {
    return unreachable(error);
  }
}

async function readReply(response: Response, path: string): Promise<Reply> {
  const text = await response.text();
  const body = parsed(text);
  if (response.ok && body !== undefined) return { kind: "answered", body };
  const { code, message } = asRefused(body) ?? {
    code: "not-understood",
    message: `JARVIS answered ${response.status} to ${path}, and not in its own words. Reload the page; it may be of another version.`,
  };
  if (response.status !== 401) return refused(code, message);
  noteSignedOut();
  return refused("not-signed-in", "You are signed out. Run `jarvis` in a terminal for a new sign-in link.");
}

/** Undefined when it is no JSON. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // Something between us and the daemon answered: the status says what there is to say.
    return undefined;
  }
}

function asRefused(body: unknown): { readonly code: string; readonly message: string } | null {
  if (typeof body !== "object" || body === null || !("message" in body) || !("code" in body)) return null;
  const { code, message } = body;
  return typeof message === "string" && typeof code === "string" ? { code, message } : null;
}

function refused(code: string, message: string): Refused {
  return { kind: "refused", code, message };
}
