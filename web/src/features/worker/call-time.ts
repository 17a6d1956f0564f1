// How long a tool call took, short and long ones alike readable.
import { formatDuration } from "../../ui/time.tsx";

/** "120 ms", "4.2 s", then minutes; empty when nobody measured it. */
export function formatCallTime(durationMs: number | null): string {
  if (durationMs === null) return "";
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  return durationMs < 60_000 ? `${(durationMs / 1_000).toFixed(1)} s` : formatDuration(durationMs);
}
