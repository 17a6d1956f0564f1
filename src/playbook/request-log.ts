import { open, type FileHandle } from "node:fs/promises";
import type { Role } from "./role.ts";

/** One request for a message. Times are epoch milliseconds; 0 while the thing has not happened. */
export interface RequestLogEntry {
  /** Of the lane, from 1. */
  readonly n: number;
  /** `<role>/<id>` */
  readonly lane: string;
  readonly role: Role;
  readonly id: string;
  /** When the request's head arrived. */
  readonly at: number;
  firstByteAt: number;
  /** When the answer was out, or the caller had gone. */
  lastByteAt: number;
  /** Of the conversation's turn that was answered. */
  turn?: number;
  kind?: "user" | "report";
  /** Of the messages (in a report turn: the reports) that were answered. */
  messageIds: readonly string[];
  sessionId: string;
  /** 0 when no head was sent (a hang). */
  status: number;
  /** Of the request's body. */
  bytes: number;
  /** The names of the tools that the answer calls. */
  tools: readonly string[];
  fault?: string;
  /** Why the request could not be answered. */
  problem?: string;
}

class RequestLogUnwritten extends Error {
  readonly code = "request-log-unwritten";
  readonly path: string;
  constructor(path: string, options: ErrorOptions) {
    super(`A line could not be appended to the request log ${path}.`, options);
    this.name = "RequestLogUnwritten";
    this.path = path;
  }
}

/** Older entries are forgotten in memory; the file keeps them. */
const ENTRIES_KEPT_MAX = 20_000;

export interface RequestLog {
  readonly begin: (role: Role, id: string, at: number) => RequestLogEntry;
  readonly end: (entry: RequestLogEntry) => void;
  readonly entries: () => RequestLogEntry[];
  /** Waits until all lines are in the file. @throws RequestLogUnwritten */
  readonly close: () => Promise<void>;
}

/** Keeps requests in memory and, with a path, appends each one to a file of JSON lines when it is over. */
export async function openRequestLog(path: string | undefined): Promise<RequestLog> {
  const file: FileHandle | undefined = path === undefined ? undefined : await open(path, "a");
  const counts = new Map<string, number>();
  let kept: RequestLogEntry[] = [];
  let failure: unknown;
  let written = Promise.resolve();
  return {
    begin(role, id, at) {
      const lane = `${role}/${id}`;
      const n = (counts.get(lane) ?? 0) + 1;
      counts.set(lane, n);
      const entry: RequestLogEntry = {
        n,
        lane,
        role,
        id,
        at,
        firstByteAt: 0,
        lastByteAt: 0,
        messageIds: [],
        sessionId: "",
        status: 0,
        bytes: 0,
        tools: [],
      };
      kept.push(entry);
      if (kept.length > ENTRIES_KEPT_MAX * 1.1) kept = kept.slice(-ENTRIES_KEPT_MAX);
      return entry;
    },
    end(entry) {
      if (file === undefined) return;
      const line = `${JSON.stringify(entry)}\n`;
      written = written
        .then(() => file.appendFile(line))
        .catch((error: unknown) => {
          failure ??= error;
        });
    },
    entries: () => kept.map((entry) => ({ ...entry })),
    async close() {
      await written;
      await file?.close();
      if (failure !== undefined) throw new RequestLogUnwritten(path ?? "", { cause: failure });
    },
  };
}
