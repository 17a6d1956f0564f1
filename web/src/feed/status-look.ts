// How each word of the board looks: its tone, by which glyph and colour are chosen, and the word itself.
import type { StatusWord } from "../../../src/wire/rows.ts";

export const LOOK_OF = {
  draft: { tone: "idle", word: "Draft" },
  queued: { tone: "queued", word: "Queued" },
  starting: { tone: "queued", word: "Starting" },
  working: { tone: "working", word: "Working" },
  "needs-you": { tone: "needs-you", word: "Needs you" },
  stuck: { tone: "failed", word: "Stuck" },
  checking: { tone: "review", word: "Checking" },
  reviewing: { tone: "review", word: "Reviewing" },
  ready: { tone: "ready", word: "Ready" },
  conflict: { tone: "needs-you", word: "Conflict" },
  landing: { tone: "landing", word: "Landing" },
  landed: { tone: "landed", word: "Landed" },
  parked: { tone: "queued", word: "Waits for its model" },
  paused: { tone: "stopped", word: "Paused" },
  "taken-over": { tone: "stopped", word: "Taken over" },
  stopped: { tone: "stopped", word: "Stopped" },
  failed: { tone: "failed", word: "Failed" },
  closed: { tone: "stopped", word: "Closed" },
  unknown: { tone: "unknown", word: "Unknown" },
} as const satisfies Readonly<Record<StatusWord, { readonly tone: string; readonly word: string }>>;
