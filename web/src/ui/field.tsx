// A control with its name above, a hint below, and what is wrong with it in place of the hint.
import { Field as Base } from "@base-ui/react/field";
import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong and how to mend it; undefined: nothing. */
  readonly error?: string;
  readonly isLabelHidden?: boolean;
  /** One `TextInput` or `TextArea`. */
  readonly children: ReactNode;
}

export function Field({ label, hint, error, isLabelHidden = false, children }: FieldProps) {
  return (
    <Base.Root invalid={error !== undefined} className="flex w-full min-w-0 flex-col gap-1">
      <Base.Label className={clsx("text-sm font-medium text-strong", isLabelHidden && "sr-only")}>
        {label}
      </Base.Label>
      {children}
      {hint !== undefined && error === undefined && (
        <Base.Description className="text-sm text-muted">{hint}</Base.Description>
      )}
      {error !== undefined && (
        <Base.Error match className="text-sm text-danger">
          {error}
        </Base.Error>
      )}
    </Base.Root>
  );
}

/** What everything that takes text looks like; a phone zooms in on anything below 16 px. */
export const INPUT_LOOK =
  "w-full min-w-0 rounded-md border border-line-control/60 bg-surface px-2.5 text-base text-strong transition-colors hover:border-line-control focus-visible:border-accent focus-visible:outline-offset-[-1px] disabled:opacity-50 aria-invalid:border-danger data-invalid:border-danger max-desk:text-[16px]";
