// A command with the user's words to it: what it does stands above, words may be left out, and a choice may stand below.
import { useState } from "react";
import type { CommandReply } from "../feed/request.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { TextInput } from "../ui/text-input.tsx";
import { showToast } from "../ui/toast.tsx";

export interface Said {
  /** Trimmed; undefined: none. */
  readonly text: string | undefined;
  readonly name: string;
  readonly isChosen: boolean;
}

export interface WordsDialogProps {
  readonly title: string;
  readonly about: string;
  /** Asked for first, and needed: `A branch, or the path of a worktree`. */
  readonly nameLabel?: string;
  readonly label: string;
  readonly hint: string;
  readonly choice?: string;
  /** The verb on the button. */
  readonly verb: string;
  readonly isDanger?: boolean;
  readonly send: (said: Said) => Promise<CommandReply>;
  /** What is told when it was done. */
  readonly done: (said: Said, text: string) => string;
  readonly onClose: () => void;
}

const FORM = "words-of-command";

export function WordsDialog(props: WordsDialogProps) {
  const { title, about, nameLabel, label, hint, choice, verb, isDanger = false, onClose } = props;
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [isChosen, setIsChosen] = useState(false);
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const isComplete = nameLabel === undefined || name.trim() !== "";

  const send = async () => {
    if (isBusy || !isComplete) return;
    setIsBusy(true);
    setError(undefined);
    const said = { text: text.trim() === "" ? undefined : text.trim(), name: name.trim(), isChosen };
    const reply = await props.send(said);
    setIsBusy(false);
    if (reply.kind === "refused") return setError(reply.message);
    showToast({ title: props.done(said, reply.text), severity: "good" });
    return onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={about}
      footer={
        <Button
          type="submit"
          form={FORM}
          variant={isDanger ? "danger" : "primary"}
          keys="Mod+Enter"
          isBusy={isBusy}
          disabled={!isComplete}
        >
          {verb}
        </Button>
      }
    >
      <form
        id={FORM}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {nameLabel !== undefined && (
          <Field label={nameLabel}>
            <TextInput value={name} onChange={(event) => setName(event.currentTarget.value)} />
          </Field>
        )}
        <Field label={label} hint={hint} error={error}>
          <TextArea
            rowsMin={3}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void send();
            }}
          />
        </Field>
        {choice !== undefined && <Checkbox label={choice} checked={isChosen} onChange={setIsChosen} />}
      </form>
    </Dialog>
  );
}
