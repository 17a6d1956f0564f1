// The question before a worker, or all that work, are stopped.
import { useState } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { showToast } from "../../ui/toast.tsx";
import type { RunCommand } from "./acts.ts";
import { workerName } from "./words.ts";

export interface StopDialogProps {
  readonly of: { readonly row: BoardRow } | { readonly count: number };
  readonly run: RunCommand;
  readonly onClose: () => void;
}

export function StopDialog({ of, run, onClose }: StopDialogProps) {
  const [isBusy, setIsBusy] = useState(false);
  const row = "row" in of ? of.row : null;
  const name = row === null ? "all workers" : workerName(row);

  const stop = async () => {
    setIsBusy(true);
    const reply = await run("stop-worker", { worker: row === null ? "all" : (row.worker ?? row.ticket) });
    if (reply.kind === "accepted")
      showToast({
        title: `Stopped: ${row === null ? reply.text : name}`,
        text: "The work is kept.",
        severity: "good",
      });
    else showToast({ title: `Could not stop ${name}`, text: reply.message, severity: "danger" });
    onClose();
  };

  return (
    <Confirm
      isOpen
      isDanger
      title={"count" in of ? titleOfAll(of.count) : `Stop ${name}?`}
      confirmLabel={row === null ? "Stop all" : "Stop worker"}
      isBusy={isBusy}
      onConfirm={() => void stop()}
      onCancel={onClose}
    >
      {row === null
        ? "Their agents end. What each has done is kept, and their tickets become drafts again."
        : `Its agent ends. What it has done is kept, and ${row.ticket} becomes a draft again.`}
    </Confirm>
  );
}

function titleOfAll(count: number): string {
  return count === 1 ? "Stop the one worker that works?" : `Stop all ${count} workers that work?`;
}
