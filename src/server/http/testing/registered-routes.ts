// The routes of the application as the router itself knows them.
import { createApp } from "../app.ts";
import { createFeedSeats } from "../feed-seats.ts";
import { createFeeds } from "../feeds.ts";
import { createFakeDaemon } from "./fake-daemon.ts";
import { createManualTimers } from "./manual-timers.ts";

export interface RegisteredRoute {
  readonly method: string;
  readonly path: string;
}

/** An application that answers nothing, for what is asked of its routes. */
export function createIdleApp(): ReturnType<typeof createApp> {
  const daemon = createFakeDaemon([]);
  const timers = createManualTimers();
  const onDefect = () => {};
  const none = () => {
    throw new RangeError("an idle application signs nobody in");
  };
  return createApp({
    daemon,
    guard: { signIn: none },
    sessions: { create: none, isLive: () => false },
    links: { make: none, take: () => false },
    feeds: createFeeds({ daemon, timers, onDefect }),
    seats: createFeedSeats(timers),
    page: { state: () => "building", read: async () => null },
    publicOrigins: [],
    onDefect,
  });
}

/** Each once; what only stands before others, as the check of the caller, is none. */
export function routesOf(): readonly RegisteredRoute[] {
  const names = createIdleApp()
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path}`);
  return [...new Set(names)].map((name) => {
    const [method = "", path = ""] = name.split(" ");
    return { method, path };
  });
}
