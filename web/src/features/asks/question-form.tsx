// A worker's question: its answers to choose from, and room for words of the user's own.
import { useState } from "react";
import type { AskRow } from "../../../../src/wire/ask-row.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { TextArea } from "../../ui/text-area.tsx";

export interface QuestionFormProps {
  readonly ask: AskRow;
  readonly isBusy: boolean;
  readonly onAnswer: (text: string) => void;
}

/** One option answers at once; where several may be named they are gathered first. */
export function QuestionForm({ ask, isBusy, onAnswer }: QuestionFormProps) {
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const toggle = (label: string) =>
    setChosen((before) =>
      before.includes(label) ? before.filter((one) => one !== label) : [...before, label],
    );
  const said = [...chosen, ...(words.trim() === "" ? [] : [words.trim()])].join(", ");
  return (
    <div className="flex flex-col gap-2">
      <p className="break-words whitespace-pre-wrap text-body">{ask.subject}</p>
      {ask.options.length > 0 && (
        <ul aria-label="Answers" className="flex flex-col gap-1.5">
          {ask.options.map(({ label, description }) => (
            <li key={label} className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
              <Button
                size="sm"
                className="max-w-full"
                {...(ask.isMultiple
                  ? { "aria-pressed": chosen.includes(label), onClick: () => toggle(label) }
                  : { onClick: () => onAnswer(label) })}
              >
                <span className="truncate">{label}</span>
              </Button>
              {description !== "" && <span className="min-w-0 text-sm text-muted">{description}</span>}
            </li>
          ))}
        </ul>
      )}
      <form
        className="flex items-end gap-2 max-desk:flex-col max-desk:items-stretch"
        onSubmit={(event) => {
          event.preventDefault();
          if (said !== "") onAnswer(said);
        }}
      >
        <Field label="In your own words" isLabelHidden={ask.options.length === 0}>
          <TextArea value={words} maxLength={4_096} onChange={(event) => setWords(event.target.value)} />
        </Field>
        <Button type="submit" size="sm" variant="primary" isBusy={isBusy} disabled={said === ""}>
          Answer
        </Button>
      </form>
    </div>
  );
}
