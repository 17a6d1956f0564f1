// Answers as they are written and agents' records as they grow: collected between two frames, for the topics that somebody asked for.
import type { ServerSaid, Topic } from "../../wire/feed.ts";
import type { TimelineRow } from "../../wire/rows.ts";
import type { LiveProject } from "../access.ts";

export interface TopicMessage {
  readonly topic: Topic;
  /** Made once, for all who asked. */
  readonly json: Buffer;
}

export interface FeedTopics {
  /** From now on these are collected, and nothing else is listened to. */
  want(topics: ReadonlySet<Topic>): void;
  /** What came since it was last taken, joined: at most one message for each answer and each run. */
  take(): readonly TopicMessage[];
  close(): void;
}

type Delta = Extract<ServerSaid, { readonly type: "delta" }>;

/** `onPending`: there is something to take. */
export function createFeedTopics(
  project: Pick<LiveProject, "onDelta" | "onActivity">,
  onPending: () => void,
): FeedTopics {
  const deltas = new Map<string, Delta>();
  const activity = new Map<string, TimelineRow[]>();
  let wanted: ReadonlySet<Topic> = new Set();
  let stopDeltas: (() => void) | null = null;
  let stopActivity: (() => void) | null = null;

  const hearDeltas = () =>
    project.onDelta(({ conversation, turn, text }) => {
      const name = `${conversation}/${turn}`;
      const before = deltas.get(name)?.text ?? "";
      deltas.set(name, { type: "delta", conversation, turn, text: before + text });
      onPending();
    });
  const hearActivity = () =>
    project.onActivity((run, rows) => {
      if (!wanted.has(`run:${run}`)) return;
      const before = activity.get(run);
      if (before === undefined) activity.set(run, [...rows]);
      else before.push(...rows);
      onPending();
    });

  function want(topics: ReadonlySet<Topic>): void {
    wanted = topics;
    const wantsDeltas = topics.has("deltas");
    const wantsActivity = topics.size > (wantsDeltas ? 1 : 0);
    if (wantsDeltas) stopDeltas ??= hearDeltas();
    else {
      stopDeltas?.();
      stopDeltas = null;
      deltas.clear();
    }
    if (wantsActivity) stopActivity ??= hearActivity();
    else {
      stopActivity?.();
      stopActivity = null;
      activity.clear();
    }
  }

  return {
    want,
    take: () => {
      const messages = [
        ...[...deltas.values()].map((said) => message("deltas", said)),
        ...[...activity].map(([run, rows]) => message(`run:${run}`, { type: "activity", run, rows })),
      ];
      deltas.clear();
      activity.clear();
      return messages;
    },
    close: () => want(new Set()),
  };
}

function message(topic: Topic, said: ServerSaid): TopicMessage {
  return { topic, json: Buffer.from(JSON.stringify(said)) };
}
