// The words for what a ticket or its worker is doing.
import { z } from "zod";

/** One word for what a ticket or its worker is doing; glyph and colour follow from it. */
export const STATUS_WORDS = [
  "draft",
  "queued",
  "starting",
  "working",
  "paused",
  "taken-over",
  "parked",
  "needs-you",
  "stuck",
  "checking",
  "reviewing",
  "ready",
  "conflict",
  "landing",
  "landed",
  "stopped",
  "failed",
  "closed",
  "unknown",
] as const;
export const StatusWord = z.enum(STATUS_WORDS);
export type StatusWord = z.infer<typeof StatusWord>;
