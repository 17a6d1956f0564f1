// The keys of the fleet: they act on the row that the keyboard is on.
import type { RefObject } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { type ShortcutHelp, useShortcutHelp } from "../../ui/keyboard-help.tsx";
import { useShortcuts } from "../../ui/shortcuts.ts";
import { offersOf } from "../../control/offers.ts";
import { canPause, canTryAgain, isLive, type RowActs } from "./acts.ts";

const HELP: readonly ShortcutHelp[] = [
  { keys: "j", does: "Next row" },
  { keys: "k", does: "Previous row" },
  { keys: "Enter", does: "Open the row" },
  { keys: "m", does: "Message its worker" },
  { keys: "d", does: "Review its changes" },
  { keys: "r", does: "Try again, when it needs you" },
  { keys: "p", does: "Pause it, or let it go on" },
  { keys: "i", does: "Interrupt its turn" },
  { keys: "t", does: "Take it over by hand, or give it back" },
  { keys: "x", does: "Run a command in its worktree" },
  { keys: "b", does: "Raise its budget" },
  { keys: "Shift+R", does: "Retry it with a new run" },
  { keys: "s", does: "Stop it; its work is kept" },
  { keys: "c", does: "Copy its branch" },
];

export interface RowKeysOptions {
  /** Everything with rows in it; a row has `data-row`. */
  readonly within: RefObject<HTMLElement | null>;
  /** The row that the keyboard is on. */
  readonly current: BoardRow | undefined;
  readonly acts: RowActs;
}

export function useRowKeys({ within, current, acts }: RowKeysOptions): void {
  const move = (step: 1 | -1) => {
    const rows = [...(within.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.findIndex(({ dataset }) => dataset["row"] === current?.ticket);
    const next = at < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const on = (isPossible: (row: BoardRow) => boolean, act: (row: BoardRow) => void) => ({
    run: () => {
      if (current !== undefined && isPossible(current)) act(current);
    },
  });
  useShortcuts({
    j: { run: () => move(1) },
    k: { run: () => move(-1) },
    m: on(isLive, acts.message),
    d: on(({ run }) => run !== null, acts.review),
    r: on(canTryAgain, acts.tryAgain),
    p: on(canPause, acts.pause),
    i: on((row) => offersOf(row).canInterrupt, acts.interrupt),
    t: on((row) => offersOf(row).canTakeOver || offersOf(row).canGiveBack, acts.takeOver),
    x: on((row) => offersOf(row).canRun, acts.runProgram),
    b: on((row) => offersOf(row).canRaise, acts.raise),
    "Shift+R": on((row) => offersOf(row).canRetry, acts.retry),
    s: on(isLive, acts.stop),
    c: on(({ branch }) => branch !== null, acts.copyBranch),
  });
  useShortcutHelp("Fleet", HELP);
}
