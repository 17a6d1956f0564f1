// A named part of the fleet with the number of its rows; the last one can be closed.
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

export interface FleetGroupProps {
  readonly name: string;
  readonly count: number;
  /** Given: it opens and closes. */
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** Of a grid (rows) or of a page (cards). */
  readonly as: "rows" | "cards";
  readonly children: ReactNode;
}

/** Nothing at all when it has no rows. */
export function FleetGroup({ name, count, isOpen = true, onOpenChange, as, children }: FleetGroupProps) {
  if (count === 0) return null;
  const title = onOpenChange ? (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={() => onOpenChange(!isOpen)}
      className="-mx-1 flex h-6 items-center gap-1 rounded-sm px-1 font-medium text-muted hover:text-strong max-desk:h-11"
    >
      <ChevronRight aria-hidden size={13} className={clsx("transition-transform", isOpen && "rotate-90")} />
      {name} ({count})
    </button>
  ) : (
    <span className="font-medium text-muted">
      {name} <span className="tnum text-faint">{count}</span>
    </span>
  );
  if (as === "cards")
    return (
      <section aria-label={name} className="flex flex-col gap-2">
        <h2 className="px-1 text-sm">{title}</h2>
        {isOpen && children}
      </section>
    );
  return (
    <div role="rowgroup" aria-label={name} className="border-b border-line last:border-b-0">
      <div
        role="row"
        className={clsx(
          "flex h-8 items-center bg-canvas px-3 text-sm @6xl:px-5",
          isOpen && "border-b border-line",
        )}
      >
        <div role="gridcell" aria-colspan={8}>
          {title}
        </div>
      </div>
      {isOpen && children}
    </div>
  );
}
