// On or off, at once: what takes effect without a save button.
import { Switch as Base } from "@base-ui/react/switch";
import type { ReactNode } from "react";

export interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
}

export function Switch({ label, checked, onChange, hint, disabled }: SwitchProps) {
  return (
    <label className="flex items-start justify-between gap-4 py-1 max-desk:min-h-11 max-desk:items-center">
      <span className="min-w-0">
        <span className="block text-body">{label}</span>
        {hint !== undefined && <span className="block text-sm text-muted">{hint}</span>}
      </span>
      <Base.Root
        aria-label={label}
        checked={checked}
        onCheckedChange={(next) => onChange(next)}
        disabled={disabled}
        className="mt-px flex h-5 w-8 shrink-0 items-center rounded-full bg-line-control p-0.5 transition-colors duration-150 data-checked:bg-accent data-disabled:opacity-50"
      >
        <Base.Thumb className="size-4 rounded-full bg-surface shadow-control transition-transform duration-150 data-checked:translate-x-3" />
      </Base.Root>
    </label>
  );
}
