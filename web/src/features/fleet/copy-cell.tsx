// A name in a row that a click copies. The keyboard reaches it only in the row it is on, or a long fleet would be all stops.
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { CopySaid, useCopy } from "../../ui/copy-text.tsx";

export interface CopyCellProps {
  readonly text: string;
  /** What is seen of it; left out: all. */
  readonly shown?: ReactNode;
  /** "Copy branch". */
  readonly label: string;
  readonly isReachable: boolean;
  readonly className?: string;
}

export function CopyCell({ text, shown = text, label, isReachable, className }: CopyCellProps) {
  const { state, copy } = useCopy(text);
  return (
    <button
      type="button"
      tabIndex={isReachable ? 0 : -1}
      aria-label={`${label}: ${text}`}
      title={`${label}: ${text}`}
      onClick={copy}
      className={clsx(
        "-mx-1 inline-flex h-5 max-w-full min-w-6 items-center gap-1 rounded-sm px-1 font-mono text-sm hover:bg-active hover:text-strong max-desk:min-h-11",
        className,
      )}
    >
      <span className="flex min-w-0">{shown}</span>
      <CopySaid state={state} />
    </button>
  );
}
