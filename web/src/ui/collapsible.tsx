// A line that opens to show more.
import { Collapsible as Base } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

export interface CollapsibleProps {
  readonly label: ReactNode;
  readonly meta?: ReactNode;
  readonly children: ReactNode;
  readonly isOpen?: boolean;
  readonly defaultOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
}

export function Collapsible({ label, meta, children, isOpen, defaultOpen, onOpenChange }: CollapsibleProps) {
  return (
    <Base.Root open={isOpen} defaultOpen={defaultOpen} onOpenChange={(open) => onOpenChange?.(open)}>
      <Base.Trigger className="group flex min-h-7 w-full min-w-0 items-center gap-1.5 rounded-md px-1.5 text-left text-body hover:bg-hover hover:text-strong max-desk:min-h-11">
        <ChevronRight
          aria-hidden
          size={14}
          className="shrink-0 text-faint transition-transform duration-100 group-data-panel-open:rotate-90"
        />
        <span className="min-w-0 flex-1 truncate">{label}</span>
        {meta !== undefined && <span className="shrink-0 text-sm text-muted">{meta}</span>}
      </Base.Trigger>
      <Base.Panel className="overflow-hidden">{children}</Base.Panel>
    </Base.Root>
  );
}
