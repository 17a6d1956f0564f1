// What a ticket asks for: everything that an approval would cover.
import { Circle, FileText } from "lucide-react";
import type { ReactNode } from "react";
import type { TicketRow } from "../../../../src/wire/rows.ts";
import { Badge } from "../../ui/badge.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { CardHeader } from "../../ui/card.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import { Count, Money } from "../../ui/numbers.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import type { Tone } from "../../ui/tone.ts";
import { FoldLong } from "./fold-long.tsx";
import { InlineCode } from "../../ui/inline-code.tsx";
import { keyed } from "../../ui/keyed.ts";
import { useTalk } from "./talk-context.tsx";
import { formatDuration } from "../../ui/time.tsx";

const DESCRIPTION_HEIGHT_MAX_PX = 154;

export interface TicketHeadProps {
  readonly row: Pick<TicketRow, "ticket" | "title">;
  readonly look: { readonly tone: Tone; readonly word: string };
}

export function TicketHead({ row, look }: TicketHeadProps) {
  return (
    <CardHeader
      title={
        <>
          <span className="mr-2 font-mono text-sm font-medium text-muted">{row.ticket}</span>
          <span title={row.title}>{row.title}</span>
        </>
      }
      meta={<StatusWord tone={look.tone} word={look.word} size="sm" />}
    />
  );
}

export function TicketBody({ row }: { readonly row: TicketRow }) {
  return (
    <div className="flex flex-col gap-3.5">
      {row.overlaps.map((overlap) => (
        <Banner key={overlap} severity="warn" title={overlap} />
      ))}
      {row.description !== "" && (
        <FoldLong heightMaxPx={DESCRIPTION_HEIGHT_MAX_PX} label={`description of ${row.ticket}`}>
          <Markdown text={row.description} />
        </FoldLong>
      )}
      <Criteria criteria={row.criteria} />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <Line name="Scope">
          {row.scope.length === 0 ? (
            <span className="text-muted">anywhere in the project</span>
          ) : (
            row.scope.map((path) => <Chip key={path} text={path} />)
          )}
        </Line>
        <Line name="Checks">
          {row.checks.length === 0 ? (
            <Badge tone="warn">none: its landing will be UNVERIFIED</Badge>
          ) : (
            row.checks.map((check) => <Chip key={check} text={check} />)
          )}
        </Line>
        {row.dependsOn.length > 0 && (
          <Line name="After">
            {row.dependsOn.map((ticket) => (
              <Chip key={ticket} text={ticket} />
            ))}
          </Line>
        )}
        <Line name="Worker">
          <span>
            {row.workerType} <Dot /> {row.model ?? "default model"}
            {row.fallbackModel !== null && `, else ${row.fallbackModel} when it is refused`} <Dot /> at most{" "}
            <Count value={row.caps?.turnCount ?? row.turnsMax} one="turn" />,{" "}
            <Money usd={row.caps?.costUsd ?? row.costUsdMax} />
            {row.caps?.runningMs !== undefined && `, ${formatDuration(row.caps.runningMs)}`}
          </span>
          <FirstMessage ticket={row.ticket} />
        </Line>
        <Line name="Lands">
          <span>
            on <span className="font-mono text-sm">{row.target}</span>
            {row.landWhenGreen ? " when green, without another question" : " after your approval"}
          </span>
        </Line>
      </dl>
    </div>
  );
}

function Criteria({ criteria }: { readonly criteria: readonly string[] }) {
  if (criteria.length === 0)
    return <p className="text-sm text-muted">No criteria: a reviewer can only judge by the description.</p>;
  return (
    <div>
      <h4 className="mb-1 text-sm font-medium text-muted">Done when</h4>
      <ul className="flex flex-col gap-1">
        {keyed(criteria, (one) => one).map(({ key, item: criterion }) => (
          <li key={key} className="flex items-start gap-2">
            <Circle aria-hidden size={12} className="mt-1 shrink-0 text-faint" />
            <span className="min-w-0 break-words">
              <InlineCode text={criterion} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-sm leading-5.5 text-muted">{name}</dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-1.5 leading-5.5">{children}</dd>
    </>
  );
}

function Chip({ text }: { readonly text: string }) {
  return (
    <code className="inline-block max-w-full rounded-sm bg-active px-1.5 font-mono text-sm leading-5 wrap-anywhere text-strong">
      {text}
    </code>
  );
}

function Dot() {
  return <span className="text-faint">·</span>;
}

export interface FirstMessageProps {
  readonly ticket: string;
}

/** Opens what its worker is told first, word by word, as it can be read before approval. */
export function FirstMessage({ ticket }: FirstMessageProps) {
  const { open } = useTalk();
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-label={`First message of ${ticket}`}
      icon={<FileText size={12} className="text-faint" />}
      onClick={() => open({ kind: "first-message", ticket })}
      className="-ml-2 text-muted!"
    >
      First message
    </Button>
  );
}
