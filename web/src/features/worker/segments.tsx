// A few ways to look at one thing, one of them in force.
import { clsx } from "clsx";

export interface SegmentsProps<Id extends string> {
  readonly label: string;
  readonly value: Id;
  readonly options: readonly { readonly id: Id; readonly label: string; readonly count?: number }[];
  readonly onChange: (id: Id) => void;
}

export function Segments<Id extends string>({ label, value, options, onChange }: SegmentsProps<Id>) {
  return (
    <div role="group" aria-label={label} className="flex shrink-0 gap-0.5 rounded-md bg-sunken p-0.5">
      {options.map((option) => (
        <button
          key={option.id}
          type="button"
          aria-pressed={option.id === value}
          onClick={() => onChange(option.id)}
          className={clsx(
            "inline-flex h-6 items-center gap-1.5 rounded-sm px-2 text-sm font-medium whitespace-nowrap transition-colors max-desk:h-11",
            option.id === value ? "bg-surface text-strong shadow-control" : "text-muted hover:text-strong",
          )}
        >
          {option.label}
          {option.count !== undefined && option.count > 0 && (
            <span className="tnum text-faint">{option.count}</span>
          )}
        </button>
      ))}
    </div>
  );
}
