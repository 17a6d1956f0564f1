// All rows of the fleet, as a table where there is room for columns and as cards where there is not.
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import type { RowActs } from "./acts.ts";
import { TaskTitle } from "./cells.tsx";
import { COLUMN_NAMES, COLUMNS_LOOK } from "./columns.ts";
import { FleetGroup } from "./fleet-group.tsx";
import type { FleetGroups } from "./groups.ts";
import { NextRow, waitText } from "./next-row.tsx";
import { MoreOver, type OverRows } from "./over-rows.tsx";
import {
  OrchestratorDetail,
  type OrchestratorLineProps,
  OrchestratorName,
  TalkButton,
} from "./orchestrator-row.tsx";
import { WorkerCard } from "./worker-card.tsx";
import { WorkerRow } from "./worker-row.tsx";
import { LOOK_OF } from "../../feed/status-look.ts";

export interface FleetRowsProps {
  readonly main: OrchestratorLineProps;
  readonly groups: FleetGroups;
  readonly over: OverRows;
  readonly acts: RowActs;
  /** Ticket of the row that the keyboard is on. */
  readonly current: string | undefined;
  readonly onCurrent: (ticket: string) => void;
}

export function FleetTable({ main, groups, over, acts, current, onCurrent }: FleetRowsProps) {
  const worker = (row: BoardRow, isAsking = false) => (
    <WorkerRow
      key={row.ticket}
      row={row}
      acts={acts}
      isCurrent={row.ticket === current}
      onCurrent={onCurrent}
      isAsking={isAsking}
    />
  );
  const count = groups.needsYou.length + groups.underWay.length + groups.next.length + groups.over.length;
  return (
    <div
      role="grid"
      aria-label="Fleet"
      aria-rowcount={count + 2}
      aria-colcount={COLUMN_NAMES.length}
      className="border-b border-line bg-surface"
    >
      <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-canvas">
        <div role="row" className={`${COLUMNS_LOOK} h-8 items-center! text-sm text-muted`}>
          {COLUMN_NAMES.map((name) => (
            <span key={name} role="columnheader" className="truncate">
              {name === "Actions" ? <span className="sr-only">{name}</span> : name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" aria-label="Main Orchestrator" className="border-b border-line">
        <div role="row" className="flex min-h-12 items-center gap-4 px-3 @6xl:px-5">
          <div role="gridcell" aria-colspan={2} className="min-w-0">
            <OrchestratorName {...main} />
          </div>
          <div role="gridcell" aria-colspan={5} className="min-w-0 flex-1">
            <OrchestratorDetail {...main} />
          </div>
          <div role="gridcell">
            <TalkButton onOpenTalk={main.onOpenTalk} />
          </div>
        </div>
      </div>
      <FleetGroup as="rows" name="Waiting for you" count={groups.needsYou.length}>
        {groups.needsYou.map((row) => worker(row, true))}
      </FleetGroup>
      <FleetGroup as="rows" name="Under way" count={groups.underWay.length}>
        {groups.underWay.map((row) => worker(row, isByHand(row)))}
      </FleetGroup>
      <FleetGroup as="rows" name="Next" count={groups.next.length}>
        {groups.next.map((row) => (
          <NextRow
            key={row.ticket}
            row={row}
            acts={acts}
            isCurrent={row.ticket === current}
            onCurrent={onCurrent}
          />
        ))}
      </FleetGroup>
      <FleetGroup
        as="rows"
        name="Landed & closed"
        count={groups.over.length}
        isOpen={over.isOpen}
        onOpenChange={over.setIsOpen}
      >
        {over.shown.map((row) => worker(row))}
        {over.isOpen && over.moreCount > 0 && (
          <div role="row" className="px-3 py-2 @6xl:px-5">
            <div role="gridcell" aria-colspan={8}>
              <MoreOver over={over} />
            </div>
          </div>
        )}
      </FleetGroup>
    </div>
  );
}

export function FleetCards({ main, groups, over, acts, onCurrent }: FleetRowsProps) {
  const worker = (row: BoardRow, isAsking = false) => (
    <WorkerCard key={row.ticket} row={row} acts={acts} onCurrent={onCurrent} isAsking={isAsking} />
  );
  return (
    <div className="flex flex-col gap-5 p-3">
      <Card as="article" aria-label="Main Orchestrator" className="shrink-0">
        <div className="flex items-center gap-2 px-3.5 py-3">
          <div className="flex min-w-0 flex-1 flex-col gap-1">
            <OrchestratorName {...main} />
            <OrchestratorDetail {...main} />
          </div>
          <TalkButton onOpenTalk={main.onOpenTalk} />
        </div>
      </Card>
      <FleetGroup as="cards" name="Waiting for you" count={groups.needsYou.length}>
        {groups.needsYou.map((row) => worker(row, true))}
      </FleetGroup>
      <FleetGroup as="cards" name="Under way" count={groups.underWay.length}>
        {groups.underWay.map((row) => worker(row, isByHand(row)))}
      </FleetGroup>
      <FleetGroup as="cards" name="Next" count={groups.next.length}>
        {groups.next.map((row) => (
          <NextCard key={row.ticket} row={row} acts={acts} onCurrent={onCurrent} />
        ))}
      </FleetGroup>
      <FleetGroup
        as="cards"
        name="Landed & closed"
        count={groups.over.length}
        isOpen={over.isOpen}
        onOpenChange={over.setIsOpen}
      >
        {over.shown.map((row) => worker(row))}
        <MoreOver over={over} />
      </FleetGroup>
    </div>
  );
}

function NextCard({
  row,
  acts,
  onCurrent,
}: Pick<FleetRowsProps, "acts" | "onCurrent"> & { readonly row: BoardRow }) {
  const { tone, word } = LOOK_OF[row.word];
  return (
    <Card
      as="article"
      data-row={row.ticket}
      tabIndex={-1}
      aria-label={`${row.ticket}: ${row.title}`}
      onFocus={() => onCurrent(row.ticket)}
      className="shrink-0"
    >
      <div className="flex items-center gap-2 py-2 pr-2 pl-3.5">
        <div className="min-w-0 flex-1">
          <TaskTitle row={row} />
          <StatusWord size="sm" tone={tone} word={word} detail={waitText(row)} />
        </div>
        {row.budget?.isWaiting === true && (
          <Button size="sm" onClick={() => acts.raise(row)}>
            Raise budget
          </Button>
        )}
        <Button size="sm" variant="ghost" onClick={() => acts.open({ ...row, run: null })}>
          {row.word === "draft" ? "Approve" : "See"}
        </Button>
      </div>
    </Card>
  );
}

/** Nobody but the user brings it on. */
function isByHand({ word }: BoardRow): boolean {
  return word === "taken-over";
}
