// The fields of a ticket as a form.
import { Field } from "../../ui/field.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import type { EditField, EditForm } from "./edit-form.ts";

export interface EditFieldsProps {
  readonly form: EditForm;
  readonly problems: Partial<Record<EditField, string>>;
  readonly onChange: (form: EditForm) => void;
}

export function EditFields({ form, problems, onChange }: EditFieldsProps) {
  const set = (part: Partial<EditForm>) => onChange({ ...form, ...part });
  const error = (field: EditField) => {
    const problem = problems[field];
    return problem === undefined ? {} : { error: problem };
  };
  return (
    <>
      <Field label="Title" {...error("title")}>
        <TextInput value={form.title} onChange={(event) => set({ title: event.currentTarget.value })} />
      </Field>
      <Field
        label="Description"
        hint="Markdown; fenced blocks are kept as they are"
        {...error("description")}
      >
        <TextArea
          rowsMin={4}
          rowsMax={14}
          value={form.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
      </Field>
      <Field label="Criteria" hint="One a line, each checkable">
        <TextArea
          rowsMin={3}
          value={form.criteria}
          onChange={(event) => set({ criteria: event.currentTarget.value })}
        />
      </Field>
      <div className="grid gap-4 desk:grid-cols-2">
        <Field label="Scope" hint="One path or glob a line; empty: anywhere">
          <TextArea
            rowsMin={2}
            className="font-mono"
            value={form.scope}
            onChange={(event) => set({ scope: event.currentTarget.value })}
          />
        </Field>
        <Field label="Checks" hint="One command a line; empty: its landing is unverified">
          <TextArea
            rowsMin={2}
            className="font-mono"
            value={form.checks}
            onChange={(event) => set({ checks: event.currentTarget.value })}
          />
        </Field>
        <Field label="Turns" hint="Of one run, at most" {...error("turnsMax")}>
          <TextInput
            inputMode="numeric"
            value={form.turnsMax}
            onChange={(event) => set({ turnsMax: event.currentTarget.value })}
          />
        </Field>
        <Field label="Dollars" hint="Of one run, at most" {...error("costUsdMax")}>
          <TextInput
            inputMode="decimal"
            value={form.costUsdMax}
            onChange={(event) => set({ costUsdMax: event.currentTarget.value })}
          />
        </Field>
      </div>
      <Switch
        label="Land when green"
        hint="Lands without another question once its checks are green and the review accepts"
        checked={form.landWhenGreen}
        onChange={(landWhenGreen) => set({ landWhenGreen })}
      />
    </>
  );
}
