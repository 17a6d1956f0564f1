// The session cookie as text. Its name has the port, since cookies ignore ports and two daemons must not sign each other out.
import { SESSION_IDLE_MS_MAX } from "./sessions.ts";

export interface CookieScope {
  /** The port of the daemon, not of a proxy in front of it. */
  readonly port: number;
  /** Whether the browser came by https. Then `__Host-` keeps every other host and every plain http page from setting one. */
  readonly isSecure: boolean;
}

export function sessionCookieName({ port, isSecure }: CookieScope): string {
  return isSecure ? `__Host-jarvis_${port}` : `jarvis_${port}`;
}

/**
 * A Set-Cookie for 30 days. The server counts them from the last use, the browser from here: send it again with the page.
 *
 * SameSite=Strict: a request that another site began does not carry it, not even the one after a redirect, since that still belongs to
 * the click over there. So a sign-in must end in a page that goes on by itself, SAME_SITE_HOP, and not in a 303.
 */
export function sessionCookie(scope: CookieScope, id: string): string {
  return cookieText(scope, id, SESSION_IDLE_MS_MAX / 1000);
}

export function endedSessionCookie(scope: CookieScope): string {
  return cookieText(scope, "", 0);
}

function cookieText(scope: CookieScope, value: string, maxAgeSeconds: number): string {
  const text = `${sessionCookieName(scope)}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${maxAgeSeconds}`;
  return scope.isSecure ? `${text}; Secure` : text;
}
