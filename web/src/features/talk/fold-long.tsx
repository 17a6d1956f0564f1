// Something that may be long: its first lines, and a button for the rest.
import { clsx } from "clsx";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

export interface FoldLongProps {
  /** Higher than this it is folded. */
  readonly heightMaxPx: number;
  /** What the button is about, for screen readers: "report of Worker 1". */
  readonly label: string;
  readonly children: ReactNode;
}

/** A little more than the bound is shown whole: a button for two lines is no gain. */
const SLACK_PX = 44;

export function FoldLong({ heightMaxPx, label, children }: FoldLongProps) {
  const content = useRef<HTMLDivElement>(null);
  const [isLong, setIsLong] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  useLayoutEffect(() => {
    const element = content.current;
    if (!element) return undefined;
    const measure = () => setIsLong(element.scrollHeight > heightMaxPx + SLACK_PX);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [heightMaxPx]);
  const isFolded = isLong && !isOpen;
  return (
    <div>
      <div
        className={clsx("relative overflow-hidden", isFolded && "mask-b-from-60% mask-b-to-100%")}
        style={isFolded ? { maxHeight: heightMaxPx } : undefined}
      >
        <div ref={content}>{children}</div>
      </div>
      {isLong && (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? "Show less" : "Show all"} of the ${label}`}
          onClick={() => setIsOpen(!isOpen)}
          className="mt-1 -ml-1 inline-flex h-6 items-center rounded-sm px-1 text-sm font-medium text-muted hover:text-strong max-desk:h-11"
        >
          {isOpen ? "Show less" : "Show all"}
        </button>
      )}
    </div>
  );
}
