// Where everything is found over HTTP. `:project` is a project's id; all live state of a project lies under it.
export const ROUTES = {
  /** GET, public: a sign-in link, once. */
  login: "/login",
  /** GET: the API's description. */
  openapi: "/openapi.json",
  /** GET: who is signed in here, with the value that unsafe requests of a page carry. */
  session: "/api/session",
  /** GET the daemon. */
  daemon: "/api/daemon",
  /** POST: ends the daemon; workers' work is kept. */
  quit: "/api/quit",
  /** POST: a link that signs a browser in. */
  signInLinks: "/api/sign-in-links",
  /** GET, PUT: what answers. */
  model: "/api/model",
  /** GET all, POST one more. */
  projects: "/api/projects",
  /** GET with ETag. */
  board: "/api/p/:project/board",
  /** WebSocket. */
  feed: "/api/p/:project/feed",
  /** GET: the same as server-sent events; `Last-Event-ID` goes on. */
  events: "/api/p/:project/events",
  /** GET ?before&limit */
  conversation: "/api/p/:project/conversation",
  /** GET */
  ticket: "/api/p/:project/tickets/:ticket",
  /** GET ?before&after&limit */
  timeline: "/api/p/:project/runs/:run/timeline",
  /** GET: the whole of one line. */
  timelineRow: "/api/p/:project/runs/:run/timeline/:n",
  /** GET */
  diff: "/api/p/:project/runs/:run/diff",
  /** POST: one route for each of COMMANDS. */
  command: "/api/p/:project/commands/:command",
  /** POST: a program in the worktrees of runs, answered line by line. */
  run: "/api/p/:project/run",
  /** POST: Model Context Protocol, Streamable HTTP, with the bearer token. */
  mcp: "/mcp",
} as const;

export type RouteName = keyof typeof ROUTES;

/** `pathTo("board", {project: "0a…"})`; each value is percent-encoded. */
export function pathTo(route: RouteName, values: Readonly<Record<string, string | number>> = {}): string {
  return ROUTES[route].replaceAll(/:([a-z]+)/g, (_whole, name: string) =>
    encodeURIComponent(String(values[name] ?? "")),
  );
}
