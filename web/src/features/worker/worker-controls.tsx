// The controls of a worker on its page, each only where the daemon would take it, with the window that it opens.
import {
  CircleDollarSign,
  Hand,
  ListRestart,
  MoreHorizontal,
  OctagonPause,
  Pause,
  Play,
  SquareTerminal,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { type ControlAsked, ControlWindow } from "../../control/control-window.tsx";
import { offersOf } from "../../control/offers.ts";
import type { RunProgram } from "../../control/run-dialog.tsx";
import type { Feed } from "../../feed/feed.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import type { ShortcutHelp } from "../../ui/keyboard-help.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { useShortcuts } from "../../ui/shortcuts.ts";
import { workerName } from "./words.ts";

export const CONTROL_HELP: readonly ShortcutHelp[] = [
  { keys: "p", does: "Pause it, or let it go on" },
  { keys: "i", does: "Interrupt its turn" },
  { keys: "t", does: "Take it over by hand, or give it back" },
  { keys: "x", does: "Run a command in its worktree" },
  { keys: "b", does: "Raise its budget" },
  { keys: "Shift+R", does: "Retry it with a new run" },
];

export interface Controls {
  readonly takeOver: () => void;
  readonly pause: () => void;
  readonly raise: () => void;
  readonly items: readonly MenuItem[];
  readonly window: ReactNode;
}

export interface ControlsOptions {
  /** Null: another run of the ticket is shown than its latest; nothing can be done with it. */
  readonly row: BoardRow | null;
  readonly command: Feed["run"];
  readonly runProgram: RunProgram;
  /** Says the refusal of what is asked without a window. */
  readonly tell: (asked: ReturnType<Feed["run"]>) => void;
}

export function useControls({ row, command, runProgram, tell }: ControlsOptions): Controls {
  const [asked, setAsked] = useState<ControlAsked>();
  const can = row === null ? null : offersOf(row);
  const canPause = row !== null && (row.word === "working" || row.word === "paused");
  const ask =
    (kind: "interrupt" | "retry" | "raise" | "run", isOffered = false) =>
    () => {
      if (row !== null && isOffered) setAsked({ kind, row });
    };
  const takeOver = () => {
    if (row === null || can === null) return;
    if (can.canGiveBack) setAsked({ kind: "give-back", row });
    else if (can.canTakeOver) setAsked({ kind: "take-over", row });
  };
  const pause = () => {
    if (row === null || !canPause) return;
    tell(
      command(row.word === "paused" ? "resume-worker" : "pause-worker", { worker: row.worker ?? row.ticket }),
    );
  };
  const acts = {
    pause,
    takeOver,
    interrupt: ask("interrupt", can?.canInterrupt),
    run: ask("run", can?.canRun),
    raise: ask("raise", can?.canRaise),
    retry: ask("retry", can?.canRetry),
  };
  useShortcuts({
    p: { run: acts.pause },
    i: { run: acts.interrupt },
    t: { run: acts.takeOver },
    x: { run: acts.run },
    b: { run: acts.raise },
    "Shift+R": { run: acts.retry },
  });
  const items: readonly MenuItem[] = [
    {
      id: "pause",
      label: row?.word === "paused" ? "Resume" : "Pause; its session is kept",
      keys: "p",
      icon: row?.word === "paused" ? <Play size={14} /> : <Pause size={14} />,
      isDisabled: !canPause,
      onSelect: acts.pause,
    },
    {
      id: "interrupt",
      label: "Interrupt its turn",
      keys: "i",
      icon: <OctagonPause size={14} />,
      isDisabled: can?.canInterrupt !== true,
      onSelect: acts.interrupt,
    },
    {
      id: "take-over",
      label: can?.canGiveBack === true ? "Give back" : "Take over by hand",
      keys: "t",
      icon: <Hand size={14} />,
      isDisabled: can?.canTakeOver !== true && can?.canGiveBack !== true,
      onSelect: acts.takeOver,
    },
    {
      id: "run",
      label: "Run a command",
      keys: "x",
      icon: <SquareTerminal size={14} />,
      isDisabled: can?.canRun !== true,
      onSelect: acts.run,
    },
    {
      id: "raise",
      label: "Raise its budget",
      keys: "b",
      icon: <CircleDollarSign size={14} />,
      isDisabled: can?.canRaise !== true,
      onSelect: acts.raise,
    },
    {
      id: "retry",
      label: "Retry with a new run",
      keys: "Shift+R",
      icon: <ListRestart size={14} />,
      isDisabled: can?.canRetry !== true,
      onSelect: acts.retry,
    },
  ];
  return {
    takeOver,
    pause,
    raise: acts.raise,
    items,
    window: asked !== undefined && (
      <ControlWindow
        asked={asked}
        run={command}
        runProgram={runProgram}
        onClose={() => setAsked(undefined)}
      />
    ),
  };
}

export function ControlsMenu({
  row,
  items,
}: {
  readonly row: BoardRow;
  readonly items: readonly MenuItem[];
}) {
  const label = `More for ${workerName(row, row.run ?? row.ticket)}`;
  return (
    <Menu
      label={label}
      trigger={<IconButton size="sm" variant="secondary" label={label} icon={<MoreHorizontal size={15} />} />}
      items={items}
    />
  );
}
