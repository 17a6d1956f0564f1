// One line of the transcript: who speaks at the side, what is said in a column that stays readable on a wide screen.
import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface RowProps {
  /** Who speaks and when, for whoever goes through the conversation by ear: "JARVIS, 10:42". Left out for what has a name inside. */
  readonly name?: string;
  readonly mark?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** The same for the transcript and the composer, so that both stand on one axis. */
export const COLUMN = "mx-auto w-full max-w-[788px] px-6 max-desk:px-3";

export function Row({ name, mark, className, children }: RowProps) {
  return (
    <div
      {...(name !== undefined && { role: "article", "aria-label": name })}
      className={clsx(COLUMN, className)}
    >
      <div className="flex gap-3 max-desk:gap-2">
        <div className="flex w-5.5 shrink-0 flex-col items-center max-desk:hidden">{mark}</div>
        <div className="min-w-0 flex-1">{children}</div>
      </div>
    </div>
  );
}
