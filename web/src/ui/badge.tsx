// A short word in a small box, and a number of things that wait.
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { type Severity, SOFT_OF, TEXT_OF, type Tone } from "./tone.ts";

export type BadgeTone = Tone | Severity | "neutral" | "accent";

export interface BadgeProps {
  readonly tone?: BadgeTone;
  readonly children: ReactNode;
  readonly title?: string;
}

export function Badge({ tone = "neutral", children, title }: BadgeProps) {
  return (
    <span
      title={title}
      className={clsx(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap",
        lookOf(tone),
      )}
    >
      {children}
    </span>
  );
}

function lookOf(tone: BadgeTone): string {
  if (tone === "neutral") return "bg-active text-body";
  if (tone === "accent") return "bg-accent-soft text-accent";
  return clsx(SOFT_OF[tone], TEXT_OF[tone]);
}

export interface CountBadgeProps {
  readonly count: number;
  /** What is counted, for screen readers: "need you". */
  readonly label: string;
  readonly tone?: BadgeTone;
}

/** Nothing at all at zero. */
export function CountBadge({ count, label, tone = "neutral" }: CountBadgeProps) {
  if (count === 0) return null;
  return (
    <span
      className={clsx(
        "tnum inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-full px-1.5 text-xs font-semibold",
        lookOf(tone),
      )}
    >
      {count > 99 ? "99+" : count}
      <span className="sr-only"> {label}</span>
    </span>
  );
}
