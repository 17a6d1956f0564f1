// The conversation as it is drawn: a long list that stays at its end while things are added, unless the reader is elsewhere.
import { clsx } from "clsx";
import type { RefObject } from "react";
import { useLocalTime } from "../../feed/hooks.ts";
import { Button } from "../../ui/button.tsx";
import { Spinner } from "../../ui/skeleton.tsx";
import { VirtualList, type VirtualListHandle } from "../../ui/virtual-list.tsx";
import type { Entry } from "./entries.ts";
import { Answer, Report, Thinking, UserMessage } from "./messages.tsx";
import { Notice } from "./notice.tsx";
import { ProposalCard } from "./proposal-card.tsx";
import { ReviewCard } from "./review-card.tsx";
import { COLUMN } from "./row.tsx";
import { TicketCard } from "./ticket-card.tsx";

const ENTRY_PX = 84;

const OVER_LIST = "pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center px-3";
const OVER_LIST_LOOK =
  "flex min-h-7 max-w-full items-center rounded-full bg-raised px-3 py-0.5 text-sm shadow-raised";

export interface OlderItems {
  readonly hasOlder: boolean;
  readonly isReadingOlder: boolean;
  readonly olderTrouble: string | null;
  readonly readOlder: () => void;
}

export interface TranscriptProps {
  readonly entries: readonly Entry[];
  readonly older: OlderItems;
  readonly list: RefObject<VirtualListHandle | null>;
}

export function Transcript({ entries, older, list }: TranscriptProps) {
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <OlderLine older={older} />
      <VirtualList
        className="flex-1"
        role="log"
        label="Conversation"
        stick="bottom"
        estimatePx={ENTRY_PX}
        items={entries}
        keyOf={({ key }) => key}
        onReachStart={older.readOlder}
        render={(entry, index) => (
          <div className={clsx(gapAbove(entry, entries[index - 1]), index === entries.length - 1 && "pb-6")}>
            <EntryView entry={entry} />
          </div>
        )}
        handle={list}
      />
    </div>
  );
}

/** Laid over the list: what comes and goes there must neither move what is read nor resize the list while its rows are measured. */
function OlderLine({ older }: { readonly older: OlderItems }) {
  if (older.olderTrouble !== null)
    return (
      <div className={OVER_LIST} role="alert">
        <div className={clsx(OVER_LIST_LOOK, "pointer-events-auto gap-3 text-danger")}>
          <span className="min-w-0 flex-1">Older messages could not be read: {older.olderTrouble}</span>
          <Button size="sm" onClick={older.readOlder}>
            Try again
          </Button>
        </div>
      </div>
    );
  if (!older.isReadingOlder || !older.hasOlder) return null;
  return (
    <div role="status" className={OVER_LIST}>
      <div className={clsx(OVER_LIST_LOOK, "gap-2 text-muted")}>
        <Spinner size={12} /> Reading older messages
      </div>
    </div>
  );
}

/** Lines about what happened stand close together, turns apart. */
function gapAbove(entry: Entry, before: Entry | undefined): string {
  if (before === undefined) return "pt-6";
  if (entry.kind === "notice") return before.kind === "notice" ? "pt-1.5" : "pt-4";
  if (entry.kind === "day" || before.kind === "day") return "pt-4";
  if (entry.kind === "ticket" || entry.kind === "proposal" || entry.kind === "review") return "pt-3";
  return before.kind === entry.kind ? "pt-3" : "pt-5";
}

function EntryView({ entry }: { readonly entry: Entry }) {
  switch (entry.kind) {
    case "day":
      return <Day at={entry.at} />;
    case "user":
      return <UserMessage text={entry.text} at={entry.at} state={entry.state} />;
    case "answer":
      return <Answer text={entry.text} at={entry.at} about={entry.about} />;
    case "thinking":
      return <Thinking doing={entry.doing} />;
    case "report":
      return <Report item={entry.item} />;
    case "notice":
      return <Notice item={entry.item} isLastWarning={entry.isLastWarning} isLast={entry.isLast} />;
    case "ticket": {
      const { ticket, n, isEdit } = entry.item;
      return <TicketCard ticket={ticket} n={n} isEdit={isEdit} isLast={entry.isLast} />;
    }
    case "proposal":
      return <ProposalCard proposal={entry.item.proposal} />;
    case "review": {
      const { run, ticket, worker } = entry.item;
      return <ReviewCard run={run} ticket={ticket} worker={worker} isLast={entry.isLast} />;
    }
    default:
      return entry satisfies never;
  }
}

function Day({ at }: { readonly at: number }) {
  const local = useLocalTime();
  const date = new Date(local(at));
  return (
    <div className={COLUMN}>
      <div className="flex items-center gap-3 text-xs text-faint">
        <span className="h-px flex-1 bg-line" />
        <time dateTime={date.toISOString()}>{dayName(date)}</time>
        <span className="h-px flex-1 bg-line" />
      </div>
    </div>
  );
}

function dayName(date: Date): string {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return "Today";
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday";
  return date.toLocaleDateString(undefined, { weekday: "long", month: "short", day: "numeric" });
}
