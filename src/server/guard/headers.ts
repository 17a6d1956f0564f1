// The headers of every answer: what the browser may do with it, whoever it came from and whatever is in it.
import { ICON_LINK } from "./icon-link.ts";

/**
 * Strings are no markup and no script for the page: `innerHTML`, `eval` and their like refuse them. React 19.3 and what Vite 8.3 builds
 * for production render without these (seen in Chromium, with the page's other packages); Vite's development server does not, and does
 * not go through here. A schema library that compiles its checks must be told not to (`jitless` in zod), or each page begins with a
 * violation. A constant of its own, so that it can be judged alone.
 */
const TRUSTED_TYPES = "require-trusted-types-for 'script'; trusted-types 'none'";

/** Everything comes from this origin or not at all: agents' text can neither run nor load nor call out. `'self'` covers the WebSocket. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  TRUSTED_TYPES,
].join("; ");

const EVERYWHERE: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  // The address may hold a sign-in token. With this, a `fetch` of mode "same-origin" sends Origin `null`: the page uses the default mode.
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
};

/**
 * For every answer, errors too. `immutable` is only for files whose name changes with their content; they need a session as well, so no
 * shared cache may keep them. Everything else is `never` kept: it may be somebody's code.
 */
export function answerHeaders(caching: "never" | "immutable"): Readonly<Record<string, string>> {
  const cacheControl = caching === "never" ? "no-store" : "private, max-age=31536000, immutable";
  return { ...EVERYWHERE, "cache-control": cacheControl };
}

/**
 * The HTML that follows a sign-in (with its Set-Cookie, status 200), and that meets a click from another site: it goes on to `/` by
 * itself. That next request begins here and not over there, so that it carries the Strict cookie. It also takes the token out of the
 * address. Nothing in it depends on the request.
 */
export const SAME_SITE_HOP = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>JARVIS</title>
${ICON_LINK}
<meta http-equiv="refresh" content="0; url=/">
<p><a href="/">Open JARVIS</a></p>
</html>
`;
