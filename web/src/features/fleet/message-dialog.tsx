// A message to one worker or to all that work; of one that waits, what it waits for stands above.
import { useState } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { showToast } from "../../ui/toast.tsx";
import { canTryAgain, type RunCommand } from "./acts.ts";
import { reasonOf, workerName } from "./words.ts";

export interface MessageDialogProps {
  readonly to: { readonly row: BoardRow } | { readonly count: number };
  readonly run: RunCommand;
  readonly onClose: () => void;
}

export function MessageDialog({ to, run, onClose }: MessageDialogProps) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState<"send" | "try-again">();
  const row = "row" in to ? to.row : null;
  const worker = row === null ? "all" : (row.worker ?? row.ticket);
  const name = row === null ? "all workers" : workerName(row);

  const act = async (kind: "send" | "try-again") => {
    if (busy !== undefined || (kind === "send" && text.trim() === "")) return;
    setBusy(kind);
    const reply =
      kind === "send"
        ? await run("send-message", { worker, text: text.trim() })
        : await run("try-again", { worker });
    setBusy(undefined);
    if (reply.kind === "refused") return setError(reply.message);
    showToast({ title: kind === "send" ? `Sent to ${name}` : `${name} tries again`, severity: "good" });
    return onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={row !== null && canTryAgain(row) ? `Answer ${name}` : `Message ${name}`}
      {...(row !== null && { description: `${row.ticket} ${row.title}` })}
      footer={
        <>
          {row !== null && canTryAgain(row) && (
            <Button isBusy={busy === "try-again"} onClick={() => void act("try-again")}>
              Try again without a message
            </Button>
          )}
          <Button
            variant="primary"
            keys="Mod+Enter"
            isBusy={busy === "send"}
            disabled={text.trim() === ""}
            onClick={() => void act("send")}
          >
            Send
          </Button>
        </>
      }
    >
      {row?.waitsFor != null && (
        <p className="mb-3 rounded-md bg-needs-you-soft px-3 py-2 text-body first-letter:uppercase">
          {reasonOf(row) || row.waitsFor}
        </p>
      )}
      <Field label="Message" hint={hintOf(to)} error={error}>
        <TextArea
          rowsMin={3}
          value={text}
          placeholder={row === null ? "What all of them should know" : "What it should know or do"}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void act("send");
          }}
        />
      </Field>
    </Dialog>
  );
}

function hintOf(to: MessageDialogProps["to"]): string {
  if ("count" in to)
    return to.count === 1
      ? "Goes to the one worker that works now."
      : `Goes to the ${to.count} workers that work now.`;
  return to.row.word === "working" ? "Goes into the running turn." : "It goes on with your message.";
}
