import { appendFileSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
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
}

type ToolStarted = Extract<ActivityEvent, { kind: "tool-started" }>["item"];
type ToolEnded = Extract<ActivityEntry, { kind: "tool-ended" }>;

export function openSessionFiles(sessionsDir: string, fileBytesMax = SESSION_FILE_BYTES_MAX): SessionFiles {
  const openCalls = new Map<string, Map<string, ToolStarted>>();
  return {
    append: (run, entries, droppedCount) => {
      const folder = join(sessionsDir, run);
      const transcript = entries.map(transcriptOf).join("");
      const dropped = droppedCount > 0 ? `\n(${droppedCount} entries came too fast and were dropped)\n` : "";
      const lines = entries.map((entry) => toolCallLine(callsOf(openCalls, run), entry)).join("");
      if (entries.some(({ kind }) => kind === "closed")) openCalls.delete(run);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      appendBounded(join(folder, "transcript.md"), `# ${run}\n`, dropped + transcript, fileBytesMax);
      if (lines !== "") appendBounded(join(folder, "tool_calls.jsonl"), "", lines, fileBytesMax);
    },
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

function appendBounded(path: string, heading: string, text: string, bytesMax: number): void {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes >= bytesMax) return;
  const begun = bytes === 0 ? heading + text : text;
  const isLast = bytes + Buffer.byteLength(begun) >= bytesMax;
  appendFileSync(path, isLast ? `${begun}${lastLine(path, bytesMax)}` : begun, { mode: 0o600 });
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
