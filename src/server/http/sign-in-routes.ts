// How a browser is let in: a link from the terminal, once; then a session, of which the page learns what it has to send.
import type { Hono } from "hono";
import { ROUTES } from "../../wire/routes.ts";
import type { DaemonAccess } from "../access.ts";
import type { Guard } from "../guard/guard.ts";
import { SAME_SITE_HOP } from "../guard/headers.ts";
import { headerOf } from "../guard/request.ts";
import type { BrowserSessions } from "../guard/sessions.ts";
import type { SignInLinks } from "../guard/sign-in-links.ts";
import type { AppEnv } from "./caller.ts";
import { described } from "./describe.ts";
import { linkUsedPage } from "./plain-pages.ts";
import { summaryOf } from "./projects.ts";

export interface SignInOptions {
  readonly daemon: DaemonAccess;
  readonly guard: Pick<Guard, "signIn">;
  readonly sessions: Pick<BrowserSessions, "create">;
  readonly links: SignInLinks;
  readonly publicOrigins: readonly string[];
}

export function addSignInRoutes(app: Hono<AppEnv>, options: SignInOptions): void {
  const { daemon, guard, sessions, links } = options;
  app.get(
    ROUTES.login,
    described({
      tag: "signing in",
      summary: "Sign a browser in, once for each link",
      description: "The link that the daemon prints, `?t=…`. Answers with a page that goes on to `/`.",
      isPublic: true,
      answer: { description: "Signed in.", content: "text/html" },
    }),
    (c) => {
      const { caller, guardRequest, incoming } = c.env;
      // A preview by HEAD must not spend the link.
      const isTaken = incoming.method === "GET" && links.take(c.req.query("t") ?? "");
      if (isTaken) c.header("set-cookie", guard.signIn(guardRequest, sessions.create().id));
      // Whoever has a session, or may have one that another site's link does not carry, goes on; the page says if not.
      const mayGoOn = isTaken || caller.kind !== "public" || caller.isFromOtherSite;
      return mayGoOn ? c.html(SAME_SITE_HOP) : c.html(linkUsedPage(), 401);
    },
  );
  app.get(
    ROUTES.session,
    described({
      tag: "signing in",
      summary: "Who is signed in here",
      description:
        "`csrf` goes as `x-jarvis-csrf` with every unsafe request of a page; it is empty for a token.",
      answer: { description: "The session.", schema: "Session" },
    }),
    (c) => {
      const { caller } = c.env;
      return c.json({
        csrf: caller.kind === "cookie" ? caller.csrf : "",
        version: daemon.describe().version,
        projects: daemon.projects().map(summaryOf),
      });
    },
  );
  app.post(
    ROUTES.signInLinks,
    described({
      tag: "signing in",
      summary: "Make a link that signs a browser in",
      answer: { description: "It works once, within ten minutes.", schema: "SignInLink" },
    }),
    (c) => {
      // The guard has let this Host through, so it is one of ours.
      const host = headerOf(c.env.guardRequest, "host") ?? "";
      const origin = options.publicOrigins.find((one) => new URL(one).host === host) ?? `http://${host}`;
      return c.json({ url: `${origin}${ROUTES.login}?t=${links.make()}` });
    },
  );
}
