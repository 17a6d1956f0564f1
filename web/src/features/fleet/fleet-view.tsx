// The fleet: the main agent and every worker, live, with what each needs and the keys to act on it.
import { clsx } from "clsx";
import { Bot, CircleStop, GitBranchPlus, MessagesSquare } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import type { BoardRow, ConnectedModel, OrchestratorRow } from "../../../../src/wire/rows.ts";
import type { ProjectBudgetRow } from "../../../../src/wire/budget-rows.ts";
import type { RunProgram } from "../../control/run-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useNow } from "../../ui/time.tsx";
import type { FleetWays, RunCommand } from "./acts.ts";
import { COLUMNS_PX_MIN } from "./columns.ts";
import { FleetCards, FleetTable } from "./fleet-rows.tsx";
import { groupRows, landedSince } from "./groups.ts";
import { useOverRows } from "./over-rows.tsx";
import { ProjectBudget } from "./project-budget.tsx";
import { useRowActs } from "./use-row-acts.tsx";
import { useRowKeys } from "./use-row-keys.ts";
import { useWidth } from "./use-width.ts";
import { workerName } from "./words.ts";

export interface FleetViewProps extends FleetWays {
  readonly orchestrator: OrchestratorRow | null;
  readonly model: ConnectedModel | null;
  readonly rows: readonly BoardRow[];
  /** `opening`, `unreachable`: nothing is known yet; `reconnecting`: what is shown is from before. */
  readonly connection: "live" | "opening" | "unreachable" | "reconnecting";
  readonly run: RunCommand;
  readonly runProgram: RunProgram;
  /** Null: none is told. */
  readonly budget: ProjectBudgetRow | null;
}

export function FleetView(props: FleetViewProps) {
  const { orchestrator, model, rows, connection, run, runProgram, budget, onOpenTalk } = props;
  const groups = useMemo(() => groupRows(rows), [rows]);
  const over = useOverRows(groups.over);
  const { acts, windows } = useRowActs(run, runProgram, props);
  const [current, setCurrent] = useState<string>();
  const within = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(within);
  const currentRow = rows.find(({ ticket }) => ticket === current);
  useRowKeys({ within, current: currentRow, acts });

  const shown = [...groups.needsYou, ...groups.underWay, ...groups.next];
  const isConnected = connection === "live";
  const rowsProps = {
    main: { orchestrator, model, isConnected, onOpenTalk },
    groups,
    over,
    acts,
    current: currentRow?.ticket ?? shown[0]?.ticket,
    onCurrent: setCurrent,
  };
  const workingCount = groups.underWay.filter(({ word }) => word === "working" || word === "starting").length;
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <FleetHead
        rows={rows}
        budget={budget !== null && <ProjectBudget budget={budget} onRaise={acts.raiseOfAll} />}
        actions={
          <>
            <Button
              size="sm"
              aria-label="Adopt a branch"
              title="Makes a ticket of a branch or worktree of yours"
              icon={<GitBranchPlus size={14} />}
              onClick={acts.adopt}
            >
              Adopt
            </Button>
            <Button
              size="sm"
              icon={<MessagesSquare size={14} />}
              disabled={workingCount === 0}
              onClick={() => acts.messageAll(workingCount)}
            >
              Message all
            </Button>
            <Button
              size="sm"
              icon={<CircleStop size={14} />}
              disabled={workingCount === 0}
              onClick={() => acts.stopEverything()}
            >
              Stop everything
            </Button>
          </>
        }
      />
      <div
        ref={within}
        role="region"
        aria-label="All agents"
        tabIndex={-1}
        className={clsx("scroll-area min-h-0 flex-1", connection === "reconnecting" && "grayscale")}
      >
        {widthPx >= COLUMNS_PX_MIN ? <FleetTable {...rowsProps} /> : <FleetCards {...rowsProps} />}
        <BelowRows connection={connection} hasWorkers={rows.some(({ run: of }) => of !== null)} />
      </div>
      <NeedsYouSaid rows={groups.needsYou} />
      {windows}
    </div>
  );
}

/** What there is instead of workers. */
function BelowRows({
  connection,
  hasWorkers,
}: Pick<FleetViewProps, "connection"> & { readonly hasWorkers: boolean }) {
  if (connection === "opening")
    return (
      <div role="status" aria-label="Reading the fleet" className="p-5">
        <SkeletonRows count={6} />
      </div>
    );
  if (connection === "unreachable")
    return (
      <ErrorState
        what="The fleet could not be read."
        todo="JARVIS does not answer. See that its process runs (npm start); this page then comes back by itself."
      />
    );
  if (hasWorkers) return null;
  return (
    <EmptyState title="No workers yet." icon={<Bot size={18} />}>
      Approve a ticket in Talk and it starts here.
    </EmptyState>
  );
}

interface FleetHeadProps {
  readonly rows: readonly BoardRow[];
  readonly budget: ReactNode;
  readonly actions: ReactNode;
}

/** What runs, waits and is to be reviewed stands in the bar above, and over each group below. */
function FleetHead({ rows, budget, actions }: FleetHeadProps) {
  const midnight = new Date(useNow()).setHours(0, 0, 0, 0);
  const landedCount = useMemo(() => landedSince(rows, midnight), [rows, midnight]);
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-3 py-2 @6xl:px-5">
      <h1 className="text-lg font-semibold text-strong">Fleet</h1>
      <p className="tnum text-muted">{landedCount} landed today</p>
      {budget}
      <span className="flex-1 max-desk:hidden" />
      <div className="flex flex-wrap gap-2">{actions}</div>
    </header>
  );
}

/** Said to screen readers when somebody new needs the user, not at every change. */
function NeedsYouSaid({ rows }: { readonly rows: readonly BoardRow[] }) {
  return (
    <p role="status" className="sr-only">
      {rows.length === 0 ? "" : `Needs you: ${rows.map(workerName).join(", ")}`}
    </p>
  );
}
