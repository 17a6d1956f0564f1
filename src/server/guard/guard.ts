// Decides who may ask anything of the daemon: one function for every HTTP request, WebSocket upgrade and MCP call, before routing.
import { endedSessionCookie, sessionCookie, sessionCookieName } from "./cookie.ts";
import { GuardMisconfigured, type OwnOrigins, ownOrigins } from "./origins.ts";
import { refuseBody, refuseForm } from "./refuse-form.ts";
import {
  type GuardRefusal,
  type GuardRequest,
  headerOf,
  isSafe,
  refuse,
  refuseUnlessJson,
  shown,
} from "./request.ts";
import { pathOf, trickIn } from "./request-target.ts";
import { hashOf, isSame, isSecretForm } from "./secrets.ts";
import type { BrowserSessions, FoundSession } from "./sessions.ts";

/** Who asks. */
export type Caller =
  /** A signed-in browser. `session` names it and is no secret; `csrf` is for the page, which sends it back as `x-jarvis-csrf`. */
  | { readonly kind: "cookie"; readonly session: string; readonly csrf: string }
  /** Whoever can read the token file: the command line, an MCP client. */
  | { readonly kind: "bearer" }
  /**
   * Nobody in particular, on a public route. With `isFromOtherSite`, a link on another site led here and the session cookie does not
   * count: answer with SAME_SITE_HOP, and the next request says whether there is a session.
   */
  | { readonly kind: "public"; readonly isFromOtherSite: boolean };

export type GuardDecision = { readonly kind: "allowed"; readonly as: Caller } | GuardRefusal;

/** A GET that needs no sign-in. Exactly this path, and not HEAD: a preview of a sign-in link must not spend it. */
export interface PublicRoute {
  readonly path: string;
  /** Whether a link in a mail, a chat or on any other site may open it in a tab. It must then show nothing secret. */
  readonly isLinkTarget: boolean;
}

export interface GuardOptions {
  /** The port that the server has, so made after `listen`. */
  readonly port: number;
  /** Where browsers reach the daemon besides loopback; `checkBind` has accepted them. */
  readonly publicOrigins: readonly string[];
  /** At most 4. Everything else, assets included, needs a session or the token. */
  readonly publicRoutes: readonly PublicRoute[];
  readonly bearerToken: string;
  readonly sessions: Pick<BrowserSessions, "find">;
}

export interface Guard {
  /** Changes nothing and waits for nothing. To be asked once for each request and upgrade, before anything else looks at it. */
  decide(request: GuardRequest): GuardDecision;
  /** The Set-Cookie that signs in the browser of this request, which was allowed. `id` is from `BrowserSessions.create`. */
  signIn(request: GuardRequest, id: string): string;
  /** The Set-Cookie that signs it out. */
  signOut(request: GuardRequest): string;
}

const PUBLIC_ROUTES_MAX = 4;
/** Cookies ignore ports: another program of this machine may set one of our name, in front of ours. So more than one is tried. */
const COOKIES_TRIED_MAX = 4;

interface Rules extends OwnOrigins {
  readonly port: number;
  readonly publicRoutes: ReadonlyMap<string, PublicRoute>;
  readonly tokenHash: Buffer;
  readonly sessions: Pick<BrowserSessions, "find">;
}

/** @throws GuardMisconfigured when a setting would leave a hole */
export function createGuard(options: GuardOptions): Guard {
  const rules: Rules = {
    ...ownOrigins(options.port, options.publicOrigins),
    port: options.port,
    publicRoutes: checkedRoutes(options.publicRoutes),
    tokenHash: checkedTokenHash(options.bearerToken),
    sessions: options.sessions,
  };
  return {
    decide: (request) =>
      refuseForm(request, rules) ??
      refuseSender(request, rules) ??
      refuseBody(request) ??
      identify(request, rules),
    signIn: (request, id) => sessionCookie(cookieScope(request, rules), id),
    signOut: (request) => endedSessionCookie(cookieScope(request, rules)),
  };
}

function checkedRoutes(routes: readonly PublicRoute[]): ReadonlyMap<string, PublicRoute> {
  if (routes.length > PUBLIC_ROUTES_MAX)
    throw new GuardMisconfigured(
      `Expected at most ${PUBLIC_ROUTES_MAX} public routes, got ${routes.length}. Whatever else there is needs a sign-in.`,
    );
  for (const { path } of routes) {
    const found = trickIn(path) ?? (/[?*:]/.test(path) ? "a pattern or a query" : null);
    if (found !== null)
      throw new GuardMisconfigured(
        `Expected the exact path of a public route, got ${path}: it has ${found}.`,
      );
  }
  return new Map(routes.map((route) => [route.path, route]));
}

function checkedTokenHash(token: string): Buffer {
  if (!isSecretForm(token))
    throw new GuardMisconfigured(
      "Expected a bearer token of 32 bytes in base64url, got another form. Make it with ensureDaemonToken.",
    );
  return hashOf(token);
}

/** What only another site sends. The lists are exact, and nothing is compared with the Host of the same request. */
function refuseSender(request: GuardRequest, rules: Rules): GuardRefusal | null {
  const origin = headerOf(request, "origin");
  if (origin !== undefined && !rules.origins.has(origin))
    return refuse(
      403,
      "not-our-origin",
      `Did not answer the page of origin ${shown(origin)}: it is not ours. Use this daemon's own page, or add that public origin.`,
    );
  const site = headerOf(request, "sec-fetch-site");
  if (site === undefined || site === "same-origin") return null;
  if (site === "none" && isSafe(request)) return null;
  if (isOpenedByLink(request, rules)) return null;
  return refuse(
    403,
    "from-other-site",
    `Did not answer a request that was begun elsewhere (Sec-Fetch-Site ${shown(site)}). Open the daemon's page by its address.`,
  );
}

/**
 * The one thing that another site may do: open a link target in a tab, as a click in a mail or a chat does. That is safe since the page
 * cannot be read from there (same-origin policy, COOP) or framed (only a whole tab is a `document`), a GET changes nothing, and
 * `identify` gives it no session even where the browser sent the cookie (another port of this machine counts as the same site).
 * `/login` is such a target although it spends a token: whoever made that link has a token of this daemon already.
 */
function isOpenedByLink(request: GuardRequest, { publicRoutes }: Rules): boolean {
  return (
    request.method === "GET" &&
    !request.isUpgrade &&
    isFromOtherSite(request) &&
    headerOf(request, "sec-fetch-mode") === "navigate" &&
    headerOf(request, "sec-fetch-dest") === "document" &&
    publicRoutes.get(pathOf(request.path))?.isLinkTarget === true
  );
}

function identify(request: GuardRequest, rules: Rules): GuardDecision {
  const authorization = headerOf(request, "authorization");
  // Whoever brings a token is judged by it alone. A browser never brings one by itself, so it needs no Origin and no CSRF value.
  if (authorization !== undefined) return judgeToken(authorization, rules);
  // Only a link target gets here from another site.
  if (isFromOtherSite(request)) return { kind: "allowed", as: { kind: "public", isFromOtherSite: true } };
  const found = findSession(request, rules);
  if (found !== null)
    return (
      refuseForgery(request, found) ?? {
        kind: "allowed",
        as: { kind: "cookie", session: found.session, csrf: found.csrf },
      }
    );
  const isPublic =
    request.method === "GET" && !request.isUpgrade && rules.publicRoutes.has(pathOf(request.path));
  if (isPublic) return { kind: "allowed", as: { kind: "public", isFromOtherSite: false } };
  return refuse(
    401,
    "not-signed-in",
    "Did not answer: found neither a signed-in browser nor a token. Open the sign-in link that the daemon prints, or send the token of its home as Bearer.",
  );
}

function judgeToken(authorization: string, { tokenHash }: Rules): GuardDecision {
  const token = /^Bearer +([A-Za-z0-9_-]{43})$/i.exec(authorization)?.[1] ?? "";
  if (isSame(token, tokenHash)) return { kind: "allowed", as: { kind: "bearer" } };
  return refuse(
    401,
    "wrong-token",
    "Did not answer: the Authorization header is not the daemon's Bearer token. Read the token file in its home again.",
  );
}

/** A browser sends the cookie whoever makes it ask; these prove that our own page did. */
function refuseForgery(request: GuardRequest, { csrf }: FoundSession): GuardRefusal | null {
  if (isSafe(request)) return null;
  if (headerOf(request, "origin") === undefined)
    return refuse(
      403,
      "no-origin",
      "Did not act for this session: its cookie came without an Origin. Use the page, or a Bearer token.",
    );
  // A page cannot add headers to a WebSocket, and Chromium sends no Sec-Fetch-Site with one: there, the exact Origin is the proof.
  if (request.isUpgrade) return null;
  const notJson = refuseUnlessJson(request);
  if (notJson !== null) return notJson;
  if (isSame(headerOf(request, "x-jarvis-csrf") ?? "", hashOf(csrf))) return null;
  return refuse(
    403,
    "wrong-csrf",
    "Did not act for this session: the x-jarvis-csrf header is not its own. Reload the page.",
  );
}

function findSession(request: GuardRequest, rules: Rules): FoundSession | null {
  const start = `${sessionCookieName(cookieScope(request, rules))}=`;
  const ids = (request.headers.get("cookie") ?? [])
    .flatMap((header) => header.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length));
  for (const id of ids.slice(0, COOKIES_TRIED_MAX)) {
    const found = rules.sessions.find(id);
    if (found !== null) return found;
  }
  return null;
}

function cookieScope(request: GuardRequest, { hosts, port }: Rules): { port: number; isSecure: boolean } {
  return { port, isSecure: hosts.get(headerOf(request, "host") ?? "")?.isSecure ?? false };
}

function isFromOtherSite(request: GuardRequest): boolean {
  const site = headerOf(request, "sec-fetch-site");
  return site === "cross-site" || site === "same-site";
}
