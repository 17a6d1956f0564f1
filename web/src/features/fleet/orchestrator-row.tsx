// The first of the fleet: what the main agent does, what answers for it, and what waits for its turn.
import { clsx } from "clsx";
import type { ConnectedModel, OrchestratorRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { Count } from "../../ui/numbers.tsx";
import { StatusGlyph } from "../../ui/status-word.tsx";
import { TEXT_OF } from "../../ui/tone.ts";
import { Duration } from "./cells.tsx";
import { orchestratorLook } from "./words.ts";

export interface OrchestratorLineProps {
  readonly orchestrator: OrchestratorRow | null;
  readonly model: ConnectedModel | null;
  readonly isConnected: boolean;
  readonly onOpenTalk: () => void;
}

/** "Main Orchestrator — Active – Conversing", and since when. */
export function OrchestratorName({ orchestrator, isConnected }: OrchestratorLineProps) {
  const { tone, word } = orchestratorLook(orchestrator, isConnected);
  return (
    <span className="flex min-w-0 items-baseline gap-x-2">
      <span className="shrink-0 translate-y-px">
        <StatusGlyph tone={tone} />
      </span>
      <span className="min-w-0">
        {/* One run of text, spaced by spaces: whoever copies it or hears it gets the words apart. */}
        <span>
          <span className="font-semibold text-strong">Main Orchestrator</span>{" "}
          <span className="whitespace-nowrap">
            <span className="text-faint">—</span>{" "}
            <span className={clsx("font-medium", TEXT_OF[tone])}>{word}</span>
          </span>
        </span>
        {isConnected && orchestrator !== null && orchestrator.since > 0 && (
          <span className="ml-2 text-sm text-muted">
            <Duration since={orchestrator.since} />
          </span>
        )}
      </span>
    </span>
  );
}

/** What answers, who pays, how many messages wait; or why there was no answer. */
export function OrchestratorDetail({ orchestrator, model }: OrchestratorLineProps) {
  const queuedCount = orchestrator?.queued.length ?? 0;
  return (
    <span className="flex min-w-0 items-center gap-x-3 text-sm text-muted max-desk:flex-wrap">
      {model !== null && (
        <span className="truncate" title={`${model.name}; paid by ${model.payer}`}>
          {model.name}
        </span>
      )}{" "}
      {queuedCount > 0 && (
        <span className="shrink-0 font-medium text-body">
          <Count value={queuedCount} one="message queued" many="messages queued" />
        </span>
      )}
      {orchestrator?.quietSince != null && (
        <span className="shrink-0 text-warn">
          nothing heard for <Duration since={orchestrator.quietSince} />
        </span>
      )}
      {orchestrator?.trouble != null && (
        <span className="min-w-0 truncate text-danger" title={orchestrator.trouble}>
          No answer: {orchestrator.trouble}
        </span>
      )}
    </span>
  );
}

export function TalkButton({ onOpenTalk }: Pick<OrchestratorLineProps, "onOpenTalk">) {
  return (
    <Button size="sm" variant="ghost" onClick={onOpenTalk}>
      Talk
    </Button>
  );
}
