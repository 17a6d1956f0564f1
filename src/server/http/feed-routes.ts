// Where the feed is found: as a WebSocket, which the upgrade answers, and as server-sent events.
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Hono } from "hono";
import { FRAME_MS, TOPICS_MAX } from "../../wire/feed.ts";
import { ROUTES } from "../../wire/routes.ts";
import type { DaemonAccess } from "../access.ts";
import type { BrowserSessions } from "../guard/sessions.ts";
import { RequestRefused } from "./answers.ts";
import { isStillSignedIn, type AppEnv } from "./caller.ts";
import { parseTopics } from "./client-said.ts";
import { described, reading } from "./describe.ts";
import { parseEventId, serveEvents } from "./feed-events.ts";
import { SEATS_MAX, type FeedSeats } from "./feed-seats.ts";
import type { Feeds } from "./feeds.ts";
import { EventsQuery, InProject } from "./parameters.ts";
import { mustFindProject } from "./projects.ts";

export interface FeedRouteOptions {
  readonly daemon: DaemonAccess;
  readonly feeds: Feeds;
  readonly seats: FeedSeats;
  readonly sessions: Pick<BrowserSessions, "isLive">;
}

const FEED_TEXT = `A WebSocket. Say \`{"type":"hello","epoch":null,"seq":0,"topics":[]}\` first.

- A \`snapshot\` (\`epoch\`, \`seq\`, \`journal\`, \`now\`, \`rows\`) follows, then a \`frame\` with the rows that changed, at most every ${FRAME_MS} ms. A row is \`{table, key, row}\`; a \`row\` of null is one that is gone.
- Come back with the \`epoch\` and \`seq\` of the last frame to get what was missed. A frame whose \`seq\` is not the next one is a gap: say hello again.
- \`topics\` (at most ${TOPICS_MAX}): \`deltas\` for answers as they are written, \`run:R-1.1\` for an agent's record as it grows. Both may be lost when the client is slow.
- Closed with 4008: too slow, come back for a snapshot. 1008: said what nobody understands, or signed out. 1013: ${SEATS_MAX} clients follow already.`;

export function addFeedRoutes(app: Hono<AppEnv>, options: FeedRouteOptions): void {
  const { daemon, feeds, seats, sessions } = options;
  app.get(
    ROUTES.feed,
    described({
      tag: "live",
      summary: "The feed: every row that changes, as it changes",
      description: FEED_TEXT,
      answer: { status: 101, description: "The protocol is changed to WebSocket." },
    }),
    reading("param", InProject),
    () => {
      throw new RequestRefused(
        426,
        "upgrade-required",
        "The feed is a WebSocket. Ask for an upgrade, or read the same at `events`.",
      );
    },
  );
  app.get(
    ROUTES.events,
    described({
      tag: "live",
      summary: "The feed as server-sent events",
      description:
        "The same messages, one JSON in each event. `id` is `<epoch>:<seq>`; sent back as `Last-Event-ID`, it goes on from there.",
      headers: { "Last-Event-ID": "The id of the last event that you have." },
      answer: { description: "Events without end.", content: "text/event-stream" },
    }),
    reading("param", InProject),
    reading("query", EventsQuery),
    (c) => {
      const { caller, incoming, outgoing } = c.env;
      const feed = feeds.of(mustFindProject(daemon, c.req.valid("param").project));
      const names = c.req.valid("query").topics.split(",");
      const topics = parseTopics(names.filter((name) => name !== ""));
      if (topics === null)
        throw new RequestRefused(
          422,
          "invalid",
          `Could not read the topics: at most ${TOPICS_MAX} of deltas, run:R-1.1.`,
        );
      if (incoming.method === "HEAD") return c.body(null, 200, { "content-type": "text/event-stream" });
      const isServed = serveEvents(outgoing, seats, {
        feed,
        topics,
        lastSeen: parseEventId(c.req.header("last-event-id") ?? ""),
        isSignedIn: () => isStillSignedIn(caller, (session) => sessions.isLive(session)),
      });
      if (isServed) return RESPONSE_ALREADY_SENT;
      throw new RequestRefused(
        503,
        "too-many-clients",
        `${SEATS_MAX} clients follow already. Close one and try again.`,
      );
    },
  );
}
