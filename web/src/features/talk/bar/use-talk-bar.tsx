// What the bar over every screen shows of a project, kept live.
import { type ReactNode, useEffect } from "react";
import type { ParkedRow } from "../../../../../src/wire/parked.ts";
import type { Known } from "../../../feed/fold.ts";
import { useFeed } from "../../../feed/feed-context.tsx";
import type { Feed } from "../../../feed/feed.ts";
import { isForReview, isStuck, isWaiting } from "../../../feed/counts.ts";
import { useBoard, useConnection, useLocalTime, useProject } from "../../../feed/hooks.ts";
import { showToast } from "../../../ui/toast.tsx";
import { ConnectionWord } from "./connection-word.tsx";
import { Counters } from "./counters.tsx";
import { OrchestratorPill } from "./orchestrator-pill.tsx";
import { bannerKind, TalkBanner } from "./talk-banner.tsx";

export interface TalkBar {
  readonly orchestrator: ReactNode;
  readonly counters: ReactNode;
  /** Undefined while all is well. */
  readonly connection: ReactNode | undefined;
  readonly banner: ReactNode | undefined;
  /** Workers that wait for the user. */
  readonly needsYouCount: number;
  /** Reviewed work that does. */
  readonly reviewCount: number;
}

/** Needs a FeedProvider above. */
export function useTalkBar({ onOpenSettings }: { readonly onOpenSettings: () => void }): TalkBar {
  const project = useProject();
  const board = useBoard();
  const { kind } = useConnection();
  const feed = useFeed();
  const local = useLocalTime();
  const parked = project?.parked ?? null;
  const banner = bannerKind(kind, project?.model ?? null, {
    isHalted: (project?.halted ?? null) !== null,
    isParked: parked !== null,
  });
  useTitle();
  return {
    orchestrator: <OrchestratorPill />,
    counters: <Counters />,
    connection: kind === "reconnecting" || kind === "signed-out" ? <ConnectionWord kind={kind} /> : undefined,
    banner:
      banner === null ? undefined : (
        <TalkBanner
          kind={banner}
          parked={
            parked === null || parked.until === null ? parked : { ...parked, until: local(parked.until) }
          }
          wall={project?.model.wall ?? null}
          onOpenSettings={onOpenSettings}
          onGoOn={() => void goOn(feed)}
          onTryNow={() => void tryNow(feed, parked)}
        />
      ),
    needsYouCount: board.filter(({ word }) => isStuck(word)).length,
    reviewCount: board.filter(({ word }) => isForReview(word)).length,
  };
}

async function goOn(feed: Feed): Promise<void> {
  const reply = await feed.run("go-on", {});
  if (reply.kind === "refused") showToast({ title: "Not gone on", text: reply.message, severity: "danger" });
}

async function tryNow(feed: Feed, parked: ParkedRow | null): Promise<void> {
  const [worker] = parked?.workers ?? [];
  if (worker === undefined) return;
  const reply = await feed.run("try-again", { worker });
  if (reply.kind === "refused")
    showToast({ title: "Not tried again", text: reply.message, severity: "danger" });
}

/** The tab says how many wait for the user, above all while another one is looked at: a hidden page draws nothing else. */
function useTitle(): void {
  const feed = useFeed();
  useEffect(() => {
    const tell = (known: Known) => {
      document.title = titleOf(known);
    };
    tell(feed.store.getState().known);
    return feed.onLatest(tell);
  }, [feed]);
}

function titleOf({ view }: Known): string {
  const count = Object.values(view.tables.board).filter(({ word }) => isWaiting(word)).length;
  const [project] = Object.values(view.tables.project);
  const name = project === undefined ? "JARVIS" : `${project.name} · JARVIS`;
  return count > 0 ? `(${count}) ${name}` : name;
}
