import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PrivateFileUnwritable } from "./private-file.ts";
import { hashOf, makeSecret } from "./secrets.ts";
import { type BrowserSessions, openBrowserSessions } from "./sessions.ts";

const DAY_MS = 24 * 3_600_000;
let folder: string;
let path: string;
let told: string[];
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-sessions-"));
  path = join(folder, "web-sessions.json");
  told = [];
  now = 1_700_000_000_000;
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (): BrowserSessions =>
  openBrowserSessions({ folder, nowMs: () => now, tell: (notice) => told.push(notice) });

describe("a browser session", () => {
  it("is found by its id, with a name and a CSRF value that are not the id", () => {
    const sessions = open();
    const { id, session, csrf } = sessions.create();
    expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(csrf).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(session).toBe(hashOf(id).toString("hex"));
    expect(csrf).not.toBe(id);
    expect(sessions.find(id)).toEqual({ session, csrf });
    const other = sessions.create();
    expect([other.id === id, other.session === session, other.csrf === csrf]).toEqual([false, false, false]);
  });

  it("survives a restart of the daemon, page and all", () => {
    const { id, session, csrf } = open().create();
    expect(open().find(id)).toEqual({ session, csrf });
    expect(told).toEqual([]);
  });

  it("lies on disk as a hash, in a file that only the user can read", () => {
    const { id, session, csrf } = open().create();
    const text = readFileSync(path, "utf8");
    expect(text).toContain(session);
    expect(text).not.toContain(id);
    expect(text).not.toContain(csrf);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it("is not found by anything else, its own hash included", () => {
    const sessions = open();
    const { id, session, csrf } = sessions.create();
    for (const guess of ["", "__proto__", makeSecret(), session, csrf, `${id}A`, id.slice(1), ` ${id}`])
      expect(sessions.find(guess)).toBeNull();
  });

  it("ends when it was not used for 30 days, also while the daemon was away", () => {
    const sessions = open();
    const { id, session } = sessions.create();
    now += 30 * DAY_MS - 1;
    expect(sessions.find(id)).not.toBeNull();
    expect(open().isLive(session)).toBe(true);
    now += 1;
    expect(sessions.find(id)).toBeNull();
    expect(sessions.isLive(session)).toBe(false);
    expect(open().find(id)).toBeNull();
  });

  it("starts its 30 days again when it is used; an ended one does not come back", () => {
    const { id, session } = open().create();
    now += 20 * DAY_MS;
    open().noteUse(session);
    now += 20 * DAY_MS;
    expect(open().find(id)).not.toBeNull();
    now += 10 * DAY_MS;
    const sessions = open();
    sessions.noteUse(session);
    expect(sessions.find(id)).toBeNull();
  });

  it("does not write for each use", () => {
    const sessions = open();
    const { session } = sessions.create();
    const written = readFileSync(path, "utf8");
    now += 3_600_000 - 1;
    sessions.noteUse(session);
    expect(readFileSync(path, "utf8")).toBe(written);
    now += 1;
    sessions.noteUse(session);
    expect(readFileSync(path, "utf8")).not.toBe(written);
  });

  it("leaves the file once it has ended", () => {
    const sessions = open();
    const { session } = sessions.create();
    now += 30 * DAY_MS;
    sessions.create();
    expect(readFileSync(path, "utf8")).not.toContain(session);
  });

  it("ends when it was last used in a future that the clock has left", () => {
    const { id } = open().create();
    now -= 31 * DAY_MS;
    expect(open().find(id)).toBeNull();
  });

  it("is one of at most fifty: the one that was not used for longest goes", () => {
    const sessions = open();
    const made = Array.from({ length: 50 }, () => {
      now += 3_600_000;
      return sessions.create();
    });
    sessions.noteUse(made[0]?.session ?? "");
    made.push(sessions.create());
    const isFound = made.map(({ id }) => sessions.find(id) !== null);
    expect(isFound).toEqual(made.map((_session, at) => at !== 1));
    expect(made.map(({ id }) => open().find(id) !== null)).toEqual(isFound);
  });
});

describe("signing out", () => {
  it("ends one session, here and after a restart, and leaves the others", () => {
    const sessions = open();
    const [gone, kept] = [sessions.create(), sessions.create()];
    sessions.revoke(gone.session);
    sessions.revoke("unknown");
    for (const after of [sessions, open()]) {
      expect(after.find(gone.id)).toBeNull();
      expect(after.isLive(gone.session)).toBe(false);
      expect(after.find(kept.id)).not.toBeNull();
    }
  });

  it("ends all of them", () => {
    const sessions = open();
    const ids = [sessions.create().id, sessions.create().id];
    sessions.revokeAll();
    for (const id of ids) expect([sessions.find(id), open().find(id)]).toEqual([null, null]);
  });

  it("did not happen when it could not be written, and says so; nor did a sign-in", () => {
    const sessions = open();
    const { id, session } = sessions.create();
    blockWrites();
    expect(() => sessions.revokeAll()).toThrow(PrivateFileUnwritable);
    expect(() => sessions.revoke(session)).toThrow(`Cannot write ${path}: found `);
    expect(() => sessions.create()).toThrow(PrivateFileUnwritable);
    expect(sessions.find(id)).not.toBeNull();
  });

  it("a use that could not be written counts in memory, and is told", () => {
    const sessions = open();
    const { id, session } = sessions.create();
    blockWrites();
    now += 20 * DAY_MS;
    sessions.noteUse(session);
    now += 20 * DAY_MS;
    expect(sessions.find(id)).not.toBeNull();
    expect(told).toEqual([expect.stringContaining(`Cannot write ${path}`)]);
  });
});

/** Works for root too, whom no permission stops. */
function blockWrites(): void {
  mkdirSync(join(`${path}.part`, "x"), { recursive: true });
}

describe("a sessions file that is not to be believed", () => {
  const planted = makeSecret();
  const good = (): string =>
    JSON.stringify({ form: 1, sessions: [{ session: hashOf(planted).toString("hex"), usedAtMs: now }] });

  it("is believed when nothing is wrong with it (so that the next tests mean something)", () => {
    writeFileSync(path, good(), { mode: 0o600 });
    expect(open().find(planted)).not.toBeNull();
  });

  it.each([
    ["not JSON", () => "{", 0o600, "text that is not JSON"],
    ["empty", () => "", 0o600, "text that is not JSON"],
    [
      "another form",
      () => good().replace('"form":1', '"form":2'),
      0o600,
      "a form that this release does not know",
    ],
    [
      "no hash",
      () => good().replace(/[0-9a-f]{64}/, "short"),
      0o600,
      "a form that this release does not know",
    ],
    ["huge", () => good() + " ".repeat(70_000), 0o600, /^\d+ bytes, more than 65536$/],
    ["writable by others", good, 0o666, "permissions 666 in place of 600"],
    ["readable by the group", good, 0o640, "permissions 640 in place of 600"],
  ])("is put aside, told, and everybody signs in again: %s", (_name, text, mode, found) => {
    writeFileSync(path, text());
    chmodSync(path, mode);
    const sessions = open();
    expect(sessions.find(planted)).toBeNull();
    const [notice = ""] = told;
    expect(told).toHaveLength(1);
    expect(/: found (.*)\. Put it aside/.exec(notice)?.[1]).toMatch(found);
    expect(readFileSync(`${path}.damaged`, "utf8")).toBe(text());
    const { id } = sessions.create();
    expect(open().find(id)).not.toBeNull();
    expect(told).toHaveLength(1);
  });
});
