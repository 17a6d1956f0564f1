// Names, bounds and instants of a run: what one needs to find it elsewhere.
import type { ReactNode } from "react";
import type { CapsRow } from "../../../../src/wire/budget-rows.ts";
import type { BoardRow, TicketRow } from "../../../../src/wire/rows.ts";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Meter } from "../../ui/meter.tsx";
import { Money } from "../../ui/numbers.tsx";
import { Elapsed, formatDuration } from "../../ui/time.tsx";

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
  const budget = row?.budget;
  const caps = budget?.caps ?? capsOf(ticket);
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
            <Bound value={row?.turnCount ?? 0} of={caps.turnCount ?? null} />
          </Fact>
          <Fact name="Cost">
            {caps.costUsd === undefined ? (
              <Money usd={row?.costUsd ?? 0} />
            ) : (
              <Meter share={(row?.costUsd ?? 0) / caps.costUsd}>
                <Money usd={row?.costUsd ?? 0} of={caps.costUsd} />
              </Meter>
            )}
          </Fact>
          <Fact name="Tokens">
            <Bound value={row?.tokens ?? 0} of={caps.tokens ?? null} />
          </Fact>
          {budget !== undefined && (
            <Fact name="Running time">
              {caps.runningMs === undefined ? (
                formatDuration(budget.spent.runningMs)
              ) : (
                <Meter share={budget.spent.runningMs / caps.runningMs}>
                  <span className="tnum">
                    {formatDuration(budget.spent.runningMs)}
                    <span className="text-faint"> of {formatDuration(caps.runningMs)}</span>
                  </span>
                </Meter>
              )}
            </Fact>
          )}
          {budget?.ticketCapUsd != null && (
            <Fact name="All runs of it">
              <Meter share={budget.ticketSpentUsd / budget.ticketCapUsd}>
                <Money usd={budget.ticketSpentUsd} of={budget.ticketCapUsd} />
              </Meter>
            </Fact>
          )}
          {budget?.over != null && <Fact name="Held">{budget.over.text}</Fact>}
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

/** Of a run that the board does not tell of: what its ticket allows. */
function capsOf(ticket: TicketRow | null): CapsRow {
  if (ticket === null) return {};
  return ticket.caps ?? { turnCount: ticket.turnsMax, costUsd: ticket.costUsdMax };
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
