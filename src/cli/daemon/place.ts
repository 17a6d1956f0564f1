// Finds the daemon of a home: what it wrote there when it started, proven by asking it.
import { readFileSync } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { Daemon, DaemonFile } from "../../wire/reads.ts";
import { pathTo } from "../../wire/routes.ts";
import { DaemonFailed, messageOf, NoDaemon } from "../failures.ts";
import { shortPath } from "./home.ts";
import { ask } from "./http.ts";

export interface DaemonPlace {
  readonly home: string;
  readonly pid: number;
  /** `http://127.0.0.1:4711`, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly version: string;
}

const FILE_BYTES_MAX = 10_000;
/** A daemon that says nothing for so long is not one that a command can use. */
const ANSWER_MS_MAX = 10_000;

/** @throws NoDaemon @throws DaemonFailed */
export async function requireDaemon(home: string): Promise<DaemonPlace> {
  const found = await findDaemon(home);
  if (found === null) throw new NoDaemon(shortPath(home));
  return found;
}

/**
 * Null: nothing runs here. What a daemon that died left behind counts as nothing: its process is gone or another user's, nothing answers
 * at its port, or the daemon of another home does. The token is sent only while the process that wrote the file is alive.
 * @throws DaemonFailed when one runs that does not take this home's token
 */
export async function findDaemon(home: string): Promise<DaemonPlace | null> {
  const file = await readDaemonFile(home);
  if (file === null || !isAlive(file.pid)) return null;
  const place = {
    home,
    pid: file.pid,
    // Always this machine, whatever address the file has for people.
    url: `http://127.0.0.1:${file.port}`,
    token: await readToken(home),
    version: file.version,
  };
  const reply = await ask({ place, method: "GET", path: pathTo("daemon"), limitMs: ANSWER_MS_MAX }).catch(
    (error: unknown) => {
      // Nothing answers: whoever has that process number now is no daemon of ours.
      if (error instanceof DaemonFailed) return null;
      throw error;
    },
  );
  if (reply === null) return null;
  if (reply.status === 401) throw wrongToken(place);
  const daemon = reply.status === 200 ? Daemon.safeParse(reply.json) : null;
  if (daemon?.success !== true) throw noDaemonThere(place, reply.status);
  return (await isSameFolder(daemon.data.home, home)) ? place : null;
}

async function readDaemonFile(home: string): Promise<DaemonFile | null> {
  const text = await readSmall(join(home, "daemon.json"));
  if (text === null) return null;
  try {
    const file = DaemonFile.safeParse(JSON.parse(text));
    return file.success && isPort(file.data.port) ? file.data : null;
  } catch (error) {
    // Half written, as a full disk leaves it.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536;
}

/** Whether it runs and is ours: another user's process is none that wrote into this home. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0) && !isZombie(pid);
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

/** It has ended, and nobody has asked how: on Linux its number stays taken until somebody does. */
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

async function readToken(home: string): Promise<string> {
  const path = join(home, "token");
  const token = (await readSmall(path))?.trim() ?? "";
  if (/^[\w-]{20,200}$/.test(token)) return token;
  throw new DaemonFailed(
    "no-token",
    `Cannot talk to the JARVIS of ${shortPath(home)}: ${path} holds no token that can be read. End that process and start JARVIS again.`,
  );
}

/** Null: it is not there. Only the beginning is read: none of these files is long. */
async function readSmall(path: string): Promise<string | null> {
  try {
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(FILE_BYTES_MAX), 0, FILE_BYTES_MAX, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return null;
    throw new DaemonFailed("unreadable-home", `Cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

async function isSameFolder(one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  const real = (path: string) => realpath(path).catch((error: unknown) => `${path}: ${messageOf(error)}`);
  return (await real(one)) === (await real(other));
}

function wrongToken({ url, home, pid }: DaemonPlace): DaemonFailed {
  return new DaemonFailed(
    "wrong-token",
    `The JARVIS at ${url} (process ${pid}) does not take the token in ${shortPath(join(home, "token"))}. Has that file been replaced? End that process and start JARVIS again.`,
  );
}

function noDaemonThere({ url, home, pid }: DaemonPlace, status: number): DaemonFailed {
  return new DaemonFailed(
    "no-daemon-there",
    `Asked ${url} (process ${pid}) whether it is the JARVIS of ${shortPath(home)}: it answered ${status} and did not say so. Is it of another version? End it and start JARVIS again.`,
  );
}
