// A feed over hand-fed rows and hand-moved time, and clients of it.
import type { Topic } from "../../../wire/feed.ts";
import { createFeed, type Feed } from "../feed.ts";
import { createHandFedProject } from "./hand-fed-project.ts";
import { createManualTimers } from "./manual-timers.ts";
import { createRecordingClient, type RecordingClient } from "./recording-client.ts";

export function startFeed() {
  const project = createHandFedProject();
  const timers = createManualTimers();
  const defects: unknown[] = [];
  const feed = createFeed({ project, timers, onDefect: (error) => void defects.push(error) });
  return { project, timers, defects, feed, rows: project.rows };
}

export function follow(feed: Feed, topics: readonly Topic[] = []): RecordingClient {
  const client = createRecordingClient();
  feed.join(client).hear({ type: "hello", epoch: null, seq: 0, topics });
  return client;
}

export function typesOf({ said }: RecordingClient): readonly string[] {
  return said.map(({ type }) => type);
}
