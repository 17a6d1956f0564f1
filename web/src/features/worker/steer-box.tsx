// A message to the worker, at any time: what it does with it stands beside the button.
import { type Ref, useState } from "react";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import type { Feed } from "../../feed/feed.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { isLive, workerName } from "./words.ts";

export interface SteerBoxProps {
  readonly run: string;
  /** Null: it is not the latest run of its ticket. */
  readonly row: BoardRow | null;
  readonly command: Feed["run"];
  readonly field: Ref<HTMLTextAreaElement>;
}

export function SteerBox({ run, row, command, field }: SteerBoxProps) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [isSent, setIsSent] = useState(false);
  const name = workerName(row, run);

  const send = async () => {
    if (text.trim() === "" || isBusy) return;
    setIsBusy(true);
    setError(undefined);
    const reply = await command("send-message", { worker: row?.worker ?? run, text: text.trim() });
    setIsBusy(false);
    if (reply.kind === "refused") return setError(reply.message);
    setText("");
    setIsSent(true);
  };

  return (
    <form
      aria-label={`Message ${name}`}
      className="flex shrink-0 items-end gap-2 border-t border-line bg-surface px-3 py-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Field
        label={`Message ${name}`}
        isLabelHidden
        hint={<span role="status">{isSent ? `Sent to ${name}.` : whatHappens(row, name)}</span>}
        error={error}
      >
        <TextArea
          ref={field}
          rowsMax={8}
          value={text}
          placeholder={`Message ${name}…`}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setIsSent(false);
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
            event.preventDefault();
            void send();
          }}
        />
      </Field>
      <Button type="submit" variant="primary" keys="Mod+Enter" isBusy={isBusy} className="mb-5.5 h-8">
        Send
      </Button>
    </form>
  );
}

function whatHappens(row: BoardRow | null, name: string): string {
  if (row === null) return "This run is not the latest of its ticket: it takes no message.";
  if (!isLive(row)) return `${name} has ended (${row.status}). Approve ${row.ticket} again for a new run.`;
  switch (row.word) {
    case "working":
      return "Goes into the running turn.";
    case "starting":
      return "Waits until its agent has started.";
    case "taken-over":
      return `${name} hears it when you give its worktree back.`;
    case "paused":
    case "parked":
      return "Waits until it goes on.";
    case "needs-you":
      return "It goes on with your message.";
    default:
      return "Sends it back to work with your message; what it reported is then checked anew.";
  }
}
