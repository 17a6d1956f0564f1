// Home: the conversation with the orchestrator, its cards, and the workers that are at it.
import { clsx } from "clsx";
import { type ReactNode, useMemo, useRef, useState } from "react";
import type { ItemRow, ProjectRow } from "../../../../src/wire/rows.ts";
import { useFeed } from "../../feed/feed-context.tsx";
import {
  useConnection,
  useItems,
  useKnown,
  useOrchestrator,
  useProject,
  useStreaming,
  useView,
} from "../../feed/hooks.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useIsNarrow } from "../../ui/use-media.ts";
import type { VirtualListHandle } from "../../ui/virtual-list.tsx";
import { Announcer } from "./announcer.tsx";
import { Composer, type ComposerHandle } from "./composer.tsx";
import { EmptyTalk } from "./empty-talk.tsx";
import { entriesOf } from "./entries.ts";
import { useOutbox } from "./outbox.ts";
import { type PutOff, usePutOff } from "./put-off.ts";
import { Overlays } from "./overlays.tsx";
import { COLUMN } from "./row.tsx";
import { type CardActs, type Overlay, TalkContext, type TalkLinks } from "./talk-context.tsx";
import { useTalkKeys } from "./talk-keys.ts";
import { Transcript } from "./transcript.tsx";
import { useWorking, WorkerStrip } from "./worker-strip.tsx";
import { baseSentence } from "./words.ts";

/** Needs a FeedProvider above. */
export function TalkScreen(links: TalkLinks) {
  const { project: id } = useFeed();
  // What was written and put off is of one project.
  return <Talk key={id} id={id} links={links} />;
}

function Talk({ id, links }: { readonly id: string; readonly links: TalkLinks }) {
  const project = useProject();
  const isNarrow = useIsNarrow();
  const { items, ...older } = useItems();
  const outbox = useOutbox();
  const puttingOff = usePutOff(id);
  const newestDraft = useNewestDraft(items, puttingOff);
  const list = useRef<VirtualListHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const [cards] = useState(() => new Map<string, CardActs>());
  const [texts] = useState(() => new Map<string, string>());
  const [overlay, open] = useState<Overlay | null>(null);
  const entries = useEntries(items, outbox.pending);
  const talk = { ...links, ...puttingOff, cards, texts, open, newestDraft };
  useTalkKeys({
    cards,
    newestDraft,
    onCompose: () => composer.current?.focus(),
    onShowDraft: () => {
      const at = entries.findIndex(
        (entry) =>
          (entry.kind === "ticket" && entry.isLast && entry.item.ticket === newestDraft) ||
          (entry.kind === "proposal" && entry.item.proposal === newestDraft),
      );
      if (at >= 0) list.current?.scrollToIndex(at);
    },
  });
  const send = async (text: string) => {
    list.current?.scrollToEnd();
    return await outbox.send(text);
  };

  return (
    <TalkContext value={talk}>
      <div className="flex min-h-0 flex-1">
        <section aria-label="Talk" className="flex min-h-0 min-w-0 flex-1 flex-col">
          <Announcer items={items} />
          {project === null ? (
            <TalkSkeleton />
          ) : entries.length === 0 ? (
            <div className="min-h-0 flex-1">
              <EmptyTalk project={project} onFill={(text) => composer.current?.fill(text)} />
            </div>
          ) : (
            <Transcript entries={entries} older={older} list={list} />
          )}
          <Foot project={project} onOpenSettings={links.onOpenSettings}>
            <Composer
              project={id}
              onSend={send}
              lastMessage={lastMessage(items)}
              // On a phone the keyboard would come up and cover half of what there is to read.
              hasFocus={!isNarrow}
              handle={composer}
            />
          </Foot>
        </section>
        <WorkerColumn />
      </div>
      <Overlays overlay={overlay} onClose={() => open(null)} />
    </TalkContext>
  );
}

function useEntries(items: readonly ItemRow[], pending: ReturnType<typeof useOutbox>["pending"]) {
  const orchestrator = useOrchestrator();
  const streaming = useStreaming();
  const turnOfMessage = useKnown((known) => known.turnOfMessage);
  return useMemo(
    () => entriesOf({ items, orchestrator, streaming, turnOfMessage, pending }),
    [items, orchestrator, streaming, turnOfMessage, pending],
  );
}

function useNewestDraft(items: readonly ItemRow[], { isPutOff }: PutOff): string | null {
  const tickets = useView(({ tables }) => tables.ticket);
  const proposals = useView(({ tables }) => tables.proposal);
  const isDraft = (ticket: string) => tickets[ticket]?.stage === "draft";
  const newest = items.findLast((item) =>
    item.kind === "proposal"
      ? proposals[item.proposal]?.tickets.some(isDraft) === true
      : item.kind === "ticket" && isDraft(item.ticket) && !isPutOff(item.ticket, item.n),
  );
  if (newest?.kind === "proposal") return newest.proposal;
  return newest?.kind === "ticket" ? newest.ticket : null;
}

function lastMessage(items: readonly ItemRow[]): string | null {
  const last = items.findLast((item) => item.kind === "user");
  return last?.text ?? null;
}

interface FootProps {
  readonly project: ProjectRow | null;
  readonly onOpenSettings: () => void;
  readonly children: ReactNode;
}

function Foot({ project, onOpenSettings, children }: FootProps) {
  const trouble = useOrchestrator()?.trouble ?? null;
  const { kind } = useConnection();
  const working = useWorking();
  return (
    <div className="flex shrink-0 flex-col gap-2 pb-2">
      {working.length > 0 && (
        <div className="wide:hidden">
          <WorkerStrip rows={working} isColumn={false} />
        </div>
      )}
      <div className={clsx(COLUMN, "flex flex-col gap-2")}>
        {trouble !== null && kind === "live" && (
          <Banner
            severity="danger"
            title="No answer to the last message."
            action={
              <Button size="sm" onClick={onOpenSettings}>
                Model settings
              </Button>
            }
          >
            {trouble}
          </Banner>
        )}
        {children}
        {project !== null && (
          <div className="flex min-w-0 gap-4 px-2 text-xs text-faint">
            <p className="min-w-0 flex-1 truncate" title={`${baseSentence(project)}. ${sandboxOf(project)}`}>
              {baseSentence(project)} · sandbox level {project.sandboxLevel}
            </p>
            <p className="shrink-0 max-desk:hidden" title={`Paid by ${project.model.payer}`}>
              {project.model.name}
            </p>
          </div>
        )}
      </div>
    </div>
  );
}

function sandboxOf({ sandboxLevel, sandboxReason }: ProjectRow): string {
  return `Sandbox level ${sandboxLevel}: ${sandboxReason}.`;
}

function WorkerColumn() {
  const working = useWorking();
  if (working.length === 0) return null;
  return (
    <aside
      aria-label="Workers"
      className="hidden min-h-0 w-72 shrink-0 flex-col border-l border-line bg-canvas wide:flex"
    >
      <h2 className="px-4 pt-3 text-sm font-medium text-muted">Workers</h2>
      <WorkerStrip rows={working} isColumn />
    </aside>
  );
}

function TalkSkeleton() {
  return (
    <div role="status" className="min-h-0 flex-1">
      <span className="sr-only">Opening the conversation</span>
      <div className={clsx(COLUMN, "flex flex-col gap-6 pt-8")}>
        <Skeleton className="ml-auto h-9 w-2/5 rounded-xl" />
        <div className="flex flex-col gap-2.5">
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-4 w-2/3" />
        </div>
        <Skeleton className="h-44 w-full rounded-lg" />
      </div>
    </div>
  );
}
