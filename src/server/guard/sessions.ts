// Browsers that are signed in. Only hashes are kept, in a file, so that an open page survives a restart of the daemon.
import { createHmac } from "node:crypto";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  type PrivateRead,
  PrivateFileUnwritable,
  readPrivateFile,
  writePrivateFile,
} from "./private-file.ts";
import { hashOf, makeSecret } from "./secrets.ts";

/** A browser that stays away for longer signs in again. */
export const SESSION_IDLE_MS_MAX = 30 * 24 * 3_600_000;
const SESSIONS_MAX = 50;
/** How stale the stored time of use may be: one write an hour, not one a request. */
const USE_WRITTEN_EVERY_MS = 3_600_000;
const FILE_BYTES_MAX = 65_536;

const StoredSessions = z.object({
  form: z.literal(1),
  sessions: z.array(z.object({ session: z.string().regex(/^[0-9a-f]{64}$/), usedAtMs: z.number() })),
});
type StoredSession = z.infer<typeof StoredSessions>["sessions"][number];

export interface FoundSession {
  /** The session's name: the SHA-256 of its id. No secret; fit for a record of who did what. */
  readonly session: string;
  /** What the page must send as `x-jarvis-csrf`. Follows from the id, so nothing of it is stored. */
  readonly csrf: string;
}

export interface BrowserSessions {
  /**
   * A new session, on disk before it is given. The least recently used goes when there are more than 50.
   * @returns `id`, for the cookie and nothing else
   * @throws PrivateFileUnwritable and nobody is signed in
   */
  create(): FoundSession & { readonly id: string };
  /** Changes nothing. Null for what is unknown, ended, or idle for 30 days. */
  find(id: string): FoundSession | null;
  /** Starts its 30 days again. To be called for requests that were allowed; writes at most once an hour for each. */
  noteUse(session: string): void;
  /** Whether a session that was found before still is one: an open WebSocket asks again. */
  isLive(session: string): boolean;
  /** Signs one browser out. @throws PrivateFileUnwritable and it stays signed in */
  revoke(session: string): void;
  /** Signs every browser out. @throws PrivateFileUnwritable and they stay signed in */
  revokeAll(): void;
}

export interface BrowserSessionsOptions {
  /** Where `web-sessions.json` lies. */
  readonly folder: string;
  readonly nowMs: () => number;
  /** Hears that a damaged file was put aside, or that a time of use could not be written. */
  readonly tell: (notice: string) => void;
}

/** Starts with the sessions of the file. A damaged one, or one that others could write, is put aside and all have to sign in again. */
export function openBrowserSessions({ folder, nowMs, tell }: BrowserSessionsOptions): BrowserSessions {
  const path = join(folder, "web-sessions.json");
  let live = loadSessions(path, tell);
  // A use far in the future was noted under a wrong clock, and must not count until then.
  const isFresh = ({ usedAtMs }: StoredSession): boolean =>
    Math.abs(nowMs() - usedAtMs) < SESSION_IDLE_MS_MAX;
  const isLive = (session: string): boolean => {
    const stored = live.get(session);
    return stored !== undefined && isFresh(stored);
  };
  /** On disk first: what cannot be written has not happened. */
  const keep = (sessions: readonly StoredSession[]): void => {
    const kept = sessions
      .filter(isFresh)
      .toSorted((a, b) => a.usedAtMs - b.usedAtMs)
      .slice(-SESSIONS_MAX);
    writePrivateFile(path, `${JSON.stringify({ form: 1, sessions: kept })}\n`);
    live = byName(kept);
  };

  return {
    create: () => {
      const id = makeSecret();
      const found = foundSession(id);
      keep([...live.values(), { session: found.session, usedAtMs: nowMs() }]);
      return { id, ...found };
    },
    find: (id) => {
      const found = foundSession(id);
      return isLive(found.session) ? found : null;
    },
    noteUse: (session) => {
      const stored = live.get(session);
      const at = nowMs();
      if (stored === undefined || at - stored.usedAtMs < USE_WRITTEN_EVERY_MS || !isFresh(stored)) return;
      const used = { ...stored, usedAtMs: at };
      live.set(session, used);
      try {
        keep([...live.values()]);
      } catch (error) {
        // The session goes on in memory; at worst it ends up to 30 days after its last written use.
        if (!(error instanceof PrivateFileUnwritable)) throw error;
        tell(error.message);
      }
    },
    isLive,
    revoke: (session) => {
      if (live.has(session)) keep([...live.values()].filter((stored) => stored.session !== session));
    },
    revokeAll: () => keep([]),
  };
}

function foundSession(id: string): FoundSession {
  return {
    session: hashOf(id).toString("hex"),
    csrf: createHmac("sha256", id).update("x-jarvis-csrf").digest("base64url"),
  };
}

function byName(sessions: readonly StoredSession[]): Map<string, StoredSession> {
  return new Map(sessions.map((stored) => [stored.session, stored]));
}

function loadSessions(path: string, tell: (notice: string) => void): Map<string, StoredSession> {
  const read = readPrivateFile(path, FILE_BYTES_MAX);
  if (read.kind === "absent") return new Map();
  const { sessions, found } = parseSessions(read);
  if (sessions !== null) return byName(sessions);
  setAside(path, found, tell);
  return new Map();
}

function parseSessions(
  read: Exclude<PrivateRead, { kind: "absent" }>,
):
  | { readonly sessions: StoredSession[]; readonly found: "" }
  | { readonly sessions: null; readonly found: string } {
  if (read.kind === "unsafe") return { sessions: null, found: read.found };
  try {
    const parsed = StoredSessions.safeParse(JSON.parse(read.text));
    if (parsed.success) return { sessions: parsed.data.sessions, found: "" };
    return { sessions: null, found: "a form that this release does not know" };
  } catch {
    // JSON.parse says where, which helps nobody with a file of hashes.
    return { sessions: null, found: "text that is not JSON" };
  }
}

/** One name, so that what is put aside cannot pile up. */
function setAside(path: string, found: string, tell: (notice: string) => void): void {
  try {
    renameSync(path, `${path}.damaged`);
  } catch (error) {
    throw new PrivateFileUnwritable(path, { cause: error });
  }
  tell(
    `Could not read the signed-in browsers from ${path}: found ${found}. Put it aside as ${path}.damaged; sign in again.`,
  );
}
