// A guard of its own world, and requests to it that are good until a test spoils one thing.
import { createGuard, type Guard, type GuardOptions } from "../guard.ts";
import type { GuardRequest } from "../request.ts";
import { hashOf, makeSecret } from "../secrets.ts";
import type { BrowserSessions } from "../sessions.ts";

export const PORT = 7777;
export const PUBLIC_ROUTES = [
  { path: "/", isLinkTarget: true },
  { path: "/login", isLinkTarget: true },
  { path: "/manifest.json", isLinkTarget: false },
];

export interface World {
  readonly guard: Guard;
  readonly token: string;
  readonly id: string;
  readonly session: string;
  readonly csrf: string;
  /** Header lines of the signed-in page that changes something, or opens a WebSocket. */
  readonly pageLines: readonly string[];
  /** Header lines of the command line that sends something. */
  readonly cliLines: readonly string[];
}

export function makeWorld(changes: Partial<GuardOptions> = {}): World {
  const port = changes.port ?? PORT;
  const token = makeSecret();
  const id = makeSecret();
  const csrf = makeSecret();
  const session = hashOf(id).toString("hex");
  const sessions: Pick<BrowserSessions, "find"> = {
    find: (asked) => (asked === id ? { session, csrf } : null),
  };
  const host = `Host: 127.0.0.1:${port}`;
  const json = "Content-Type: application/json";
  return {
    guard: createGuard({
      port,
      publicOrigins: [],
      publicRoutes: PUBLIC_ROUTES,
      bearerToken: token,
      sessions,
      ...changes,
    }),
    token,
    id,
    session,
    csrf,
    pageLines: [
      host,
      `Origin: http://127.0.0.1:${port}`,
      "Sec-Fetch-Site: same-origin",
      `Cookie: theme=dark; jarvis_${port}=${id}`,
      `X-Jarvis-CSRF: ${csrf}`,
      json,
    ],
    cliLines: [host, `Authorization: Bearer ${token}`, json],
  };
}

/** `"upgrade"` stands for a GET that asks for a WebSocket. */
export function asking(method: string, path: string, lines: readonly string[]): GuardRequest {
  const isUpgrade = method === "upgrade";
  const headers = new Map<string, string[]>();
  for (const line of isUpgrade ? [...lines, "Upgrade: websocket"] : lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { method: isUpgrade ? "GET" : method, path, headers, isUpgrade };
}

/** The lines without those of this header. */
export function without(header: string, lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.toLowerCase().startsWith(`${header.toLowerCase()}:`));
}
