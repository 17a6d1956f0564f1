// The fleet with rows of a test, and a record of what it asks for and where it leads.
import { vi } from "vitest";
import { page } from "vitest/browser";
import type { BoardRow } from "../../../../../src/wire/rows.ts";
import { show } from "../../../ui/testing/show.tsx";
import { FleetView, type FleetViewProps } from "../fleet-view.tsx";
import { boardRow, orchestrator, waitingRow } from "./rows.ts";

const MINUTE_MS = 60_000;

export const ways = { onOpenTalk: vi.fn(), onOpenWorker: vi.fn(), onOpenReview: vi.fn() };
export const run = vi.fn<FleetViewProps["run"]>(() =>
  Promise.resolve({ kind: "accepted", text: "Worker 1, Worker 2", journal: 1 }),
);

export const runProgram = vi.fn<FleetViewProps["runProgram"]>(() => Promise.resolve(null));

/** Before each test: nothing has been asked, at a desk. */
export async function begin(): Promise<void> {
  vi.clearAllMocks();
  await page.viewport(1440, 900);
}

const NO_ROWS: readonly BoardRow[] = [];
const MAIN = orchestrator();

export function Fleet(props: Partial<FleetViewProps>) {
  return (
    <div style={{ height: "100vh", display: "flex", flexDirection: "column" }}>
      <FleetView
        {...ways}
        orchestrator={MAIN}
        model={{ kind: "api-key", name: "claude via API key", payer: "your API key …4f2a", wall: null }}
        rows={NO_ROWS}
        connection="live"
        run={run}
        runProgram={runProgram}
        budget={null}
        {...props}
      />
    </div>
  );
}

export const showFleet = (rows: readonly BoardRow[], props: Partial<FleetViewProps> = {}) =>
  show(<Fleet rows={rows} {...props} />);

/** By a part of its name. */
export const rowOf = (name: string) => page.getByRole("row", { name, exact: false });

/** Two that need the user, two that work, one that waits. */
export const FEW: readonly BoardRow[] = [
  boardRow({ ticket: "T-4", run: "R-4.1", worker: "W4", title: "Profile page" }),
  boardRow({
    ticket: "T-3",
    run: "R-3.1",
    worker: "W3",
    title: "Dark mode",
    branch: "jarvis/t-3.1-dark-mode",
  }),
  boardRow({
    ticket: "T-2",
    run: "R-2.1",
    worker: "W2",
    title: "Sign-in limit",
    word: "needs-you",
    status: "needs you · its agent was lost 3 times in a row",
    waitsFor: "answer Worker 2",
    step: null,
    since: Date.now() - 7 * MINUTE_MS,
  }),
  boardRow({
    ticket: "T-1",
    run: "R-1.1",
    worker: "W1",
    stage: "review",
    title: "CSV export",
    word: "ready",
    status: "ready · checks green on the merged tree · review accepts",
    waitsFor: "land or send back T-1",
    step: null,
  }),
  waitingRow({
    ticket: "T-5",
    stage: "queued",
    word: "queued",
    title: "Search",
    status: "queued · waits for T-4 to land",
  }),
];
