// The two scales that say how something stands: a tone for what goes on, a severity for what a message asks of the reader.

/** How a piece of work stands. Each has its own glyph, so that colour never tells alone. */
export type Tone =
  | "idle"
  | "queued"
  | "working"
  | "needs-you"
  | "review"
  | "ready"
  | "landing"
  | "landed"
  | "failed"
  | "stopped"
  | "unknown";

export type Severity = "info" | "warn" | "danger" | "good";

export const TONES: readonly Tone[] = [
  "idle",
  "queued",
  "working",
  "needs-you",
  "review",
  "ready",
  "landing",
  "landed",
  "failed",
  "stopped",
  "unknown",
];

type Look = Tone | Severity;

/** Whole class names, since Tailwind finds only what stands in the source. */
export const TEXT_OF: Readonly<Record<Look, string>> = {
  idle: "text-idle",
  queued: "text-queued",
  working: "text-working",
  "needs-you": "text-needs-you",
  review: "text-review",
  ready: "text-ready",
  landing: "text-landing",
  landed: "text-landed",
  failed: "text-failed",
  stopped: "text-stopped",
  unknown: "text-unknown",
  info: "text-info",
  warn: "text-warn",
  danger: "text-danger",
  good: "text-good",
};

export const SOFT_OF: Readonly<Record<Look, string>> = {
  idle: "bg-idle-soft",
  queued: "bg-queued-soft",
  working: "bg-working-soft",
  "needs-you": "bg-needs-you-soft",
  review: "bg-review-soft",
  ready: "bg-ready-soft",
  landing: "bg-landing-soft",
  landed: "bg-landed-soft",
  failed: "bg-failed-soft",
  stopped: "bg-stopped-soft",
  unknown: "bg-unknown-soft",
  info: "bg-info-soft",
  warn: "bg-warn-soft",
  danger: "bg-danger-soft",
  good: "bg-good-soft",
};
