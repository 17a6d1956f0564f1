// The figures of the bar: how many workers are at it, what waits for the user, what today has cost.
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { countsOf } from "../../../feed/counts.ts";
import { useBoard } from "../../../feed/hooks.ts";
import { Money } from "../../../ui/numbers.tsx";
import { useNow } from "../../../ui/time.tsx";
import { TEXT_OF } from "../../../ui/tone.ts";

export function Counters() {
  const board = useBoard();
  const { running, needsYou, review, costTodayUsd } = countsOf(board, useNow());
  return (
    <span className="tnum flex items-center gap-2 text-sm whitespace-nowrap">
      <Figure isOn={running > 0} look={TEXT_OF.working}>
        {running} running
      </Figure>
      <Dot />
      <Figure isOn={needsYou > 0} look={TEXT_OF["needs-you"]}>
        {needsYou} {needsYou === 1 ? "needs" : "need"} you
      </Figure>
      <Dot />
      <Figure isOn={review > 0} look={TEXT_OF.ready}>
        {review} review
      </Figure>
      <Dot />
      <span title="Runs that began today" className="text-muted">
        <Money usd={costTodayUsd} /> today
      </span>
    </span>
  );
}

interface FigureProps {
  readonly isOn: boolean;
  readonly look: string;
  readonly children: ReactNode;
}

/** At nothing it is grey: a colour is for what there is. */
function Figure({ isOn, look, children }: FigureProps) {
  return <span className={clsx(isOn ? ["font-medium", look] : "text-faint")}>{children}</span>;
}

function Dot() {
  return (
    <span aria-hidden className="text-faint">
      ·
    </span>
  );
}
