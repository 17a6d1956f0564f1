// All that can be done with one row, behind one button, each with its key.
import {
  CircleDollarSign,
  CircleStop,
  Copy,
  FileDiff,
  Hand,
  ListRestart,
  MessageSquare,
  MoreHorizontal,
  OctagonPause,
  Pause,
  Play,
  RotateCcw,
  SquareArrowOutUpRight,
  SquareTerminal,
} from "lucide-react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { offersOf } from "../../control/offers.ts";
import { canPause, canTryAgain, isLive, type RowActs } from "./acts.ts";
import { workerName } from "./words.ts";

export interface RowMenuProps {
  readonly row: BoardRow;
  readonly acts: RowActs;
  readonly isReachable: boolean;
}

export function RowMenu({ row, acts, isReachable }: RowMenuProps) {
  return (
    <Menu
      label={`Actions of ${workerName(row)}`}
      trigger={
        <IconButton
          size="sm"
          label={`Actions of ${workerName(row)}`}
          icon={<MoreHorizontal size={15} />}
          tabIndex={isReachable ? 0 : -1}
        />
      }
      items={itemsOf(row, acts)}
    />
  );
}

function itemsOf(row: BoardRow, acts: RowActs): readonly MenuItem[] {
  const isOver = !isLive(row);
  return [
    {
      id: "open",
      label: "Open",
      keys: "Enter",
      icon: <SquareArrowOutUpRight size={14} />,
      onSelect: () => acts.open(row),
    },
    {
      id: "review",
      label: "Review its changes",
      keys: "d",
      icon: <FileDiff size={14} />,
      isDisabled: row.run === null,
      onSelect: () => acts.review(row),
    },
    {
      id: "copy",
      label: "Copy branch",
      keys: "c",
      icon: <Copy size={14} />,
      isDisabled: row.branch === null,
      onSelect: () => acts.copyBranch(row),
    },
    "separator",
    {
      id: "message",
      label: "Message",
      keys: "m",
      icon: <MessageSquare size={14} />,
      isDisabled: isOver,
      ...(isOver && { hint: "It has ended." }),
      onSelect: () => acts.message(row),
    },
    {
      id: "try-again",
      label: "Try again",
      keys: "r",
      icon: <RotateCcw size={14} />,
      isDisabled: !canTryAgain(row),
      ...(!canTryAgain(row) && { hint: "Only when it needs you." }),
      onSelect: () => acts.tryAgain(row),
    },
    {
      id: "pause",
      label: row.word === "paused" ? "Resume" : "Pause; its session is kept",
      keys: "p",
      icon: row.word === "paused" ? <Play size={14} /> : <Pause size={14} />,
      isDisabled: !canPause(row),
      ...(!canPause(row) && { hint: "Only while it works." }),
      onSelect: () => acts.pause(row),
    },
    ...controlItems(row, acts),
    {
      id: "stop",
      label: "Stop; its work is kept",
      keys: "s",
      icon: <CircleStop size={14} />,
      isDanger: !isOver,
      isDisabled: isOver,
      onSelect: () => acts.stop(row),
    },
  ];
}

/** What only some stages take; each says in which. */
function controlItems(row: BoardRow, acts: RowActs): readonly MenuItem[] {
  const { canInterrupt, canTakeOver, canGiveBack, canRetry, canRaise, canRun } = offersOf(row);
  return [
    {
      id: "interrupt",
      label: "Interrupt its turn",
      keys: "i",
      icon: <OctagonPause size={14} />,
      isDisabled: !canInterrupt,
      ...(!canInterrupt && { hint: "Only while it works." }),
      onSelect: () => acts.interrupt(row),
    },
    {
      id: "take-over",
      label: canGiveBack ? "Give back" : "Take over by hand",
      keys: "t",
      icon: <Hand size={14} />,
      isDisabled: !canTakeOver && !canGiveBack,
      ...(!canTakeOver && !canGiveBack && { hint: "Only with a worktree that nothing lands from." }),
      onSelect: () => acts.takeOver(row),
    },
    {
      id: "run",
      label: "Run a command",
      keys: "x",
      icon: <SquareTerminal size={14} />,
      isDisabled: !canRun,
      ...(!canRun && { hint: "Only with a worktree." }),
      onSelect: () => acts.runProgram(row),
    },
    {
      id: "raise",
      label: "Raise its budget",
      keys: "b",
      icon: <CircleDollarSign size={14} />,
      isDisabled: !canRaise,
      ...(!canRaise && { hint: "Nothing of it runs." }),
      onSelect: () => acts.raise(row),
    },
    {
      id: "retry",
      label: "Retry with a new run",
      keys: "Shift+R",
      icon: <ListRestart size={14} />,
      isDisabled: !canRetry,
      ...(!canRetry && {
        hint: row.stage === "draft" ? "Approve it for a new run." : "Only before it lands.",
      }),
      onSelect: () => acts.retry(row),
    },
  ];
}
