// Words with a thin bar under them: how much of a bound is used.
import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface MeterProps {
  /** 0 to 1; what is beyond is drawn as full. */
  readonly share: number;
  readonly children: ReactNode;
  readonly className?: string;
}

/** From nine tenths on it warns. The words say the same: the bar is not read out. */
export function Meter({ share, children, className = "w-48" }: MeterProps) {
  return (
    <span className={clsx("inline-flex max-w-full flex-col gap-1", className)}>
      {children}
      <span aria-hidden className="h-1 w-full overflow-hidden rounded-full bg-active">
        <span
          className={share >= 0.9 ? "block h-full bg-warn" : "block h-full bg-accent"}
          style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }}
        />
      </span>
    </span>
  );
}
