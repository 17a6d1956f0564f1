// The acts on rows with what they ask before: the message that is written, the question before a stop.
import { type ReactNode, useState } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { type ControlAsked, ControlWindow } from "../../control/control-window.tsx";
import type { RunProgram } from "../../control/run-dialog.tsx";
import { showToast } from "../../ui/toast.tsx";
import type { FleetWays, RowActs, RunCommand } from "./acts.ts";
import { MessageDialog } from "./message-dialog.tsx";
import { StopDialog } from "./stop-dialog.tsx";
import { workerName } from "./words.ts";

type Asked =
  | { readonly kind: "message"; readonly row: BoardRow }
  | { readonly kind: "message-all"; readonly count: number }
  | { readonly kind: "stop"; readonly row: BoardRow }
  | { readonly kind: "stop-everything" }
  | ControlAsked;

export interface FleetActs extends RowActs {
  /** To `count` workers that work at this moment. */
  readonly messageAll: (count: number) => void;
  readonly stopEverything: () => void;
  readonly raiseOfAll: (scope: "today" | "project") => void;
  readonly adopt: () => void;
}

/** The acts, and the window that one of them has open; mount it once. */
export function useRowActs(
  run: RunCommand,
  runProgram: RunProgram,
  ways: FleetWays,
): { readonly acts: FleetActs; readonly windows: ReactNode } {
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const acts: FleetActs = {
    open: (row) => (row.run === null ? ways.onOpenTalk() : ways.onOpenWorker(row.run)),
    review: (row) => ways.onOpenReview(row.ticket),
    message: (row) => setAsked({ kind: "message", row }),
    stop: (row) => setAsked({ kind: "stop", row }),
    tryAgain: (row) => void tryAgain(run, row),
    pause: (row) => void pause(run, row),
    copyBranch: (row) => void copyBranch(row),
    interrupt: (row) => setAsked({ kind: "interrupt", row }),
    takeOver: (row) => setAsked({ kind: row.word === "taken-over" ? "give-back" : "take-over", row }),
    retry: (row) => setAsked({ kind: "retry", row }),
    raise: (row) => setAsked({ kind: "raise", row }),
    runProgram: (row) => setAsked({ kind: "run", row }),
    raiseOfAll: (scope) => setAsked({ kind: scope === "today" ? "raise-today" : "raise-project" }),
    adopt: () => setAsked({ kind: "adopt" }),
    messageAll: (count) => setAsked({ kind: "message-all", count }),
    stopEverything: () => setAsked({ kind: "stop-everything" }),
  };
  return { acts, windows: windowOf(asked, run, runProgram, close) };
}

function windowOf(
  asked: Asked | undefined,
  run: RunCommand,
  runProgram: RunProgram,
  onClose: () => void,
): ReactNode {
  if (asked === undefined) return null;
  switch (asked.kind) {
    case "message":
    case "message-all":
      return (
        <MessageDialog
          key={asked.kind === "message" ? asked.row.ticket : "all"}
          to={asked.kind === "message" ? { row: asked.row } : { count: asked.count }}
          run={run}
          onClose={onClose}
        />
      );
    case "stop":
    case "stop-everything":
      return <StopDialog row={asked.kind === "stop" ? asked.row : null} run={run} onClose={onClose} />;
    default:
      return <ControlWindow asked={asked} run={run} runProgram={runProgram} onClose={onClose} />;
  }
}

async function tryAgain(run: RunCommand, row: BoardRow): Promise<void> {
  const reply = await run("try-again", { worker: row.worker ?? row.ticket });
  const name = workerName(row);
  if (reply.kind === "accepted") showToast({ title: `${name} tries again`, severity: "good" });
  else showToast({ title: `${name} does not go on`, text: reply.message, severity: "danger" });
}

async function pause(run: RunCommand, row: BoardRow): Promise<void> {
  const isHeld = row.word === "paused";
  const worker = row.worker ?? row.ticket;
  const reply = await run(isHeld ? "resume-worker" : "pause-worker", { worker });
  const name = workerName(row);
  if (reply.kind === "accepted")
    showToast({ title: isHeld ? `${name} goes on` : `${name} is paused`, severity: "good" });
  else
    showToast({
      title: isHeld ? `${name} does not go on` : `${name} is not paused`,
      text: reply.message,
      severity: "danger",
    });
}

async function copyBranch({ branch }: BoardRow): Promise<void> {
  if (branch === null) return;
  try {
    await navigator.clipboard.writeText(branch);
    showToast({ title: "Branch copied", text: branch, severity: "good" });
  } catch (error) {
    showToast({ title: "Branch not copied", text: String(error), severity: "danger" });
  }
}
