// The main agent in the bar: what it does at this moment.
import { clsx } from "clsx";
import { useConnection, useLocalTime, useOrchestrator } from "../../../feed/hooks.ts";
import { StatusGlyph } from "../../../ui/status-word.tsx";
import { formatDuration, useNow } from "../../../ui/time.tsx";
import { TEXT_OF } from "../../../ui/tone.ts";
import { doingOf, toneOfOrchestrator } from "../words.ts";

export function OrchestratorPill() {
  const row = useOrchestrator();
  const { kind } = useConnection();
  const local = useLocalTime();
  const now = useNow();
  const isConnected = kind === "live" || kind === "connecting";
  const tone = toneOfOrchestrator(row, isConnected);
  return (
    <span className="inline-flex h-7 max-w-full min-w-0 items-center gap-1.5 rounded-full border border-line px-2.5 text-sm">
      <StatusGlyph tone={tone} size={12} />
      <span className="min-w-0 truncate">
        <span className="text-muted max-desk:sr-only">Main Orchestrator — </span>
        <span className={clsx("font-medium", TEXT_OF[tone])}>{doingOf(row, isConnected)}</span>
        {isConnected && row?.quietSince != null && (
          <span className="text-warn">
            {" "}
            · nothing heard for {formatDuration(now - local(row.quietSince))}
          </span>
        )}
      </span>
    </span>
  );
}
