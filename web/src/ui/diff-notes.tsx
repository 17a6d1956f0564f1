// Notes on lines of a diff, and the small form that writes one.
import { type KeyboardEvent, useState } from "react";
import { Badge } from "./badge.tsx";
import { Button } from "./button.tsx";
import type { DiffPlace } from "./diff-patch.ts";
import { Field } from "./field.tsx";
import { Markdown } from "./markdown.tsx";
import { TextArea } from "./text-area.tsx";
import type { Severity } from "./tone.ts";

export interface DiffNote extends DiffPlace {
  readonly id: string;
  /** Markdown. */
  readonly text: string;
  /** "You", "Reviewer". */
  readonly by: string;
  readonly severity?: Severity;
}

export function NoteList({ notes }: { readonly notes: readonly DiffNote[] }) {
  return notes.map((note) => (
    <article
      key={note.id}
      className="mx-3 my-2 max-w-3xl rounded-lg border border-line bg-raised px-3 py-2 font-sans shadow-control"
    >
      <header className="mb-1 flex items-center gap-2 text-sm">
        <span className="font-medium text-strong">{note.by}</span>
        <span className="text-muted">line {note.line}</span>
        {note.severity && <Badge tone={note.severity}>{note.severity}</Badge>}
      </header>
      <Markdown text={note.text} />
    </article>
  ));
}

export interface NoteFormProps {
  readonly place: DiffPlace;
  readonly onSave: (text: string) => void;
  readonly onCancel: () => void;
}

export function NoteForm({ place, onSave, onCancel }: NoteFormProps) {
  const [text, setText] = useState("");
  const save = () => {
    if (text.trim() !== "") onSave(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onCancel();
    else if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="mx-3 my-2 max-w-3xl rounded-lg border border-line bg-raised p-3 font-sans shadow-control">
      <Field label={`Note on ${place.side === "old" ? "old " : ""}line ${place.line}`}>
        <TextArea
          autoFocus
          rowsMin={2}
          value={text}
          placeholder="What should be different, and why"
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </Field>
      <div className="mt-2 flex justify-end gap-2">
        <Button size="sm" variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="sm" variant="primary" keys="Mod+Enter" disabled={text.trim() === ""} onClick={save}>
          Add note
        </Button>
      </div>
    </div>
  );
}
