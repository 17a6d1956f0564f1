// A card that is only one line: its ticket, what it is about, and how it stands.
import type { ReactNode } from "react";

export interface CardLineProps {
  readonly ticket: string;
  readonly text: string;
  readonly note?: string;
  readonly glyph?: ReactNode;
  /** What can be done with it. */
  readonly children?: ReactNode;
}

export function CardLine({ ticket, text, note, glyph, children }: CardLineProps) {
  return (
    <div className="flex min-h-9 min-w-0 items-center gap-2 rounded-lg border border-line px-3 text-muted max-desk:min-h-12">
      {glyph}
      <span className="shrink-0 font-mono text-sm">{ticket}</span>
      <span className="min-w-0 shrink truncate text-body" title={text}>
        {text}
      </span>
      {note !== undefined && (
        <span className="min-w-0 flex-1 truncate text-sm" title={note}>
          {note}
        </span>
      )}
      {children !== undefined && <span className="ml-auto flex shrink-0 items-center gap-1">{children}</span>}
    </div>
  );
}
