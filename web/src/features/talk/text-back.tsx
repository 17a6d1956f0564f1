// A text to a worker, written where the reason for it stands.
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/text-area.tsx";

export interface TextBackProps {
  readonly label: string;
  readonly placeholder: string;
  readonly sendLabel: string;
  readonly isBusy: boolean;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onCancel: () => void;
  /** The text stays until the parent takes this away. */
  readonly onSend: (text: string) => void;
}

export function TextBack(props: TextBackProps) {
  const { label, placeholder, sendLabel, isBusy, text, onChange, onCancel, onSend } = props;
  const send = () => {
    if (text.trim() !== "" && !isBusy) onSend(text.trim());
  };
  return (
    <div className="flex flex-col gap-2">
      <TextArea
        autoFocus
        aria-label={label}
        placeholder={placeholder}
        rowsMin={2}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
            event.preventDefault();
            // The page would take the same keys for an approval.
            event.stopPropagation();
            send();
          }
          if (event.key === "Escape") {
            event.stopPropagation();
            onCancel();
          }
        }}
      />
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          variant="primary"
          keys="Mod+Enter"
          isBusy={isBusy}
          disabled={text.trim() === ""}
          onClick={send}
        >
          {sendLabel}
        </Button>
      </div>
    </div>
  );
}
