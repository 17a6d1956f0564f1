// The question before a worker, or everything, is stopped.
import { useState } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { showToast } from "../../ui/toast.tsx";
import type { RunCommand } from "./acts.ts";
import { workerName } from "./words.ts";

export interface StopDialogProps {
  /** Null: everything. */
  readonly row: BoardRow | null;
  readonly run: RunCommand;
  readonly onClose: () => void;
}

export function StopDialog({ row, run, onClose }: StopDialogProps) {
  const [isBusy, setIsBusy] = useState(false);
  const name = row === null ? "everything" : workerName(row);

  const stop = async () => {
    setIsBusy(true);
    const reply =
      row === null
        ? await run("stop-everything", {})
        : await run("stop-worker", { worker: row.worker ?? row.ticket });
    if (reply.kind === "accepted")
      showToast({
        title: row === null ? "Everything is stopped" : `Stopped: ${name}`,
        text: row === null ? "It goes on as it was when you say so." : "The work is kept.",
        severity: "good",
      });
    else showToast({ title: `Could not stop ${name}`, text: reply.message, severity: "danger" });
    onClose();
  };

  return (
    <Confirm
      isOpen
      isDanger
      title={`Stop ${name}?`}
      confirmLabel={row === null ? "Stop everything" : "Stop worker"}
      isBusy={isBusy}
      onConfirm={() => void stop()}
      onCancel={onClose}
    >
      {row === null
        ? "No agent, check or landing goes on. All work is kept, and goes on as it was when you say so."
        : `Its agent ends. What it has done is kept, and ${row.ticket} becomes a draft again.`}
    </Confirm>
  );
}
