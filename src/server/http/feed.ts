// The live feed of one project: rows are taken at most every FRAME_MS, made into one message, and given to every client.
import { randomUUID } from "node:crypto";
import {
  CLOSE_BYTES,
  DROP_BYTES,
  FRAME_MS,
  RESYNC_CODE,
  RING_ITEMS_MAX,
  type ClientSaid,
  type ServerSaid,
  type Topic,
} from "../../wire/feed.ts";
import type { LiveProject } from "../access.ts";
import { createFeedTopics } from "./feed-topics.ts";
import { createFrameRing, type Frame } from "./frame-ring.ts";
import type { Timers } from "./timers.ts";

/** While nobody listens, what changed is only noted, and taken this often so that it stays little. */
export const IDLE_FRAME_MS = 5_000;
/** Besides the bound in rows: a few very large ones must not fill the memory. */
const RING_BYTES_MAX = 16_000_000;
/** Who missed more than this is sent a snapshot, which is smaller. */
const CATCH_UP_FRAMES_MAX = 1_000;
const CATCH_UP_BYTES_MAX = 4_000_000;
/** The WebSocket code of a server that goes. */
const GOING_AWAY_CODE = 1001;

/** Whatever carries the feed to one client. */
export interface FeedClient {
  /** `id`: `<epoch>:<seq>` of a frame or snapshot; null: a message that may be lost. The bytes are shared and must not be changed. */
  send(json: Buffer, id: string | null): void;
  /** What was given to `send` and has not left this process yet. */
  waitingBytes(): number;
  /** It gets nothing any more; `reason` has at most 123 bytes. */
  end(code: number, reason: string): void;
}

export interface FeedMembership {
  hear(said: ClientSaid): void;
  leave(): void;
}

export interface Feed {
  /** It gets nothing before its first hello. */
  join(client: FeedClient): FeedMembership;
  close(): void;
}

export interface FeedOptions {
  readonly project: Pick<LiveProject, "rows" | "onDelta" | "onActivity">;
  readonly timers: Timers;
  /** Rows could not be made: every client starts over. */
  readonly onDefect: (error: unknown) => void;
}

interface Member {
  readonly client: FeedClient;
  topics: ReadonlySet<Topic>;
  /** `waiting`: for the snapshot that goes with the next frame. */
  step: "silent" | "waiting" | "live";
  /** Of its last one. Where a whole view is larger than what may wait, it may wait: or nobody would ever get it. */
  snapshotBytes: number;
}

export function createFeed({ project, timers, onDefect }: FeedOptions): Feed {
  const { rows } = project;
  const ring = createFrameRing({ rowsMax: RING_ITEMS_MAX, bytesMax: RING_BYTES_MAX });
  const members = new Set<Member>();
  const topics = createFeedTopics(project, () => wake());
  let epoch: string = randomUUID();
  let seq = 0;
  // What was noted before the first client is in its snapshot.
  rows.take();
  let journal = rows.position();
  let isDirty = false;
  let lastTickMs = Number.NEGATIVE_INFINITY;
  let alarm: { readonly dueMs: number; readonly callOff: () => void } | null = null;

  const stopListening = rows.onDirty(() => {
    isDirty = true;
    wake();
  });

  /** Sees to a tick in time; several wishes are one tick. Never at once: whoever noted a row may not have noted all of them yet. */
  function wake(): void {
    const gapMs = members.size > 0 ? FRAME_MS : IDLE_FRAME_MS;
    const dueMs = lastTickMs + gapMs;
    if (alarm !== null && alarm.dueMs <= dueMs) return;
    alarm?.callOff();
    const delayMs = Math.min(gapMs, Math.max(0, dueMs - timers.nowMs()));
    alarm = { dueMs, callOff: timers.after(delayMs, tick) };
  }

  function tick(): void {
    alarm = null;
    lastTickMs = timers.nowMs();
    try {
      // Before the frame: text of an answer comes before the answer.
      for (const { topic, json } of topics.take())
        for (const member of members)
          if (member.step === "live" && member.topics.has(topic)) offer(member, json);
      const frame = cutFrame();
      if (frame !== null)
        for (const member of members) if (member.step === "live") give(member, frame.json, frame.seq);
      sendSnapshots();
    } catch (error) {
      startOver(error);
    }
  }

  /** Also without rows when the journal has gone on: whoever waits for a position must see that it is reached. */
  function cutFrame(): Frame | null {
    if (!isDirty) return null;
    isDirty = false;
    // The position first: what is taken after it is never older than it claims.
    const position = rows.position();
    const changed = rows.take();
    if (changed.length === 0 && position === journal) return null;
    journal = position;
    seq += 1;
    const frame = {
      seq,
      rowCount: changed.length,
      json: toJson({ type: "frame", epoch, seq, journal, rows: changed }),
    };
    ring.add(frame);
    return frame;
  }

  function sendSnapshots(): void {
    const waiting = [...members].filter(({ step }) => step === "waiting");
    if (waiting.length === 0) return;
    const json = toJson({
      type: "snapshot",
      epoch,
      seq,
      journal,
      now: timers.nowMs(),
      rows: rows.all(),
    });
    for (const member of waiting) {
      member.step = "live";
      member.snapshotBytes = json.length;
      give(member, json, seq);
    }
  }

  function give(member: Member, json: Buffer, of: number): void {
    if (member.client.waitingBytes() <= Math.max(CLOSE_BYTES, member.snapshotBytes))
      member.client.send(json, `${epoch}:${of}`);
    else dismiss(member, RESYNC_CODE, "too slow: come back for a snapshot");
  }

  function offer({ client }: Member, json: Buffer): void {
    if (client.waitingBytes() <= DROP_BYTES) client.send(json, null);
  }

  function dismiss(member: Member, code: number, reason: string): void {
    members.delete(member);
    member.client.end(code, reason);
    listenForTopics();
  }

  function startOver(error: unknown): void {
    onDefect(error);
    epoch = randomUUID();
    seq = 0;
    ring.clear();
    for (const member of members)
      if (member.step !== "silent") dismiss(member, RESYNC_CODE, "the view starts over: come back");
  }

  function listenForTopics(): void {
    topics.want(new Set([...members].flatMap((member) => [...member.topics])));
  }

  /** Null: only a snapshot helps. */
  function missingAfter(said: { readonly epoch: string | null; readonly seq: number }) {
    if (said.epoch !== epoch || said.seq > seq) return null;
    if (said.seq === seq) return [];
    const frames = ring.after(said.seq);
    if (frames === null || frames.length > CATCH_UP_FRAMES_MAX) return null;
    return frames.reduce((sum, { json }) => sum + json.length, 0) > CATCH_UP_BYTES_MAX ? null : frames;
  }

  function hear(member: Member, said: ClientSaid): void {
    if (!members.has(member)) return;
    member.topics = new Set(said.topics);
    listenForTopics();
    if (said.type === "topics") return;
    const missing = missingAfter(said);
    member.step = missing === null ? "waiting" : "live";
    for (const frame of missing ?? []) give(member, frame.json, frame.seq);
    if (missing === null || isDirty) wake();
  }

  return {
    join: (client) => {
      const member: Member = { client, topics: new Set(), step: "silent", snapshotBytes: 0 };
      members.add(member);
      return {
        hear: (said) => hear(member, said),
        leave: () => {
          if (members.delete(member)) listenForTopics();
        },
      };
    },
    close: () => {
      alarm?.callOff();
      stopListening();
      for (const member of members) dismiss(member, GOING_AWAY_CODE, "JARVIS ends, or closes this project");
      topics.close();
    },
  };
}

function toJson(said: ServerSaid): Buffer {
  return Buffer.from(JSON.stringify(said));
}
