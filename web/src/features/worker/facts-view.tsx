// Names, bounds and instants of a run: what one needs to find it elsewhere.
import type { ReactNode } from "react";
import type { BoardRow, TicketRow } from "../../../../src/wire/rows.ts";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Money } from "../../ui/numbers.tsx";
import { Elapsed } from "../../ui/time.tsx";

export interface FactsViewProps {
  readonly run: string;
  /** Null: it is not the latest run of its ticket. */
  readonly row: BoardRow | null;
  readonly ticket: TicketRow | null;
  readonly project: string;
  /** What answers for workers without a model of their own. */
  readonly model: string | null;
}

export function FactsView({ run, row, ticket, project, model }: FactsViewProps) {
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={`Facts of ${run}`}
      className="scroll-area focus-inset min-h-0 flex-1"
    >
      <div className="flex max-w-3xl flex-col gap-4 px-5 py-5 max-desk:px-3">
        <Part title="Run">
          <Fact name="Run">
            <CopyText text={run} label="Copy run" className="-ml-1" />
          </Fact>
          <Fact name="Worker type">{row?.workerType ?? ticket?.workerType ?? "unknown"}</Fact>
          <Fact name="Model">{ticket?.model ?? (model === null ? "unknown" : `${model} (the default)`)}</Fact>
          <Fact name="Base">
            {row?.base == null ? "unknown" : <CopyText text={row.base} label="Copy base" className="-ml-1" />}
          </Fact>
          <Fact name="Branch">
            {row?.branch == null ? (
              "none yet"
            ) : (
              <CopyText text={row.branch} label="Copy branch" className="-ml-1" />
            )}
          </Fact>
          <Fact name="Last commit">
            <bdi className="font-mono text-sm">{row?.lastCommit ?? "none yet"}</bdi>
          </Fact>
          <Fact name="Lands on">{ticket?.target ?? "unknown"}</Fact>
        </Part>
        <Part title="Budget">
          <Fact name="Turns">
            <Bound value={row?.turnCount ?? 0} of={ticket?.turnsMax ?? null} />
          </Fact>
          <Fact name="Cost">
            {ticket === null ? (
              <Money usd={row?.costUsd ?? 0} />
            ) : (
              <Meter share={(row?.costUsd ?? 0) / ticket.costUsdMax}>
                <Money usd={row?.costUsd ?? 0} of={ticket.costUsdMax} />
              </Meter>
            )}
          </Fact>
          <Fact name="Tokens">{(row?.tokens ?? 0).toLocaleString("en-US")}</Fact>
        </Part>
        <Part title="Times">
          <Fact name="Started">
            {row?.startedAt == null ? "not yet" : new Date(row.startedAt).toLocaleString()}
          </Fact>
          <Fact name="Ended">
            {row?.endedAt == null ? "not yet" : new Date(row.endedAt).toLocaleString()}
          </Fact>
          <Fact name="Took">
            {row?.startedAt == null ? "–" : <Elapsed since={row.startedAt} until={row.endedAt} />}
          </Fact>
          <Fact name="Last heard">
            {row?.seenAt == null ? "not since JARVIS started" : new Date(row.seenAt).toLocaleString()}
          </Fact>
        </Part>
        <Part title="Files">
          <Fact name="Session">
            <CopyText text={`projects/${project}/sessions/${run}`} label="Copy path" className="-ml-1" />
            <span className="block text-sm text-muted">
              In the folder of JARVIS (JARVIS_HOME, else ~/.jarvis): transcript.md and tool_calls.jsonl,
              written as it goes.
            </span>
          </Fact>
        </Part>
      </div>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card>
      <CardHeader title={title} level={2} />
      <CardBody>
        <Facts>{children}</Facts>
      </CardBody>
    </Card>
  );
}

function Bound({ value, of }: { readonly value: number; readonly of: number | null }) {
  const text = (
    <span className="tnum">
      {value.toLocaleString("en-US")}
      {of !== null && <span className="text-faint"> of {of.toLocaleString("en-US")}</span>}
    </span>
  );
  return of === null ? text : <Meter share={value / of}>{text}</Meter>;
}

/** The words with a bar under them; from nine tenths on it warns. */
function Meter({ share, children }: { readonly share: number; readonly children: ReactNode }) {
  return (
    <span className="inline-flex w-48 max-w-full flex-col gap-1">
      {children}
      <span aria-hidden className="h-1 w-full overflow-hidden rounded-full bg-active">
        <span
          className={share >= 0.9 ? "block h-full bg-warn" : "block h-full bg-accent"}
          style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }}
        />
      </span>
    </span>
  );
}
