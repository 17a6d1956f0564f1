// One of several things that are chosen together, or a consent.
import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import type { ReactNode } from "react";

export interface CheckboxProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export function Checkbox({ label, checked, onChange, disabled }: CheckboxProps) {
  return (
    <label className="inline-flex min-h-6 items-center gap-2 text-body max-desk:min-h-11">
      <Base.Root
        checked={checked}
        onCheckedChange={(next) => onChange(next)}
        disabled={disabled}
        className="flex size-4 shrink-0 items-center justify-center rounded-sm border border-line-control bg-surface transition-colors hover:border-muted data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50"
      >
        <Base.Indicator className="text-on-accent">
          <Check size={12} strokeWidth={3} />
        </Base.Indicator>
      </Base.Root>
      <span className="min-w-0">{label}</span>
    </label>
  );
}
