// What the cells of a row say, the same in the table and on cards.
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Badge } from "../../ui/badge.tsx";
import { Diffstat, formatTokens, formatUsd, Money } from "../../ui/numbers.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { Age, clockOf, formatDuration, useNow } from "../../ui/time.tsx";
import { LOOK_OF } from "../../feed/status-look.ts";
import { reasonOf, silenceOf } from "./words.ts";

/** "Working · 41 s": glyph, word, and since when. */
export function StatusLine({ row }: { readonly row: BoardRow }) {
  const { tone, word } = LOOK_OF[row.word];
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <StatusWord tone={tone} word={word} />
      <span className="text-sm text-muted">
        {row.endedAt === null ? <Duration since={row.since} /> : <Age at={row.since} />}
      </span>
    </span>
  );
}

/** Why, or that nothing has been heard; nothing when there is nothing to add. */
export function ReasonLine({ row }: { readonly row: BoardRow }) {
  const silentMs = silenceOf(row, useNow());
  const reason = reasonOf(row);
  if (silentMs !== null)
    return (
      <span className="flex min-w-0 items-center gap-1.5 text-sm">
        <Badge tone="warn">stale</Badge>{" "}
        <span className="truncate text-warn">no event for {withoutSeconds(silentMs)}</span>
      </span>
    );
  if (row.resumesAt !== null)
    return (
      <span className="block truncate text-sm text-muted" title={reason}>
        resumes {clockOf(row.resumesAt)}
        {reason !== "" && <bdi> · {reason}</bdi>}
      </span>
    );
  if (reason === "") return null;
  return (
    <span className="block truncate text-sm text-muted" title={reason}>
      <bdi>{reason}</bdi>
    </span>
  );
}

export function TaskTitle({ row }: { readonly row: BoardRow }) {
  return (
    <span className="block truncate" title={`${row.ticket} ${row.title}`}>
      <span className="mr-1.5 font-mono text-sm text-faint">{row.ticket}</span>
      <bdi className="font-medium text-strong">{row.title}</bdi>
    </span>
  );
}

/** What its agent does at this moment, in its own words for the tool. */
export function StepLine({ row }: { readonly row: BoardRow }) {
  if (row.step === null)
    return <span className="block truncate text-sm text-muted">{row.waitsFor ?? ""}</span>;
  return (
    <span className="block truncate font-mono text-sm text-muted" title={row.step}>
      <bdi>{row.step}</bdi>
    </span>
  );
}

export function ChangeCount({ row }: { readonly row: BoardRow }) {
  if (row.fileCount === 0 && row.added === 0 && row.removed === 0)
    return <span className="text-sm text-faint">{row.endedAt === null ? "none yet" : "–"}</span>;
  return (
    <span
      title={`${row.added.toLocaleString("en-US")} added, ${row.removed.toLocaleString("en-US")} removed`}
    >
      <Diffstat added={row.added} removed={row.removed} className="text-sm" />
    </span>
  );
}

export function RunTime({ row }: { readonly row: BoardRow }) {
  return row.startedAt === null ? null : <Duration since={row.startedAt} until={row.endedAt} />;
}

/** Seconds only in the first minute: in a table of many rows they would flicker everywhere. */
export function Duration({ since, until }: { readonly since: number; readonly until?: number | null }) {
  const now = useNow();
  const date = new Date(since);
  return (
    <time
      dateTime={date.toISOString()}
      title={`since ${date.toLocaleString()}`}
      className="tnum whitespace-nowrap"
    >
      {withoutSeconds((until ?? now) - since)}
    </time>
  );
}

function withoutSeconds(durationMs: number): string {
  return formatDuration(durationMs).replace(/(?<=min) \d\d s$/, "");
}

/** When its agent last said anything. */
export function LastHeard({ row }: { readonly row: BoardRow }) {
  return row.seenAt === null ? null : <Age at={row.seenAt} />;
}

export function Cost({ row }: { readonly row: BoardRow }) {
  const capUsd = row.budget?.caps.costUsd;
  return (
    <span title={capUsd === undefined ? undefined : `${formatUsd(row.costUsd)} of ${formatUsd(capUsd)}`}>
      <Money usd={row.costUsd} />
    </span>
  );
}

/** "14 turns · 12.4k"; the number alone is tokens. */
export function Usage({ row: { turnCount, tokens } }: { readonly row: BoardRow }) {
  if (turnCount === 0 && tokens === 0)
    return <span className="block text-xs leading-4.5 text-faint">no turn yet</span>;
  const turns = `${turnCount.toLocaleString("en-US")} ${turnCount === 1 ? "turn" : "turns"}`;
  return (
    <span
      className="tnum block truncate text-xs leading-4.5 text-muted"
      title={`${turns}, ${tokens.toLocaleString("en-US")} tokens`}
    >
      {turns} · {formatTokens(tokens)}
      <span className="sr-only"> tokens</span>
    </span>
  );
}
