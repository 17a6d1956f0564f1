// A real server on loopback, and a browser and a program that may ask it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DaemonAccess } from "../../access.ts";
import { makeSecret } from "../../guard/secrets.ts";
import { openBrowserSessions, type BrowserSessions } from "../../guard/sessions.ts";
import { createSignInLinks, type SignInLinks } from "../../guard/sign-in-links.ts";
import { startHttpServer, type HttpServer, type ServerOptions } from "../listen.ts";
import { createPage } from "../page.ts";

export interface TestServer extends HttpServer {
  readonly token: string;
  readonly sessions: BrowserSessions;
  readonly links: SignInLinks;
  readonly browser: { readonly id: string; readonly session: string; readonly csrf: string };
  readonly defects: { readonly where: string; readonly error: unknown }[];
  /** Where the page's files may be put. */
  readonly pageFolder: string;
  /** With the Bearer token. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** As a program gives a command. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export async function startTestServer(
  daemon: DaemonAccess,
  options: Partial<Pick<ServerOptions, "makeGuard" | "timers" | "publicOrigins">> & {
    readonly buildState?: () => string;
  } = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "jarvis-http-"));
  const pageFolder = mkdtempSync(join(tmpdir(), "jarvis-page-"));
  const token = makeSecret();
  const nowMs = () => Date.now();
  const sessions = openBrowserSessions({ folder, nowMs, tell: () => {} });
  const links = createSignInLinks(nowMs);
  const defects: TestServer["defects"] = [];
  const server = await startHttpServer({
    publicOrigins: [],
    ...options,
    port: 0,
    ifTaken: "fail",
    daemon,
    sessions,
    links,
    bearerToken: token,
    page: createPage({ folder: pageFolder, buildState: options.buildState ?? (() => "ready") }),
    onDefect: (where, error) => void defects.push({ where, error }),
  });
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      redirect: "manual",
      ...init,
      headers: { authorization: `Bearer ${token}`, ...headersOf(init) },
    });
  return {
    ...server,
    token,
    sessions,
    links,
    browser: sessions.create(),
    defects,
    pageFolder,
    ask,
    post: (path, body, headers = {}) =>
      ask(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    close: async () => {
      await server.close();
      for (const path of [folder, pageFolder]) rmSync(path, { recursive: true });
    },
  };
}

function headersOf(init: RequestInit): Readonly<Record<string, string>> {
  return Object.fromEntries(new Headers(init.headers).entries());
}
