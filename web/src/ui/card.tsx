// A framed thing with a head, a body and a foot of actions.
import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import type { Tone } from "./tone.ts";

export interface CardProps extends ComponentProps<"div"> {
  readonly as?: "article" | "section" | "div";
  /** Draws the left edge in this tone; the words inside must say the same. */
  readonly tone?: Tone;
  /** It answers to a click somewhere: lifts under the pointer. */
  readonly isInteractive?: boolean;
}

export function Card({
  as: Element = "section",
  tone,
  isInteractive = false,
  className,
  children,
  ...rest
}: CardProps) {
  return (
    <Element
      {...rest}
      className={clsx(
        "relative min-w-0 overflow-hidden rounded-lg border border-line bg-surface",
        isInteractive && "transition-[border-color,box-shadow] hover:border-line-strong hover:shadow-raised",
        className,
      )}
    >
      {tone !== undefined && (
        <span aria-hidden className={clsx("absolute inset-y-0 left-0 w-0.5", EDGE_OF[tone])} />
      )}
      {children}
    </Element>
  );
}

const EDGE_OF: Readonly<Record<Tone, string>> = {
  idle: "bg-idle",
  queued: "bg-queued",
  working: "bg-working",
  "needs-you": "bg-needs-you",
  review: "bg-review",
  ready: "bg-ready",
  landing: "bg-landing",
  landed: "bg-landed",
  failed: "bg-failed",
  stopped: "bg-stopped",
  unknown: "bg-unknown",
};

export interface CardHeaderProps {
  readonly title: ReactNode;
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  readonly level?: 2 | 3 | 4;
}

export function CardHeader({ title, meta, actions, level = 3 }: CardHeaderProps) {
  const Heading = `h${level}` as const;
  return (
    <header className="flex min-h-11 items-center gap-3 border-b border-line px-4 py-2">
      <Heading className="min-w-0 flex-1 truncate text-base font-semibold text-strong">{title}</Heading>
      {meta !== undefined && (
        <div className="flex shrink-0 items-center gap-2 text-sm text-muted">{meta}</div>
      )}
      {actions !== undefined && <div className="-mr-1.5 flex shrink-0 items-center gap-1">{actions}</div>}
    </header>
  );
}

export function CardBody({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return <div className={clsx("px-4 py-3", className)}>{children}</div>;
}

/** Actions to the right, what is to be known about them to the left. */
export function CardFooter({ children, note }: { readonly children: ReactNode; readonly note?: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center gap-2 border-t border-line bg-canvas px-4 py-2.5">
      {/* Beside the buttons while there is room for a line of it; on a phone it stands above them. */}
      <div className="min-w-40 flex-1 text-sm text-muted empty:min-w-0">{note}</div>
      <div className="flex flex-wrap items-center gap-2">{children}</div>
    </footer>
  );
}
