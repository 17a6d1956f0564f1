// Who this is and how it stands: the row of the fleet, spread out, with what can be done.
import { clsx } from "clsx";
import { ArrowLeft, CircleStop, FileDiff, MessageSquare } from "lucide-react";
import type { ReactNode } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Diffstat, Money, Tokens } from "../../ui/numbers.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { Age, clockOf, Elapsed, formatDuration, useNow } from "../../ui/time.tsx";
import { LOOK_OF } from "../../feed/status-look.ts";
import { canTryAgain, commitOf, isLive, reasonOf, workerName } from "./words.ts";

const SILENT_MS = 60_000;

export interface WorkerHeadProps {
  readonly run: string;
  /** Null: it is not the latest run of its ticket, or not known yet. */
  readonly row: BoardRow | null;
  /** There is work to decide on. */
  readonly hasReview: boolean;
  readonly onBack: () => void;
  readonly onMessage: () => void;
  readonly onReview: () => void;
  readonly onStop: () => void;
  /** Behind the buttons: all else that can be done. */
  readonly more: ReactNode;
}

export function WorkerHead(props: WorkerHeadProps) {
  const { run, row, onBack } = props;
  return (
    <header className="@container shrink-0 border-b border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 pt-3 pb-2">
        <IconButton label="Back to the fleet" icon={<ArrowLeft size={16} />} onClick={onBack} />
        <h1 className="text-lg font-semibold text-strong">{workerName(row, run)}</h1>
        {row !== null && <Status row={row} />}
        <span className="flex-1" />
        {row !== null && <Actions {...props} row={row} />}
      </div>
      {row !== null && <Strip row={row} />}
    </header>
  );
}

function Status({ row }: { readonly row: BoardRow }) {
  const { tone, word } = LOOK_OF[row.word];
  // What it needs stands in the note below.
  const reason = canTryAgain(row) || row.word === "taken-over" ? "" : reasonOf(row);
  const now = useNow();
  const silentMs = row.word === "working" && row.seenAt !== null ? now - row.seenAt : 0;
  const isStale = silentMs > 0 && (row.isStale || silentMs > SILENT_MS);
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 max-desk:order-last max-desk:w-full">
      <StatusWord tone={tone} word={word} />
      <span className="text-sm text-muted">
        <Elapsed since={row.since} />
      </span>
      {reason !== "" && (
        <span className="min-w-0 text-muted desk:max-w-md desk:truncate" title={reason}>
          <bdi>{reason}</bdi>
        </span>
      )}
      {row.resumesAt !== null && <span className="text-muted">resumes {clockOf(row.resumesAt)}</span>}
      {isStale && (
        <Badge tone="warn">
          stale: no event for {formatDuration(silentMs).replace(/(?<=min) \d\d s$/, "")}
        </Badge>
      )}
    </span>
  );
}

function Actions(props: WorkerHeadProps & { readonly row: BoardRow }) {
  const { row, hasReview, onMessage, onReview, onStop } = props;
  return (
    <div className="flex flex-wrap gap-2">
      {hasReview && (
        <Button
          size="sm"
          variant={row.word === "ready" ? "primary" : "secondary"}
          keys="d"
          icon={<FileDiff size={13} />}
          onClick={onReview}
        >
          Review
        </Button>
      )}
      <Button
        size="sm"
        keys="m"
        icon={<MessageSquare size={13} />}
        onClick={onMessage}
        className="max-desk:hidden"
      >
        Message
      </Button>
      <Button size="sm" keys="s" icon={<CircleStop size={13} />} disabled={!isLive(row)} onClick={onStop}>
        Stop
      </Button>
      {props.more}
    </div>
  );
}

/** The row of the fleet in words and numbers; on a phone the little that fits, the rest is under Info. */
function Strip({ row }: { readonly row: BoardRow }) {
  const commit = commitOf(row);
  const capUsd = row.budget?.caps.costUsd;
  return (
    <div className="flex flex-col gap-x-6 gap-y-2 px-3 pb-3 desk:pl-13 @6xl:flex-row">
      <dl className="flex min-w-0 gap-x-6 @6xl:flex-1">
        <Item name="Ticket" isWide>
          <span className="block truncate" title={row.title}>
            <span className="mr-1.5 font-mono text-sm text-faint">{row.ticket}</span>
            <bdi>{row.title}</bdi>
          </span>
        </Item>
        <Item name="Branch" isWide isOnPhone={false}>
          {row.branch === null ? (
            <span className="text-faint">none yet</span>
          ) : (
            <CopyText text={row.branch} label="Copy branch" className="-ml-1 h-5!" />
          )}
        </Item>
        <Item name="Last commit" isWide isOnPhone={false}>
          {commit === null ? (
            <span className="text-faint">none yet</span>
          ) : (
            <span className="flex min-w-0 items-center" title={row.lastCommit ?? ""}>
              <CopyText text={commit.sha} label="Copy commit" className="-mr-2 -ml-1 h-5! shrink-0" />
              <bdi className="truncate">{commit.subject}</bdi>
            </span>
          )}
        </Item>
      </dl>
      <dl className="flex min-w-0 flex-wrap gap-x-6 gap-y-1">
        <Item name="Changes">
          {row.fileCount === 0 ? (
            <span className="text-faint">none yet</span>
          ) : (
            <Diffstat fileCount={row.fileCount} added={row.added} removed={row.removed} />
          )}
        </Item>
        <Item name="Time">
          {row.startedAt === null ? "–" : <Elapsed since={row.startedAt} until={row.endedAt} />}
        </Item>
        <Item name="Cost">
          <Money usd={row.costUsd} {...(capUsd !== undefined && { of: capUsd })} />
        </Item>
        <Item name="Turns · tokens" isOnPhone={false}>
          <span className="tnum whitespace-nowrap">
            {row.turnCount} · <Tokens count={row.tokens} />
          </span>
        </Item>
        <Item name="Last heard" isOnPhone={false}>
          {row.seenAt === null ? "–" : <Age at={row.seenAt} />}
        </Item>
      </dl>
    </div>
  );
}

interface ItemProps {
  readonly name: string;
  /** May shrink; the others keep their width. */
  readonly isWide?: boolean;
  readonly isOnPhone?: boolean;
  readonly children: ReactNode;
}

function Item({ name, isWide = false, isOnPhone = true, children }: ItemProps) {
  return (
    <div className={clsx("min-w-0", isWide ? "flex-1" : "shrink-0", !isOnPhone && "max-desk:hidden")}>
      <dt className="text-xs text-muted max-desk:sr-only">{name}</dt>
      <dd className="min-w-0 text-body">{children}</dd>
    </div>
  );
}
