// A glyph, a word and a tone: how a piece of work stands, readable without colour.
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { TEXT_OF, type Tone } from "./tone.ts";

export interface StatusWordProps {
  readonly tone: Tone;
  readonly word: string;
  /** Why, or what at this moment; it is cut off when the place is short. */
  readonly detail?: ReactNode;
  readonly size?: "sm" | "md";
}

export function StatusWord({ tone, word, detail, size = "md" }: StatusWordProps) {
  return (
    <span
      className={clsx("inline-flex min-w-0 items-center gap-1.5", size === "sm" ? "text-sm" : "text-base")}
    >
      <StatusGlyph tone={tone} size={size === "sm" ? 12 : 14} />
      <span className={clsx("shrink-0 font-medium", TEXT_OF[tone])}>{word}</span>
      {detail !== undefined && detail !== null && (
        <span className="min-w-0 truncate text-muted">{detail}</span>
      )}
    </span>
  );
}

export function StatusGlyph({ tone, size = 14 }: { readonly tone: Tone; readonly size?: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={clsx("shrink-0", TEXT_OF[tone])}
    >
      {shapeOf(tone)}
    </svg>
  );
}

/** Rings for what is under way, filled discs for what is over or cannot go on: the weight says it before the colour. */
function shapeOf(tone: Tone): ReactNode {
  switch (tone) {
    case "idle":
      return <circle cx="7" cy="7" r="5.25" />;
    case "queued":
      return <circle cx="7" cy="7" r="5.25" strokeDasharray="1.7 2.42" />;
    case "working":
      return (
        <>
          <circle cx="7" cy="7" r="5.25" opacity="0.28" />
          <path d="M12.25 7A5.25 5.25 0 0 0 7 1.75" className="origin-center animate-turn" />
          <circle cx="7" cy="7" r="1.5" fill="currentColor" stroke="none" />
        </>
      );
    case "needs-you":
      return (
        <>
          <circle cx="7" cy="7" r="6" fill="currentColor" stroke="none" />
          <path d="M7 3.9v3.4M7 9.9v.05" className="stroke-surface" />
        </>
      );
    case "review":
      return (
        <>
          <circle cx="7" cy="7" r="5.25" />
          <path d="M7 3.8a3.2 3.2 0 0 1 0 6.4Z" fill="currentColor" stroke="none" />
        </>
      );
    case "ready":
      return (
        <>
          <circle cx="7" cy="7" r="5.25" />
          <path d="m4.8 7.2 1.5 1.5 2.9-3.2" />
        </>
      );
    case "landing":
      return (
        <>
          <circle cx="7" cy="7" r="5.25" />
          <path d="M7 4.2v5M5 7.4l2 2 2-2" />
        </>
      );
    case "landed":
      return (
        <>
          <circle cx="7" cy="7" r="6" fill="currentColor" stroke="none" />
          <path d="m4.5 7.2 1.8 1.8 3.3-3.7" className="stroke-surface" />
        </>
      );
    case "failed":
      return (
        <>
          <circle cx="7" cy="7" r="6" fill="currentColor" stroke="none" />
          <path d="m5 5 4 4M9 5 5 9" className="stroke-surface" />
        </>
      );
    case "stopped":
      return (
        <>
          <circle cx="7" cy="7" r="5.25" />
          <rect x="5.1" y="5.1" width="3.8" height="3.8" rx="0.6" fill="currentColor" stroke="none" />
        </>
      );
    case "unknown":
      return (
        <>
          <circle cx="7" cy="7" r="5.25" strokeDasharray="5 1.6" />
          <path d="M5.6 5.6a1.4 1.4 0 1 1 2 1.3c-.4.2-.6.5-.6.9M7 9.7v.05" strokeWidth="1.3" />
        </>
      );
  }
}
