// A worker of the project that the page shows, kept live.
import { useCallback } from "react";
import { useFeed } from "../../feed/feed-context.tsx";
import {
  useBoardRow,
  useConnection,
  useLocalRow,
  useProject,
  useReview,
  useRunProgram,
  useTicket,
  useView,
} from "../../feed/hooks.ts";
import { readDiff, readTicketDetail, readTimelineRow } from "../../feed/reads.ts";
import { useTimeline } from "../../feed/timeline.ts";
import type { TimelineProps } from "./agent-record.tsx";
import { TimelineView } from "./timeline-view.tsx";
import { ticketOf } from "./words.ts";
import { WorkerView, type WorkerWays } from "./worker-view.tsx";

export interface WorkerScreenProps extends WorkerWays {
  readonly run: string;
}

export function WorkerScreen({ run, ...ways }: WorkerScreenProps) {
  const { project, run: command } = useFeed();
  const ticket = ticketOf(run);
  const { kind } = useConnection();
  const isKnown = useView(({ epoch }) => epoch !== null);
  return (
    <WorkerView
      {...ways}
      run={run}
      project={project}
      board={useLocalRow(useBoardRow(ticket))}
      ticket={useTicket(ticket)}
      review={useReview(run)}
      model={useProject()?.model.name ?? null}
      connection={isKnown ? (kind === "live" ? "live" : "reconnecting") : "opening"}
      command={command}
      runProgram={useRunProgram()}
      readDiff={() => readDiff(project, run)}
      readTicket={() => readTicketDetail(project, ticket)}
      Timeline={LiveTimeline}
    />
  );
}

function LiveTimeline({ subject, who, emptyText }: TimelineProps) {
  const { project } = useFeed();
  const timeline = useTimeline(subject);
  const readWhole = useCallback((n: number) => readTimelineRow(project, subject, n), [project, subject]);
  return (
    <TimelineView run={subject} timeline={timeline} readWhole={readWhole} who={who} emptyText={emptyText} />
  );
}
