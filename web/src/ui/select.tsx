// One of a few known values.
import { Select as Base } from "@base-ui/react/select";
import { clsx } from "clsx";
import { Check, ChevronsUpDown } from "lucide-react";
import { type ControlSize, buttonLook } from "./button-look.ts";
import { ITEM_LOOK, POPUP_LOOK } from "./popup-look.ts";

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  readonly isDisabled?: boolean;
}

export interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly SelectOption[];
  readonly onChange: (value: string) => void;
  readonly isLabelHidden?: boolean;
  readonly size?: ControlSize;
}

export function Select({ label, value, options, onChange, isLabelHidden = false, size = "md" }: SelectProps) {
  return (
    <Base.Root
      items={options}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <div className="flex min-w-0 flex-col items-start gap-1">
        {!isLabelHidden && <Base.Label className="text-sm font-medium text-strong">{label}</Base.Label>}
        <Base.Trigger
          aria-label={isLabelHidden ? label : undefined}
          className={clsx(buttonLook({ size }), "max-w-full justify-between font-normal")}
        >
          <Base.Value className="truncate" />
          <Base.Icon className="text-faint">
            <ChevronsUpDown size={13} />
          </Base.Icon>
        </Base.Trigger>
      </div>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-40">
          <Base.Popup className={clsx(POPUP_LOOK, "max-w-80 min-w-(--anchor-width)")}>
            <Base.List className="scroll-area max-h-(--available-height) p-1">
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.isDisabled}
                  className={clsx(ITEM_LOOK, option.hint !== undefined && "items-start py-1.5")}
                >
                  <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center self-start text-accent">
                    <Base.ItemIndicator>
                      <Check size={13} strokeWidth={2.5} />
                    </Base.ItemIndicator>
                  </span>
                  <span className="min-w-0">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.hint !== undefined && (
                      <span className="block text-sm text-muted">{option.hint}</span>
                    )}
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
