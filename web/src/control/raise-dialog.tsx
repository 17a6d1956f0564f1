// More for what a budget holds: of one ticket's runs, of today, or of the project.
import { useState } from "react";
import type { CommandInput } from "../../../src/wire/commands.ts";
import type { Feed } from "../feed/feed.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { TextInput } from "../ui/text-input.tsx";
import { showToast } from "../ui/toast.tsx";

type Measure = "costUsd" | "minutes" | "turns" | "tokens";

const MEASURES: readonly { readonly value: Measure; readonly label: string }[] = [
  { value: "costUsd", label: "US dollars" },
  { value: "minutes", label: "minutes" },
  { value: "turns", label: "turns" },
  { value: "tokens", label: "tokens" },
];

export interface RaiseDialogProps {
  /** `T-3`; null: no ticket is asked about. */
  readonly ticket: string | null;
  /** Whose budget holds it, as far as that is known: `T-3`, `today` or `project`. */
  readonly subject: string;
  /** How it stands: `over its budget: $5.02 of $5.00`. */
  readonly state: string | null;
  readonly measure: Measure;
  readonly run: Feed["run"];
  readonly onClose: () => void;
}

export function RaiseDialog({ ticket, subject: first, state, measure, run, onClose }: RaiseDialogProps) {
  const [subject, setSubject] = useState(first);
  const [unit, setUnit] = useState<Measure>(measure);
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const amount = Number(text);
  const isAmount = text.trim() !== "" && Number.isFinite(amount) && amount > 0;

  const raise = async () => {
    if (isBusy || !isAmount) return;
    setIsBusy(true);
    setError(undefined);
    const reply = await run("raise-budget", inputOf(subject, unit, amount));
    setIsBusy(false);
    if (reply.kind === "refused") return setError(reply.message);
    showToast({
      title: `Raised: ${titleOf(subject)}`,
      text: "What was held for it goes on.",
      severity: "good",
    });
    return onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="sm"
      title={`Raise ${titleOf(first)}`}
      description={state ?? "What is held for it goes on as soon as a worker may start."}
      footer={
        <Button type="submit" form={FORM} variant="primary" isBusy={isBusy} disabled={!isAmount}>
          Raise
        </Button>
      }
    >
      <form
        id={FORM}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void raise();
        }}
      >
        <Select
          label="Whose budget"
          value={subject}
          options={[
            ...(ticket === null ? [] : [{ value: ticket, label: `each run of ${ticket}` }]),
            ...OF_ALL,
          ]}
          onChange={setSubject}
        />
        <div className="flex items-start gap-3">
          <div className="min-w-0 flex-1">
            <Field label="By how much" error={error}>
              <TextInput
                inputMode="decimal"
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
            </Field>
          </div>
          <Select
            label="Of what"
            value={unit}
            options={MEASURES}
            onChange={(next) => setUnit(MEASURES.find(({ value }) => value === next)?.value ?? unit)}
          />
        </div>
      </form>
    </Dialog>
  );
}

const OF_ALL = [
  { value: "today", label: "all runs, until midnight" },
  { value: "project", label: "all runs, ever" },
];

const FORM = "raise-budget";

function inputOf(subject: string, unit: Measure, amount: number): CommandInput<"raise-budget"> {
  return { subject, [unit]: amount };
}

function titleOf(subject: string): string {
  if (subject === "today") return "today’s budget";
  return subject === "project" ? "the project’s budget" : `the budget of ${subject}`;
}
