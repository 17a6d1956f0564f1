// The two files of a session that are there for `tail -f`.
import { appendFileSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { cutInput, type ActivityEntry, type ActivityEvent } from "./items.ts";
import { transcriptOf } from "./transcript.ts";

/** Length of a tool's input in `tool_calls.jsonl`; the whole is in the activity. */
const INPUT_CHARS_MAX = 4_096;
/** Tool calls of one run that may be open at once; of more, the oldest is written without its input. */
const OPEN_CALLS_MAX = 256;
/** A file that has this length gets one last line and no more; the whole record stays in the activity. */
const SESSION_FILE_BYTES_MAX = 64 * 1024 * 1024;
/** Runs whose open files are remembered. */
const RUNS_MAX = 1_000;

/** `sessions/<run>/tool_calls.jsonl` and `transcript.md`, appended as things happen, for `tail -f`. */
export interface SessionFiles {
  /** Adds a run's entries, in order, and says how many before them were dropped. @throws the error of the file system */
  append(run: string, entries: readonly ActivityEntry[], droppedCount: number): void;
  /** Adds what we have to say of the run's record itself. @throws the error of the file system */
  note(run: string, words: string): void;
}

type ToolStarted = Extract<ActivityEvent, { kind: "tool-started" }>["item"];
type ToolEnded = Extract<ActivityEntry, { kind: "tool-ended" }>;

export function openSessionFiles(sessionsDir: string, fileBytesMax = SESSION_FILE_BYTES_MAX): SessionFiles {
  const openCalls = new Map<string, Map<string, ToolStarted>>();
  const append = openAppender(fileBytesMax);
  const transcriptPath = (run: string): string => join(sessionsDir, run, "transcript.md");
  return {
    append: (run, entries, droppedCount) => {
      const transcript = entries.map(transcriptOf).join("");
      const dropped = droppedCount > 0 ? `\n(${droppedCount} entries came too fast and were dropped)\n` : "";
      const lines = entries.map((entry) => toolCallLine(callsOf(openCalls, run), entry)).join("");
      if (entries.some(({ kind }) => kind === "closed")) openCalls.delete(run);
      append(transcriptPath(run), `# ${run}\n`, dropped + transcript);
      if (lines !== "") append(join(sessionsDir, run, "tool_calls.jsonl"), "", lines);
    },
    note: (run, words) => append(transcriptPath(run), `# ${run}\n`, `\n(${words})\n`),
  };
}

function callsOf(openCalls: Map<string, Map<string, ToolStarted>>, run: string): Map<string, ToolStarted> {
  const known = openCalls.get(run);
  if (known !== undefined) return known;
  forgetOldest(openCalls, RUNS_MAX);
  const calls = new Map<string, ToolStarted>();
  openCalls.set(run, calls);
  return calls;
}

/** Remembers what begins; one line for what ends. */
function toolCallLine(calls: Map<string, ToolStarted>, entry: ActivityEntry): string {
  if (entry.kind === "tool-started") {
    forgetOldest(calls, OPEN_CALLS_MAX);
    calls.set(entry.item.id, { ...entry.item, input: cutInput(entry.item.input, INPUT_CHARS_MAX) });
  }
  if (entry.kind !== "tool-ended") return "";
  const started = calls.get(entry.item.id);
  calls.delete(entry.item.id);
  return `${terminalSafe(JSON.stringify(toolCall(entry, started)))}\n`;
}

/** The names are those that log readers of this field know. */
function toolCall({ at, run, item }: ToolEnded, started: ToolStarted | undefined): object {
  return {
    at: new Date(at).toISOString(),
    run,
    tool: item.name,
    input: started?.input ?? null,
    is_error: item.isError,
    duration_ms: item.durationMs,
    agent: item.agent ?? started?.agent ?? null,
  };
}

/** JSON escapes only the older control characters; terminals obey the newer ones too. */
function terminalSafe(json: string): string {
  return json.replaceAll(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Looks at a file once, and counts from there: a stat for every group costs as much as the write. */
function openAppender(bytesMax: number): (path: string, heading: string, text: string) => void {
  const bytesOf = new Map<string, number>();
  return (path, heading, text) => {
    const bytes = bytesOf.get(path) ?? statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes >= bytesMax) return;
    const begun = bytes === 0 ? heading + text : text;
    const isLast = bytes + Buffer.byteLength(begun) >= bytesMax;
    const written = Buffer.from(isLast ? `${begun}${lastLine(path, bytesMax)}` : begun);
    // Unknown again should the write fail in its middle.
    bytesOf.delete(path);
    appendToFile(path, written);
    forgetOldest(bytesOf, 2 * RUNS_MAX);
    bytesOf.set(path, bytes + written.length);
  };
}

function appendToFile(path: string, bytes: Buffer): void {
  try {
    appendFileSync(path, bytes, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    appendFileSync(path, bytes, { mode: 0o600 });
  }
}

function lastLine(path: string, bytesMax: number): string {
  const words = `This file ends at ${bytesMax} bytes; the whole record is in the activity of the run.`;
  return path.endsWith(".jsonl") ? `${JSON.stringify({ note: words })}\n` : `\n${words}\n`;
}

function forgetOldest(map: Map<string, unknown>, max: number): void {
  if (map.size < max) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
