// A worker's page with the rows of a test, and a record of what it asks for and where it leads.
import type { ComponentType } from "react";
import { vi } from "vitest";
import { page } from "vitest/browser";
import type { TimelineRow } from "../../../../../src/wire/rows.ts";
import { ticketRow, timelineRow, workingRow } from "../../../feed/testing/rows.ts";
import type { Timeline } from "../../../feed/timeline.ts";
import { PATCH } from "../../../ui/testing/samples.ts";
import type { TimelineProps } from "../agent-record.tsx";
import { TimelineView } from "../timeline-view.tsx";
import { WorkerView, type WorkerViewProps } from "../worker-view.tsx";

export const ways = { onOpenFleet: vi.fn(), onOpenWorker: vi.fn(), onOpenReview: vi.fn() };
export const command = vi.fn<WorkerViewProps["command"]>(() =>
  Promise.resolve({ kind: "accepted", text: "", journal: 1 }),
);
const runProgram = vi.fn<WorkerViewProps["runProgram"]>(() => Promise.resolve(null));
export const readDiff = vi.fn<WorkerViewProps["readDiff"]>();
export const readTicket = vi.fn<WorkerViewProps["readTicket"]>();
export const readWhole = vi.fn((n: number) =>
  Promise.resolve({ kind: "read" as const, value: timelineRow(n, { text: `the whole of line ${n}` }) }),
);

export const diffOf = (patch: string, head: string | null = "58dbc92aa001") => ({
  kind: "read" as const,
  value: { run: "R-1.1", base: "1a2b3c4d5e6f", head, patch, isCut: false },
});

/** Before each test: nothing has been asked, everything can be read, at a desk. */
export async function begin(): Promise<void> {
  vi.clearAllMocks();
  readDiff.mockResolvedValue(diffOf(PATCH));
  readTicket.mockResolvedValue({
    kind: "read",
    value: {
      ticket: "T-1",
      description: "The **whole** description",
      firstMessage: "You are Worker 1.",
      detail: {},
    },
  });
  await page.viewport(1280, 800);
}

export function timelineOf(rows: readonly TimelineRow[], given: Partial<Timeline> = {}): Timeline {
  return {
    rows,
    hasOlder: false,
    isReading: false,
    trouble: null,
    readOlder: vi.fn(),
    retry: vi.fn(),
    ...given,
  };
}

/** A message, a green and a red command, an edit and a word. */
export const ROWS: readonly TimelineRow[] = [
  timelineRow(1, { kind: "message-in", title: "report", text: "# T-1 Dark mode" }),
  timelineRow(2, { kind: "tool-started", id: "a", title: "Bash npm ci", text: '{"command":"npm ci"}' }),
  timelineRow(3, {
    kind: "tool-ended",
    id: "a",
    title: "Bash",
    text: "added 200 packages",
    durationMs: 9_000,
  }),
  timelineRow(4, { kind: "tool-started", id: "b", title: "Edit src/theme.css", text: "{}", isCut: true }),
  timelineRow(5, { kind: "tool-ended", id: "b", title: "Edit", text: "edited", durationMs: 12 }),
  timelineRow(6, { kind: "tool-started", id: "c", title: "Bash npm test", text: '{"command":"npm test"}' }),
  timelineRow(7, {
    kind: "tool-ended",
    id: "c",
    title: "Bash",
    text: "1 failed",
    isError: true,
    durationMs: 800,
  }),
  timelineRow(8, { kind: "text", title: "I", text: "I see why it **fails**." }),
  timelineRow(9, { kind: "message-in", title: "user", text: "Use the token" }),
];

const timelines = new Map<string, Timeline>();

const Recorded: ComponentType<TimelineProps> = ({ subject, ...bar }) => (
  <TimelineView
    run={subject}
    timeline={timelines.get(subject) ?? timelineOf([])}
    readWhole={readWhole}
    {...bar}
  />
);

const NO_ROWS: readonly TimelineRow[] = [];
const WORKING = workingRow({
  since: Date.now() - 41_000,
  startedAt: Date.now() - 60_000,
  seenAt: Date.now(),
});

interface WorkerProps extends Partial<WorkerViewProps> {
  readonly rows?: readonly TimelineRow[];
  readonly reviewRows?: readonly TimelineRow[];
}

export function Worker({ rows = ROWS, reviewRows = NO_ROWS, ...props }: WorkerProps) {
  timelines.set("R-1.1", timelineOf(rows));
  timelines.set("R-1.1-review", timelineOf(reviewRows));
  return (
    <div style={{ height: "100vh", display: "flex", flexDirection: "column" }}>
      <WorkerView
        {...ways}
        run="R-1.1"
        project="p1"
        board={WORKING}
        ticket={ticketRow()}
        review={null}
        model="claude via API key"
        connection="live"
        command={command}
        runProgram={runProgram}
        readDiff={readDiff}
        readTicket={readTicket}
        Timeline={Recorded}
        {...props}
      />
    </div>
  );
}

export const needing = workingRow({
  word: "needs-you",
  status: "needs you · its agent was lost 3 times in a row",
  waitsFor: "answer Worker 1",
  step: null,
});
