// A name that one wants elsewhere (a branch, a commit): a click copies it and says so.
import { clsx } from "clsx";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

const SAID_MS = 1_600;

export interface CopyTextProps {
  readonly text: string;
  /** What the click does, for screen readers: "Copy branch". */
  readonly label: string;
  /** What is seen when that is shorter than what is copied. */
  readonly shown?: string;
  readonly className?: string;
}

export function CopyText({ text, label, shown = text, className }: CopyTextProps) {
  const { state, copy } = useCopy(text);
  return (
    <button
      type="button"
      aria-label={`${label}: ${shown}`}
      title={text}
      onClick={copy}
      className={clsx(
        "group inline-flex h-6 max-w-full min-w-6 items-center gap-1 rounded-sm px-1 font-mono text-sm text-body hover:bg-hover hover:text-strong max-desk:min-h-11",
        className,
      )}
    >
      <span className="truncate">{shown}</span>
      <span aria-hidden className="shrink-0 text-faint">
        {state === "copied" ? (
          <Check size={12} className="text-good" />
        ) : (
          <Copy size={12} className="opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100" />
        )}
      </span>
      <CopySaid state={state} />
    </button>
  );
}

export type CopyState = "idle" | "copied" | "refused";

/** A word beside the button for the eye, and the same word to screen readers. */
export function CopySaid({ state }: { readonly state: CopyState }) {
  return (
    <span
      role="status"
      className={clsx("font-sans text-xs", state === "refused" ? "text-danger" : "text-good")}
    >
      {state === "copied" && "Copied"}
      {state === "refused" && "Not copied: the browser refused"}
    </span>
  );
}

/** Copies on call; the state falls back to `idle` after a moment. */
export function useCopy(text: string): { readonly state: CopyState; readonly copy: () => void } {
  const [state, setState] = useState<CopyState>("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), SAID_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    // No permission, or a page that has lost the focus: the text is still there to select.
    navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      (_reason: unknown) => setState("refused"),
    );
  };
  return { state, copy };
}
