// The router: every address of wire/routes.ts, for callers that the guard has let through.
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { ROUTES } from "../../wire/routes.ts";
import type { DaemonAccess } from "../access.ts";
import type { Guard, PublicRoute } from "../guard/guard.ts";
import type { BrowserSessions } from "../guard/sessions.ts";
import type { SignInLinks } from "../guard/sign-in-links.ts";
import { refusalOf, refused, RequestRefused } from "./answers.ts";
import type { AppEnv } from "./caller.ts";
import { addCommandRoutes } from "./command-routes.ts";
import { addDaemonRoutes } from "./daemon-routes.ts";
import { addFeedRoutes } from "./feed-routes.ts";
import type { FeedSeats } from "./feed-seats.ts";
import type { Feeds } from "./feeds.ts";
import { addMcpRoute } from "./mcp-route.ts";
import { addOpenApiRoute } from "./openapi.ts";
import type { Page } from "./page.ts";
import { addPageRoutes } from "./page-routes.ts";
import { addReadRoutes } from "./read-routes.ts";
import { addRunRoutes } from "./run-routes.ts";
import { addSignInRoutes } from "./sign-in-routes.ts";

/** All that is answered without a session or the token. A link in a mail or a chat may lead to it. */
export const PUBLIC_ROUTES: readonly PublicRoute[] = [{ path: ROUTES.login, isLinkTarget: true }];

export interface AppOptions {
  readonly daemon: DaemonAccess;
  readonly guard: Pick<Guard, "signIn">;
  readonly sessions: Pick<BrowserSessions, "create" | "isLive">;
  readonly links: SignInLinks;
  readonly feeds: Feeds;
  readonly seats: FeedSeats;
  readonly page: Page;
  readonly publicOrigins: readonly string[];
  /** We are wrong: told and recorded; the caller is told only that much. */
  readonly onDefect: (where: string, error: unknown) => void;
}

/** Only for what has passed the guard: without a caller in `env`, and on all but the public routes without a known one, it answers 401. */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const { daemon, onDefect } = options;
  const app = new Hono<AppEnv>();
  app.use(async (c, next) => {
    // The guard decides; this only sees to it that a way in that forgot to ask is no way in.
    const caller = c.env?.caller;
    const isPublic = PUBLIC_ROUTES.some(({ path }) => path === c.req.path);
    if (caller === undefined || (caller.kind === "public" && !isPublic))
      throw new RequestRefused(401, "not-signed-in", "Did not answer: the guard was not asked who this is.");
    return await next();
  });
  app.onError((error, c) => {
    if (error instanceof HTTPException)
      return c.json(refused("invalid", `Could not read the request: ${error.message}.`), 400);
    const { status, body } = refusalOf(error);
    if (status === 500) onDefect(`${c.req.method} ${c.req.path}`, error);
    return c.json(body, status);
  });
  addSignInRoutes(app, options);
  addDaemonRoutes(app, daemon);
  addReadRoutes(app, daemon);
  addCommandRoutes(app, daemon);
  addRunRoutes(app, daemon);
  addFeedRoutes(app, options);
  addMcpRoute(app, daemon, onDefect);
  addOpenApiRoute(app, daemon.describe().version);
  addPageRoutes(app, options.page);
  app.notFound((c) =>
    c.json(
      refused("unknown-path", "Nothing is done at this address. The API is described at /openapi.json."),
      404,
    ),
  );
  return app;
}
